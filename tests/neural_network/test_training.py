"""A training that one can leave alone: held-out galaxies, warm starts, kills, ensembles."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from imblearn.over_sampling import SMOTE
from skorch.callbacks import Callback, EarlyStopping

from galaxyzoo_ml.balancing import ImageSampler, RotationOversampler
from galaxyzoo_ml.exceptions import CheckpointError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from galaxyzoo_ml.neural_network._held_out import hold_out_sources
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet


@pytest.fixture(scope="module")
def galaxies():
    """90 small images in two classes, one of them rare, that overlap a little."""
    rng = np.random.default_rng(0)
    y = np.array(["dark"] * 70 + ["bright"] * 20)
    level = np.where(y == "bright", 140, 110)[:, None, None, None]
    X = np.clip(level + rng.normal(0, 40, (90, 8, 8, 3)), 0, 255).astype(np.uint8)
    return ImageArray(X), y


def tiny(**parameters):
    defaults = {"architecture": TinyNet, "max_epochs": 6, "batch_size": 16, "lr": 0.05}
    return GalaxyCNNClassifier(**{**defaults, "random_state": 0, **parameters})


def weights_of(classifier):
    return [tensor for net in classifier.nets_ for tensor in net.module_.state_dict().values()]


def assert_same_weights(a, b):
    assert all(torch.equal(x, y) for x, y in zip(weights_of(a), weights_of(b), strict=True))


@pytest.mark.parametrize(
    "sampler",
    [
        RotationOversampler(random_state=0),
        RotationOversampler(reflect=True, sampling_strategy={"bright": 300}, random_state=0),
        ImageSampler(SMOTE(random_state=0, k_neighbors=2), random_state=0),
    ],
    ids=["rotation", "reflection", "smote"],
)
def test_held_out_sources_are_natural_and_unknown_to_the_rest(galaxies, sampler):
    X, y = galaxies
    balanced, labels = sampler.fit_resample(X, y)
    scaler = StandardScaler().fit(balanced)
    balanced = scaler.transform(balanced)
    numbers = np.unique(labels, return_inverse=True)[1]
    rng = np.random.RandomState(0)
    kept, held_out, rows = hold_out_sources(balanced, numbers, 0.2, rng)
    sources = held_out.sources
    assert len(set(sources.tolist())) == len(sources)  # each once
    assert (held_out.recipe.indices % 8 == 0).all()  # unturned
    assert not set(sources.tolist()) & set((balanced[kept].recipe.indices // 8).tolist())
    np.testing.assert_array_equal(labels[rows], y[sources])
    np.testing.assert_array_equal(np.bincount(numbers[rows]), [4, 14])  # the natural mix
    np.testing.assert_allclose(held_out.render(), scaler.transform(X)[sources].render())


def test_mixtures_that_leave_a_class_without_rows_are_refused(galaxies):
    X, _ = galaxies
    mixed = ImageArray.concatenate([X[:12], X[:10].mix(np.full((6, 10), 0.1))])
    numbers = np.repeat([0, 1], [12, 6])
    with pytest.raises(ValueError, match="no row of 1 class"):
        hold_out_sources(mixed, numbers, 0.2, np.random.RandomState(0))


def test_early_stopping_ends_in_time_and_keeps_the_best_epoch(galaxies):
    X, y = galaxies
    kwargs = {"max_epochs": 60, "lr": 0.5, "early_stopping": True, "validation_fraction": 0.3}
    classifier = tiny(**kwargs, n_iter_no_change=4).fit(X, y)
    losses = classifier.history_[:, "valid_loss"]
    best = int(np.argmin(losses))
    assert classifier.n_iter_ < 60
    assert classifier.n_iter_ == best + 1 + 4
    shorter = tiny(**{**kwargs, "lr_schedule": "linear"}, n_iter_no_change=60)
    shorter.set_params(callbacks=[_StopAfter(best + 1)]).fit(X, y)
    assert_same_weights(classifier, shorter)


class _StopAfter(Callback):
    def __init__(self, n_epochs):
        self.n_epochs = n_epochs

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) >= self.n_epochs:
            raise KeyboardInterrupt


def test_given_galaxies_are_judged_by_and_never_learnt_from(galaxies):
    X, y = galaxies
    plain = tiny().fit(X[::2], y[::2])
    judged = tiny(early_stopping=True, n_iter_no_change=60).fit(
        X[::2], y[::2], X_val=X[1::2], y_val=y[1::2]
    )
    assert judged.history_[:, "train_loss"] == plain.history_[:, "train_loss"]
    probabilities = judged.predict_proba(X[1::2])
    right = probabilities[np.arange(45), np.searchsorted(judged.classes_, y[1::2])]
    assert min(judged.history_[:, "valid_loss"]) == pytest.approx(-np.log(right).mean(), rel=1e-4)
    with pytest.raises(ValueError, match="none of the classes"):
        tiny().fit(X, y, X_val=X[:2], y_val=["bright", "purple"])


def test_arrays_hold_out_rows(galaxies):
    X, y = galaxies
    classifier = tiny(early_stopping=True, validation_fraction=0.2).fit(np.asarray(X), y)
    assert classifier.n_samples_fit_ == 90 - 14 - 4
    table = TableNetClassifier(early_stopping=True, max_epochs=3, batch_size=8, random_state=0)
    table.fit(np.asarray(X).reshape(90, -1) / 255, y)
    assert "valid_loss" in table.history_[-1]
    with pytest.raises(ValueError, match="no class of the 2 has two"):
        tiny(early_stopping=True).fit(np.asarray(X)[[0, 80]], y[[0, 80]])


def test_skorch_callbacks_are_used_and_copied(galaxies):
    X, y = galaxies
    stop = EarlyStopping(monitor="train_loss", patience=2, threshold=1.0)
    classifier = tiny(max_epochs=50, n_members=2, callbacks=[stop]).fit(X, y)
    assert classifier.n_iter_ < 10
    assert stop.misses_ == 0
    tiny(max_epochs=50, callbacks=[stop]).fit(X, y)  # one net is listened to by what was given
    assert stop.misses_ == 2


def test_an_interrupt_is_not_swallowed(galaxies):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tiny(callbacks=[Interrupt()]).fit(*galaxies)


def test_warm_start_goes_on_and_a_fit_begins_anew(galaxies):
    X, y = galaxies
    classifier = tiny(warm_start=True).fit(X, y)
    first = classifier.loss_curve_
    assert classifier.fit(X, y).loss_curve_[0] < first[0]
    anew = classifier.set_params(warm_start=False).fit(X, y)
    assert anew.loss_curve_ == first
    with pytest.raises(ValueError, match="none of the classes"):
        classifier.set_params(warm_start=True).fit(X, np.where(y == "dark", "dim", y))


def test_partial_fit_learns_from_one_part_after_another(galaxies):
    X, y = galaxies
    classifier = tiny(lr=0.02)
    for _ in range(6):
        for part in (slice(None, None, 2), slice(1, None, 2)):
            classifier.partial_fit(X[part], y[part], classes=["bright", "dark"])
    assert classifier.n_iter_ == 12
    assert classifier.loss_curve_[-1] < classifier.loss_curve_[0]
    np.testing.assert_allclose(classifier.class_prior_, [20 / 90, 70 / 90])
    with pytest.raises(ValueError, match="classes must be given"):
        tiny().partial_fit(X, y)
    with pytest.raises(ValueError, match="none of the classes"):
        classifier.partial_fit(X, np.where(y == "dark", "dim", y))


def test_a_fit_can_be_refined_by_partial_fit(galaxies):
    X, y = galaxies
    classifier = tiny(early_stopping=True, averaging=0.9).fit(X, y)
    before = [w.clone() for w in weights_of(classifier)]
    classifier.partial_fit(X, y)
    assert any(not torch.equal(a, b) for a, b in zip(before, weights_of(classifier), strict=True))


def test_averaged_weights_lie_between_those_of_the_steps(galaxies):
    X, y = galaxies
    steps = []

    class Record(Callback):
        def on_batch_end(self, net, **kwargs):
            steps.append(net.module_.layers[1].weight.detach().clone())

    averaged = tiny(averaging=0.8, max_epochs=1, callbacks=[Record()]).fit(X, y)
    expected = steps[0]
    for step in steps[1:]:
        expected = 0.8 * expected + 0.2 * step
    torch.testing.assert_close(averaged.net_.module_.layers[1].weight.detach(), expected)


def test_members_differ_and_are_averaged_the_same_in_processes(galaxies):
    X, y = galaxies
    alone = tiny(n_members=3, n_jobs=1).fit(X, y)
    assert len(alone.nets_) == 3
    assert not torch.equal(weights_of(alone)[0], weights_of(alone)[4])
    mean = np.zeros((90, 2))
    for net in alone.nets_:
        one = tiny().fit(X, y)
        one.nets_ = [net]
        mean += one.predict_proba(X) / 3
    np.testing.assert_allclose(alone.predict_proba(X), mean)
    shared = tiny(n_members=3, n_jobs=2).fit(X, y)
    assert_same_weights(alone, shared)
    assert len(pickle.dumps(shared)) < 1e6


def test_label_smoothing_and_precision_change_what_is_learnt(galaxies):
    X, y = galaxies
    plain = tiny(max_epochs=40).fit(X, y).predict_proba(X).max(axis=1).mean()
    smooth = tiny(max_epochs=40, label_smoothing=0.4).fit(X, y).predict_proba(X).max(axis=1).mean()
    assert smooth < plain - 0.05
    half = tiny(precision="bfloat16").fit(X, y)
    np.testing.assert_allclose(half.predict_proba(X), tiny().fit(X, y).predict_proba(X), atol=0.05)


def test_history_says_how_long_and_how_fast(galaxies):
    last = tiny().fit(*galaxies).history_[-1]
    assert last["images_per_second"] == pytest.approx(90 / last["dur"])


SCRIPT = """
import signal, sys, numpy as np
from skorch.callbacks import Callback
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from tests.neural_network.nets import TinyNet
X, y = np.load(sys.argv[1]), np.load(sys.argv[2])

