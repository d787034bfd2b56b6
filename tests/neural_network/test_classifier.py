"""What a user can rely on, whatever the net."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_predict
from torch import nn

from galaxyzoo_ml.exceptions import DataWarning, DivergedError, ImageSizeError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet


@pytest.fixture(scope="module")
def bright_and_dark():
    """60 images of 6 x 6 pixels that a net can tell apart."""
    rng = np.random.default_rng(0)
    y = np.array(["bright", "dark"] * 30)
    level = np.where(y == "bright", 200, 50)[:, None, None, None]
    X = (level + rng.integers(-40, 40, (60, 6, 6, 3))).astype(np.uint8)
    return X, y


def tiny(**parameters):
    defaults = {"architecture": TinyNet, "max_epochs": 8, "batch_size": 8, "lr": 0.1}
    return GalaxyCNNClassifier(**{**defaults, "random_state": 0, **parameters})


def weights_of(classifier):
    return {k: v.clone() for k, v in classifier.net_.module_.state_dict().items()}


def assert_same_weights(a, b):
    for key, tensor in weights_of(a).items():
        assert torch.equal(tensor, weights_of(b)[key]), key


def test_it_learns_text_labels(bright_and_dark):
    X, y = bright_and_dark
    classifier = tiny().fit(X, y)
    assert classifier.classes_.tolist() == ["bright", "dark"]
    assert classifier.score(X, y) == 1.0
    assert classifier.loss_curve_[-1] < classifier.loss_curve_[0]
    np.testing.assert_allclose(classifier.predict_proba(X).sum(axis=1), 1, atol=1e-12)


def test_same_seed_same_bits_and_global_generators_as_they_were(bright_and_dark):
    X, y = bright_and_dark
    torch.manual_seed(7)
    np.random.seed(7)  # noqa: NPY002 - the global generator is what is tested
    expected = torch.rand(1), np.random.rand()  # noqa: NPY002
    torch.manual_seed(7)
    np.random.seed(7)  # noqa: NPY002
    first = tiny().fit(X, y)
    drawn = torch.rand(1), np.random.rand()  # noqa: NPY002
    assert drawn == expected
    second = tiny().fit(X, y)
    assert_same_weights(first, second)
    np.testing.assert_array_equal(first.predict_proba(X), second.predict_proba(X))
    other = tiny(random_state=1).fit(X, y)
    assert not np.array_equal(first.predict_proba(X), other.predict_proba(X))


def test_lazy_and_rendered_images_are_the_same(bright_and_dark):
    X, y = bright_and_dark
    lazy = StandardScaler().fit_transform(ImageArray(X))
    eager = np.asarray(lazy)
    a, b = tiny().fit(lazy, y), tiny().fit(eager, y)
    np.testing.assert_allclose(a.predict_proba(lazy), b.predict_proba(eager), atol=1e-5)
    np.testing.assert_allclose(a.predict_proba(lazy), a.predict_proba(eager), atol=1e-5)


def test_uint8_is_divided_by_255_and_floats_are_not(bright_and_dark):
    X, y = bright_and_dark
    classifier = tiny().fit(X, y)
    scaled = X.astype(np.float32) / 255
    np.testing.assert_allclose(
        classifier.predict_proba(X), classifier.predict_proba(scaled), atol=1e-6
    )
    with pytest.warns(DataWarning, match=r"floats from .*, and uint8 .* before"):
        unscaled = classifier.predict_proba(scaled * 255)
    assert not np.allclose(classifier.predict_proba(X), unscaled)


def test_weights_of_one_change_nothing_bit_for_bit(bright_and_dark):
    X, y = bright_and_dark
    plain = tiny().fit(X, y)
    assert_same_weights(plain, tiny().fit(X, y, sample_weight=np.ones(len(y))))
    assert_same_weights(plain, tiny(class_weight="balanced").fit(X, y))  # 30 : 30


def test_a_weight_of_zero_takes_a_class_out(bright_and_dark):
    X, y = bright_and_dark
    classifier = tiny().fit(X, y, sample_weight=(y == "dark").astype(float))
    assert set(classifier.predict(X)) == {"dark"}
    np.testing.assert_allclose(classifier.class_prior_, [0, 1])


def test_class_weights_lift_the_rare_class():
    rng = np.random.default_rng(0)
    X = rng.integers(0, 255, (200, 4, 4, 1), dtype=np.uint8)  # noise: only the prior is learnt
    y = np.array(["rare"] * 20 + ["usual"] * 180)
    plain = tiny(max_epochs=3).fit(X, y).predict_proba(X)[:, 0].mean()
    balanced = tiny(max_epochs=3, class_weight="balanced").fit(X, y).predict_proba(X)[:, 0].mean()
    assert plain < 0.2
    assert 0.35 < balanced < 0.65


def test_the_number_of_threads_is_restored(bright_and_dark):
    X, y = bright_and_dark
    before = torch.get_num_threads()
    seen = []

    class Spy(TinyNet):
        def forward(self, x):
            seen.append(torch.get_num_threads())
            return super().forward(x)

    tiny(architecture=Spy, max_epochs=1, n_jobs=1).fit(X, y).predict(X)
    assert set(seen) == {1}
    assert torch.get_num_threads() == before
    with pytest.raises(ImageSizeError):
        GalaxyCNNClassifier(n_jobs=1).fit(X, y)
    assert torch.get_num_threads() == before


def test_modules_can_be_classes_or_instances_that_are_left_alone(bright_and_dark):
    X, y = bright_and_dark
    instance = nn.Sequential(nn.Flatten(), nn.Linear(108, 2))
    before = copy.deepcopy(instance.state_dict())
    classifier = tiny(architecture=instance).fit(X, y)
    assert classifier.score(X, y) == 1.0
    for key, tensor in instance.state_dict().items():
        assert torch.equal(tensor, before[key])


def test_it_is_silent(bright_and_dark, capfd):
    X, y = bright_and_dark
    tiny(max_epochs=1).fit(X, y).predict(X)
    assert capfd.readouterr() == ("", "")


def test_a_progress_bar_comes_only_when_asked_for(bright_and_dark, capfd):
    X, y = bright_and_dark
    tiny(max_epochs=2, verbose=1).fit(X, y)
    out, err = capfd.readouterr()
    assert out == ""
    assert "2/2" in err
    assert "images/s" in err


def test_pickle_and_clone(bright_and_dark):
    X, y = bright_and_dark
    classifier = tiny().fit(X, y)
    copied = pickle.loads(pickle.dumps(classifier))
    np.testing.assert_array_equal(copied.predict_proba(X), classifier.predict_proba(X))
    again = clone(classifier).fit(X, y)
    np.testing.assert_array_equal(again.predict_proba(X), classifier.predict_proba(X))


def test_predictions_do_not_depend_on_the_batch(bright_and_dark):
    X, y = bright_and_dark
    classifier = tiny().fit(X, y)
    many = ImageArray(X)[np.tile(np.arange(60), 10)]
    np.testing.assert_allclose(
        classifier.predict_proba(many)[:60], classifier.predict_proba(X), atol=1e-6
    )


def test_cross_validation_in_threads_and_pandas_targets(bright_and_dark):
    X, y = bright_and_dark
    target = pd.Series(y, name="target", index=np.arange(100, 160))
    predicted = cross_val_predict(tiny(), ImageArray(X), target, cv=3)
    assert (predicted == y).mean() > 0.9


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros((4, 3, 8, 8), np.uint8), "moveaxis"),
        (np.zeros((4, 8, 8), np.uint8), r"X\[\.\.\., None\]"),
        (np.zeros((4, 192)), "image_shape"),
        (np.zeros((4, 8, 8, 3), np.int64), "uint8 or floating point"),
        (np.full((4, 8, 8, 3), np.nan, np.float32), "NaN"),
        (np.zeros((0, 8, 8, 3), np.uint8), "0 sample"),
    ],
)
def test_what_is_no_stack_of_images_is_refused(X, message):
    with pytest.raises((ValueError, TypeError), match=message):
        tiny().fit(X, np.array(["a", "b"] * 2)[: len(X)])


def test_a_training_that_diverges_ends_with_what_to_do(bright_and_dark):
    X, y = bright_and_dark
    with pytest.raises(DivergedError, match="lower lr"):
        tiny(lr=1e30).fit(X, y)


def test_a_lazy_image_array_of_nan_is_refused(bright_and_dark):
    X, y = bright_and_dark
    spoilt = X.astype(np.float32)
    spoilt[7, 0, 0, 0] = np.nan
    for images in (ImageArray(spoilt), ImageArray(X) * np.nan):
        with pytest.raises(ValueError, match="NaN"):
            tiny().fit(images, y)
        with pytest.raises(ValueError, match="NaN"):
            StandardScaler().fit(images)


def test_other_refusals(bright_and_dark):
    X, y = bright_and_dark
    with pytest.raises(ValueError, match="one class, 'dark'"):
        tiny().fit(X, np.full(60, "dark"))
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        tiny().fit(X, y[:59])
    with pytest.raises(NotFittedError):
        tiny().predict(X)
    with pytest.raises(ValueError, match=r"images of shape \(6, 6, 3\), and these have shape"):
        tiny(max_epochs=1).fit(X, y).predict(X[:, :5, :5])
    with pytest.raises(ValueError, match="'lr' parameter"):
        tiny(lr=-1.0).fit(X, y)
    with pytest.raises(ValueError, match="no preset 'slow'"):
        GalaxyCNNClassifier.from_preset("slow")
