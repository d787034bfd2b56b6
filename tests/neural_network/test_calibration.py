"""scikit-learn's calibration and MAPIE's conformal sets take our estimators and image arrays."""

import numpy as np
import pytest
from imblearn.pipeline import Pipeline
from mapie.classification import SplitConformalClassifier
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import log_loss

from galaxyzoo_ml.balancing import (
    PriorCorrectedClassifier,
    ResampledClassifier,
    RotationOversampler,
)
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import expected_calibration_error
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet

METHODS = ["temperature", "sigmoid", "isotonic"]
TRAIN, REST = slice(0, 90), slice(90, 180)


@pytest.fixture(scope="module")
def galaxies():
    mix = {"elliptical": 3, "edge_on": 2, "merger": 1}
    return make_galaxies(180, size=32, random_state=0, proportions=mix)


def models():
    cnn = GalaxyCNNClassifier(
        architecture=TinyNet, image_shape=(32, 32, 3), max_epochs=1, random_state=0, n_jobs=1
    )
    balance = RotationOversampler(random_state=0)
    pipeline = Pipeline([("balance", balance), ("scale", StandardScaler()), ("cnn", cnn)])
    return {
        "pipeline": pipeline,
        "resampled": ResampledClassifier(balance, cnn),
        "corrected": PriorCorrectedClassifier(pipeline),
    }


@pytest.fixture(scope="module", params=list(models()))
def unfitted(request):
    return models()[request.param]


@pytest.fixture(scope="module")
def fitted(unfitted, galaxies):
    return unfitted.fit(galaxies.images[TRAIN], galaxies.target[TRAIN])


@pytest.fixture(autouse=True)
def lazy(monkeypatch):
    def refuse(*_, **__):
        pytest.fail("somebody rendered all images")

    monkeypatch.setattr(ImageArray, "__array__", refuse)


@pytest.mark.parametrize("method", METHODS)
def test_a_fitted_classifier_is_calibrated(fitted, galaxies, method):
    calibrated = CalibratedClassifierCV(FrozenEstimator(fitted), method=method)
    calibrated.fit(galaxies.images[REST], galaxies.target[REST])
    probabilities = calibrated.predict_proba(galaxies.images[REST])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    before = log_loss(galaxies.target[REST], fitted.predict_proba(galaxies.images[REST]))
    assert log_loss(galaxies.target[REST], probabilities) < before + 0.01


@pytest.mark.parametrize("method", METHODS)
def test_folds_calibrate_what_they_have_not_trained(unfitted, galaxies, method):
    calibrated = CalibratedClassifierCV(unfitted, method=method, cv=3)
    calibrated.fit(galaxies.images[TRAIN], galaxies.target[TRAIN])
    assert len(calibrated.calibrated_classifiers_) == 3
    assert set(calibrated.predict(galaxies.images[REST])) <= set(galaxies.target)
    assert calibrated.predict_proba(galaxies.images[REST]).shape == (90, 3)


@pytest.mark.parametrize("score", ["lac", "aps"])
def test_conformal_sets_of_images(fitted, galaxies, score):
    if isinstance(fitted, Pipeline):  # MAPIE compares its number of features with the height
        fitted = PriorCorrectedClassifier(fitted, tau=0.0)
        fitted.fit(galaxies.images[TRAIN], galaxies.target[TRAIN])
    conformal = SplitConformalClassifier(
        fitted, confidence_level=0.9, conformity_score=score, random_state=0
    )
    conformal.conformalize(galaxies.images[90:140], galaxies.target[90:140])
    names, sets = conformal.predict_set(galaxies.images[140:])
    np.testing.assert_array_equal(names, fitted.predict(galaxies.images[140:]))
    assert sets.shape == (40, 3, 1)
    truth = galaxies.target[140:, None] == fitted.classes_
    assert sets[:, :, 0][truth].mean() > 0.7  # 0.9, of 40 galaxies and 50 to conformalize


class Known(ClassifierMixin, BaseEstimator):
    """Predicts the rows of a table of probabilities: its X are their numbers."""

    def __init__(self, probabilities, classes):
        self.probabilities = probabilities
        self.classes = classes
        self.classes_ = np.asarray(classes)

    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        return self.probabilities[np.ravel(X)]

    def predict(self, X):
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


@pytest.fixture(scope="module")
def overconfident():
    """Return labels and the probabilities of a net that is too sure, of 4,000 galaxies."""
    rng = np.random.default_rng(0)
    truth = rng.dirichlet([2.0, 1.0, 0.5], size=4000)
    labels = np.array(list("abc"))[(truth.cumsum(axis=1) < rng.random((4000, 1))).sum(axis=1)]
    sharp = truth**3
    return labels, sharp / sharp.sum(axis=1, keepdims=True)


def test_temperature_mends_an_overconfident_net(overconfident):
    y, stated = overconfident
    rows = np.arange(len(y))[:, None]
    net = FrozenEstimator(Known(stated, list("abc")))
    mended = CalibratedClassifierCV(net, method="temperature").fit(rows[:2000], y[:2000])
    probabilities = mended.predict_proba(rows[2000:])
    before = expected_calibration_error(y[2000:], stated[2000:], classes=list("abc"))
    after = expected_calibration_error(y[2000:], probabilities, classes=list("abc"))
    assert before.error > 0.15
    assert after.error < 2 * after.expected_if_perfect
    temperature = 1 / mended.calibrated_classifiers_[0].calibrators[0].beta_
    assert temperature == pytest.approx(3, rel=0.15)
    np.testing.assert_array_equal(probabilities.argmax(axis=1), stated[2000:].argmax(axis=1))


def test_conformal_sets_cover_what_they_promise_and_abstain_where_unsure(overconfident):
    y, stated = overconfident
    rows = np.arange(len(y))[:, None]
    conformal = SplitConformalClassifier(Known(stated, list("abc")), confidence_level=0.9)
    conformal.conformalize(rows[:2000], y[:2000])
    names, sets = conformal.predict_set(rows[2000:])
    sets = sets[:, :, 0]
    covered = sets[y[2000:, None] == np.array(list("abc"))]
    assert covered.mean() == pytest.approx(0.9, abs=0.025)
    answered = sets.sum(axis=1) == 1
    right = names == y[2000:]
    assert 0.1 < answered.mean() < 0.9
    assert right[answered].mean() > right.mean() + 0.05