class Waits(Callback):  # however late it is killed, it has not ended
    def on_epoch_begin(self, net, **kwargs):
        if len(net.history) == 390:
            signal.pause()

GalaxyCNNClassifier(architecture=TinyNet, max_epochs=400, batch_size=16, lr=0.05, rotation="any",
    zoom=0.1, averaging=0.9, early_stopping=True, n_iter_no_change=400, random_state=0,
    checkpoint=sys.argv[3], callbacks=[Waits()], n_jobs=1).fit(X, y)
"""


def test_a_killed_training_goes_on_to_the_same_bits(galaxies, tmp_path):
    X, y = np.asarray(galaxies[0]), galaxies[1]
    np.save(tmp_path / "X.npy", X)
    np.save(tmp_path / "y.npy", y)
    path = tmp_path / "checkpoint.pt"
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, tmp_path / "X.npy", tmp_path / "y.npy", path],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])},
    ) as process:
        while not path.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(np.random.default_rng().uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
    assert path.exists()
    options = {
        "max_epochs": 400,
        "rotation": "any",
        "zoom": 0.1,
        "averaging": 0.9,
        "early_stopping": True,
        "n_iter_no_change": 400,
        "n_jobs": 1,
    }
    resumed = tiny(**options, checkpoint=path).fit(X, y)
    assert not path.exists()
    whole = tiny(**options).fit(X, y)
    assert_same_weights(resumed, whole)
    assert resumed.loss_curve_ == whole.loss_curve_


def test_a_checkpoint_of_another_training_is_refused(galaxies, tmp_path):
    X, y = galaxies
    path = tmp_path / "c.pt"

    class Crash(Callback):
        def on_epoch_begin(self, net, **kwargs):
            if len(net.history) == 3:
                raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        tiny(checkpoint=path, callbacks=[Crash()]).fit(X, y)
    assert [file.name for file in tmp_path.iterdir()] == ["c.pt"]
    for other in ({"lr": 0.1}, {"random_state": 1}):
        with pytest.raises(CheckpointError, match="other data or parameters"):
            tiny(checkpoint=path, **other).fit(X, y)
    with pytest.raises(CheckpointError, match="other data or parameters"):
        tiny(checkpoint=path).fit(X[:80], y[:80])
    pixels = np.array(X)
    pixels[1, 2, 3] += 1  # one pixel of one image
    with pytest.raises(CheckpointError, match="other data or parameters"):
        tiny(checkpoint=path).fit(ImageArray(pixels), y)
    with pytest.raises(CheckpointError, match="other data or parameters"):
        tiny(checkpoint=path, rotation="quarters").fit(X, y)
    shape, n_classes = X.shape[1:], len(np.unique(y))
    torch.manual_seed(0)
    one, other = (TinyNet(shape, n_classes) for _ in range(2))  # of one repr
    begun = tmp_path / "begun.pt"
    with pytest.raises(RuntimeError, match="power cut"):
        tiny(checkpoint=begun, start_from=one, callbacks=[Crash()]).fit(X, y)
    with pytest.raises(CheckpointError, match="other data or parameters"):
        tiny(checkpoint=begun, start_from=other).fit(X, y)
    tiny(checkpoint=begun, start_from=one).fit(X, y)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(CheckpointError, match="not a whole checkpoint"):
        tiny(checkpoint=path).fit(X, y)
    with pytest.raises(ValueError, match="whole number as random_state"):
        tiny(checkpoint=path, random_state=None).fit(X, y)


def test_held_out_galaxies_belong_to_a_checkpoint(galaxies, tmp_path):
    X, y = galaxies
    path = tmp_path / "c.pt"

    class Crash(Callback):
        def on_epoch_begin(self, net, **kwargs):
            if len(net.history) == 3:
                raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        tiny(checkpoint=path, callbacks=[Crash()]).fit(X[::2], y[::2], X_val=X[1::2], y_val=y[1::2])
    with pytest.raises(CheckpointError, match="other data or parameters"):
        tiny(checkpoint=path).fit(X[::2], y[::2], X_val=X[3::2], y_val=y[3::2])


def test_a_checkpoint_of_an_older_version_is_refused_in_one_line(galaxies, tmp_path):
    torch.save({"fingerprint": "", "history": "[]"}, tmp_path / "c.pt")
    with pytest.raises(CheckpointError, match="written by another version"):
        tiny(checkpoint=tmp_path / "c.pt").fit(*galaxies)
