"""Parameters as they stand, weights by name, and an estimator that failed is not fitted."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score
from torch import nn

from galaxyzoo_ml.exceptions import CheckpointError, DivergedError
from galaxyzoo_ml.neural_network import GalaxyVoteRegressor, TableNetClassifier
from tests.neural_network.nets import TinyNet
from tests.neural_network.small import bytes_and_labels, tiny

X, Y = bytes_and_labels()
SOFT = np.where((Y == "bright")[:, None], [0.9, 0.1], [0.2, 0.8])


def test_partial_fit_takes_parameters_as_they_stand():
    net = tiny(max_epochs=2).fit(X, Y)
    net.set_params(lr=0.003, batch_size=20, optimizer="adamw", weight_decay=0.1, momentum=0.5)
    net.partial_fit(X, Y)
    assert isinstance(net.net_.optimizer_, torch.optim.AdamW)
    assert [group["lr"] for group in net.net_.optimizer_.param_groups] == [0.003, 0.003]
    assert net.net_.optimizer_.param_groups[0]["weight_decay"] == 0.1
    assert net.history_[-1, "train_batch_count"] == 3
    assert net.n_iter_ == 3
    net.set_params(optimizer="sgd").partial_fit(X, Y)
    assert net.net_.optimizer_.param_groups[0]["momentum"] == 0.5
    with pytest.raises(ValueError, match="n_members is 3, and there are 1"):
        net.set_params(n_members=3).partial_fit(X, Y)


def test_partial_fit_keeps_the_momenta_of_one_optimiser():
    net = tiny(max_epochs=1, lr_schedule="constant").fit(X, Y)
    before = [s["momentum_buffer"].clone() for s in net.net_.optimizer_.state.values()]
    net.set_params(lr=1e-12).partial_fit(X[:8], Y[:8])
    after = [s["momentum_buffer"] for s in net.net_.optimizer_.state.values()]
    correlation = np.corrcoef(
        torch.cat([b.ravel() for b in before]), torch.cat([a.ravel() for a in after])
    )
    assert correlation[0, 1] > 0.3


def test_warm_start_with_other_members_is_refused_before_anything_is_touched():
    net = tiny(max_epochs=1, warm_start=True).fit(X, Y)
    before = net.predict_proba(X)
    for change in ({"n_members": 3}, {"field": 0.5}):
        changed = net.set_params(**change)
        with pytest.raises((ValueError, RuntimeError), match=r"n_members is 3|do not fit"):
            changed.fit(X, Y)
        net.set_params(n_members=1, field=1.0)
        np.testing.assert_array_equal(net.predict_proba(X), before)
    with pytest.raises(ValueError, match="was fitted on images of shape"):
        net.fit(X[:, :5, :5], Y)
    np.testing.assert_array_equal(net.predict_proba(X), before)


@pytest.mark.parametrize("was_fitted", [False, True])
@pytest.mark.parametrize(
    "estimator",
    [
        tiny(),
        TableNetClassifier(max_epochs=1),
        GalaxyVoteRegressor(architecture=TinyNet, max_epochs=1),
    ],
)
def test_what_failed_to_fit_is_not_fitted(estimator, was_fitted):
    data, y = (X.reshape(60, -1) / 255, Y) if isinstance(estimator, TableNetClassifier) else (X, Y)
    y = SOFT if isinstance(estimator, GalaxyVoteRegressor) else y
    if was_fitted:
        estimator.set_params(lr=1e-3, lr_schedule="constant").fit(data, y)
    with pytest.raises(DivergedError):
        estimator.set_params(lr=1e30 if data is X else 1e308).fit(data, y)
    for method in ("predict", "transform"):
        with pytest.raises(NotFittedError):
            getattr(estimator, method)(data)


def test_balanced_class_weights_count_the_weights_of_rows():
    weights = np.where(np.arange(60) < 30, 1.0, 0.0)
    weights[(np.arange(60) < 30) & (Y == "dark")] = 0.25
    net = tiny(class_weight="balanced").fit(X, Y, sample_weight=weights)
    np.testing.assert_allclose(net.class_prior_, [0.5, 0.5])
    alone = tiny(class_weight="balanced", max_epochs=1, batch_size=60)
    given = tiny(max_epochs=1, batch_size=60)
    by_hand = np.where(Y == "dark", 4 * weights, weights)
    np.testing.assert_allclose(
        alone.fit(X, Y, sample_weight=weights).predict_proba(X),
        given.fit(X, Y, sample_weight=by_hand).predict_proba(X),
        rtol=1e-5,
    )


@pytest.mark.parametrize(
    ("class_weight", "message"),
    [
        ({"bright": np.nan}, "class_weight of 'bright' is nan"),
        ({"dark": -1.0}, "class_weight of 'dark' is -1.0"),
        ({"dark": np.inf}, "class_weight of 'dark' is inf"),
        ({"bright": 0, "dark": 0}, "every class weighs 0"),
        ({"purple": 1.0}, r"names \['purple'\]"),
    ],
)
def test_weights_that_weigh_nothing_are_named(class_weight, message):
    with pytest.raises(ValueError, match=message):
        tiny(class_weight=class_weight).fit(X, Y)


def test_a_checkpoint_that_is_a_folder_or_no_checkpoint_is_never_to_be_removed(tmp_path):
    with pytest.raises(ValueError, match="has to name a file") as refusal:
        tiny(checkpoint=tmp_path).fit(X, Y)
    assert "remove" not in str(refusal.value)
    with pytest.raises(ValueError, match="there is no folder"):
        tiny(checkpoint=tmp_path / "nowhere" / "c.pt").fit(X, Y)
    (tmp_path / "c-1.pt").mkdir()
    with pytest.raises(CheckpointError, match="cannot be read") as refusal:
        tiny(checkpoint=tmp_path / "c.pt", n_members=2).fit(X, Y)
    assert "remove" not in str(refusal.value)
    precious = tmp_path / "galaxies.csv"
    precious.write_text("OBJID,ra,dec\n")
    foreign = tmp_path / "weights.pt"
    torch.save({"weight": torch.zeros(3)}, foreign)
    for path in (precious, foreign):
        with pytest.raises(CheckpointError, match="give another path") as refusal:
            tiny(checkpoint=path).fit(X, Y)
        assert "remove" not in str(refusal.value)
        assert path.exists()


@pytest.mark.parametrize("dtype", [bool, int, np.uint8, float])
def test_one_hot_labels_are_labels(dtype):
    one_hot = pd.get_dummies(pd.Series(Y)).astype(dtype)
    net = tiny(max_epochs=8).fit(X, one_hot)
    assert net.classes_.tolist() == ["bright", "dark"]
    assert (net.predict(X) == Y).all()
    if dtype is not float:
        with pytest.raises(ValueError, match="one label a row"):
            tiny().fit(X, np.ones((60, 2), dtype))


def test_soft_labels_are_scored_and_cross_validated():
    net = tiny(max_epochs=8).fit(X, pd.DataFrame(SOFT, columns=["bright", "dark"]))
    assert net.score(X, pd.DataFrame(SOFT, columns=["bright", "dark"])) == 1
    assert net.score(X, Y) == 1
    assert (cross_val_score(tiny(max_epochs=8), X, SOFT, cv=3) > 0.9).all()


class _Softmaxed(TinyNet):
    def forward(self, x):
        return super().forward(x).softmax(dim=1)


def test_a_softmax_in_the_end_is_noticed():
    with pytest.warns(UserWarning, match="seems to end in a softmax"):
        tiny(architecture=_Softmaxed, max_epochs=1).fit(X, Y)


class _NoArguments(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(108, 2))

    def forward(self, x):
        return self.layers(x)


class _Wide(TinyNet):
    def __init__(self, width):
        super().__init__((6, 6, 3), width)


def _factory(n_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(108, n_classes))


@pytest.mark.parametrize("architecture", [_NoArguments, _factory, partial(_factory, n_classes=2)])
def test_a_class_without_arguments_or_a_factory_makes_a_net(architecture):
    assert tiny(architecture=architecture, max_epochs=8).fit(X, Y).score(X, Y) == 1


def test_what_cannot_be_made_or_is_not_here_is_refused_in_a_sentence():
    with pytest.raises(TypeError, match=r"_Wide needs width, .* give an instance"):
        tiny(architecture=_Wide).fit(X, Y)
    for device in ("gpu", "cuda:99", "mps:x", "cuda:-1", "meta"):
        with pytest.raises(ValueError, match=f"device='{device}' is not here.*there are cpu"):
            tiny(device=device).fit(X, Y)
    assert tiny(optimizer="adam", lr=0.01, max_epochs=8).fit(X, Y).score(X, Y) == 1
