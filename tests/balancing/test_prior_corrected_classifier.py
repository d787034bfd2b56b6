"""Balanced training, corrected, is natural training."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import Pipeline, make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from galaxyzoo_ml.balancing import (
    PriorCorrectedClassifier,
    ResampledClassifier,
    RotationOversampler,
    TemperedStrategy,
)
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from tests.neural_network.nets import TinyNet

NATURAL = np.array([0.7, 0.25, 0.05])
CLASSES = np.array(["elliptical", "merger", "spiral"])
CENTRES = np.array([0.0, 3.0, 1.5])


def sky(n: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Draw one number a galaxy: normal, of width 1, around the centre of its class."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(3, n, p=NATURAL)
    return rng.normal(CENTRES[kind])[:, None], CLASSES[kind]


def posterior(X: NDArray[np.float64], prior: NDArray[np.float64] = NATURAL) -> NDArray[np.float64]:
    """Return the probabilities of the classes by Bayes' theorem."""
    joint = prior * np.exp(-((X - CENTRES) ** 2) / 2)
    return joint / joint.sum(axis=1, keepdims=True)


X, Y = sky(20_000, 0)
X_NEW = np.linspace(-3, 6, 50)[:, None]
BALANCED = np.full(3, 1 / 3)
WEIGHTED = LogisticRegression(class_weight="balanced")
NEARLY = {"atol": 0.05}  # of 1,000 galaxies in the rarest class


@pytest.mark.parametrize(
    "classifier",
    [
        make_pipeline(RandomOverSampler(random_state=0), LogisticRegression()),
        make_pipeline(RandomUnderSampler(random_state=0), StandardScaler(), LogisticRegression()),
        make_pipeline(RandomOverSampler(random_state=0), LinearDiscriminantAnalysis()),
        make_pipeline(RandomOverSampler(random_state=0), GaussianNB()),
        make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced")),
        make_pipeline(RandomOverSampler(random_state=0), make_pipeline(LogisticRegression())),
        LinearDiscriminantAnalysis(priors=BALANCED),
        LogisticRegression(class_weight=dict(zip(CLASSES, 1 / NATURAL, strict=True))),
        ResampledClassifier(RandomUnderSampler(random_state=0), LogisticRegression()),
        ResampledClassifier("passthrough", LogisticRegression(class_weight="balanced")),
    ],
    ids=repr,
)
def test_balanced_training_corrected_is_the_posterior_of_the_natural_mix(classifier: Any) -> None:
    corrected = PriorCorrectedClassifier(classifier).fit(X, Y)
    np.testing.assert_allclose(corrected.trained_prior_, BALANCED, atol=0.02)
    np.testing.assert_allclose(corrected.prior_, NATURAL, atol=0.01)
    np.testing.assert_allclose(corrected.predict_proba(X_NEW), posterior(X_NEW), **NEARLY)
    balanced = corrected.estimator_.predict_proba(X_NEW)
    np.testing.assert_allclose(balanced, posterior(X_NEW, BALANCED), **NEARLY)
    assert np.abs(balanced - posterior(X_NEW)).max() > 0.3  # there was something to correct
    np.testing.assert_array_equal(
        corrected.predict(X_NEW), CLASSES[corrected.predict_proba(X_NEW).argmax(axis=1)]
    )


def test_natural_training_is_left_as_it_is() -> None:
    plain = LogisticRegression().fit(X, Y)
    corrected = PriorCorrectedClassifier(LogisticRegression()).fit(X, Y)
    np.testing.assert_allclose(corrected.predict_proba(X), plain.predict_proba(X), rtol=1e-12)


def test_labels_are_counted_behind_every_sampler() -> None:
    tempered = RandomOverSampler(sampling_strategy=TemperedStrategy(0.5), random_state=0)
    half = RandomUnderSampler(sampling_strategy={"elliptical": 2_000}, random_state=0)
    pipeline = make_pipeline(tempered, half, LogisticRegression())
    corrected = PriorCorrectedClassifier(pipeline).fit(X, Y)
    counts = [np.sum(label == Y) for label in CLASSES]
    roots = np.sqrt(counts) * np.sqrt(max(counts))
    expected = np.array([2_000, roots[1], roots[2]])
    np.testing.assert_allclose(corrected.trained_prior_, expected / expected.sum(), rtol=1e-3)
    np.testing.assert_allclose(corrected.predict_proba(X_NEW), posterior(X_NEW), **NEARLY)


def test_another_sky_and_half_a_correction() -> None:
    balanced = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    cluster = {"elliptical": 90, "merger": 1, "spiral": 9}  # any numbers proportional to it
    corrected = PriorCorrectedClassifier(balanced, prior=cluster).fit(X, Y)
    expected = posterior(X_NEW, np.array([0.9, 0.01, 0.09]))
    np.testing.assert_allclose(corrected.predict_proba(X_NEW), expected, atol=0.08)
    half = PriorCorrectedClassifier(balanced, tau=0.5).fit(X, Y)
    np.testing.assert_allclose(
        half.predict_proba(X_NEW), posterior(X_NEW, np.sqrt(NATURAL)), **NEARLY
    )
    none = clone(half).set_params(tau=0).fit(X, Y)
    np.testing.assert_allclose(
        none.predict_proba(X_NEW), none.estimator_.predict_proba(X_NEW), rtol=1e-12
    )


def test_what_is_told_is_not_inferred() -> None:
    balanced = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    inferred = PriorCorrectedClassifier(balanced).fit(X, Y)
    for told in ("uniform", dict.fromkeys(CLASSES.tolist(), 7)):
        classifier = PriorCorrectedClassifier(balanced, trained_prior=told).fit(X, Y)
        np.testing.assert_allclose(classifier.predict_proba(X), inferred.predict_proba(X))


def test_searched_cloned_pickled_and_cross_validated() -> None:
    x, y = X[:600], Y[:600]
    steps = [("balance", RandomOverSampler(random_state=0)), ("model", LogisticRegression())]
    search = GridSearchCV(
        PriorCorrectedClassifier(Pipeline(steps)),
        {"tau": [0.0, 1.0], "estimator__balance__random_state": [0, 1]},
        scoring="neg_log_loss",
        cv=3,
    ).fit(x, y)
    assert search.best_params_["tau"] == 1.0
    again = pickle.loads(pickle.dumps(search.best_estimator_))
    np.testing.assert_array_equal(again.predict_proba(x), search.predict_proba(x))
    assert [name for name, _ in search.best_estimator_.estimator_.steps] == ["balance", "model"]
    out_of_fold = cross_val_predict(clone(search.best_estimator_), x, y, method="predict_proba")
    assert out_of_fold.mean(axis=0) == pytest.approx(NATURAL, abs=0.03)


def test_a_failed_fit_leaves_the_pipeline_whole() -> None:
    pipeline = make_pipeline(RandomOverSampler(), LogisticRegression())
    with pytest.raises(ValueError, match="NaN"):
        PriorCorrectedClassifier(pipeline).fit(np.full((4, 1), np.nan), list("aabb"))
    assert isinstance(pipeline[-1], LogisticRegression)


@pytest.mark.parametrize("class_weight", [None, "balanced"])
def test_a_net_behind_rotations(class_weight: str | None) -> None:
    images, target = make_galaxies(60, size=32, random_state=0, return_X_y=True)
    balance: Any = RotationOversampler(random_state=0) if class_weight is None else "passthrough"
    cnn = GalaxyCNNClassifier(
        architecture=TinyNet, max_epochs=1, class_weight=class_weight, random_state=0
    )
    pipeline = Pipeline([("balance", balance), ("cnn", cnn)])
    corrected = PriorCorrectedClassifier(pipeline).fit(images, target)
    np.testing.assert_allclose(corrected.trained_prior_, 1 / 3, rtol=1e-5)
    weighted = corrected.estimator_.predict_proba(images) * corrected.prior_
    expected = weighted / weighted.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(corrected.predict_proba(images), expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"prior": {"elliptical": 1.0}}, r"prior names \['elliptical'\], and the classes are"),
        ({"prior": dict.fromkeys(CLASSES, 0.0)}, "positive frequencies"),
        ({"trained_prior": dict.fromkeys(CLASSES, np.nan)}, "positive frequencies"),
        ({"prior": "natural"}, "The 'prior' parameter"),
        ({"tau": -1}, "The 'tau' parameter"),
        ({"estimator": LinearSVC()}, "The 'estimator' parameter"),
        ({"estimator": LogisticRegression(class_weight={"spiral": 0})}, "nothing was learnt of"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, Any], message: str) -> None:
    arguments = {"estimator": LogisticRegression(), **options}
    with pytest.raises(ValueError, match=message):
        PriorCorrectedClassifier(**arguments).fit(X, Y)


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        (BalancedRandomForestClassifier(), "sampling_strategy"),
        (GridSearchCV(make_pipeline(RandomOverSampler(), GaussianNB()), {}), "randomoversampler"),
        (VotingClassifier([("a", WEIGHTED)], voting="soft"), "a__class_weight"),
        (ResampledClassifier("passthrough", BalancedRandomForestClassifier()), "sampling_strategy"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_balancing_that_cannot_be_seen_has_to_be_told(hidden: Any, name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name}.*trained_prior='uniform'"):
        PriorCorrectedClassifier(hidden).fit(X, Y)


def test_a_forest_may_be_told() -> None:
    forest = BalancedRandomForestClassifier(
        200, min_samples_leaf=20, replacement=True, sampling_strategy="all", random_state=0
    )
    corrected = PriorCorrectedClassifier(forest, trained_prior="uniform").fit(X[:4000], Y[:4000])
    assert corrected.predict_proba(X[4000:]).mean(axis=0) == pytest.approx(NATURAL, abs=0.03)
    weighted = RandomForestClassifier(
        50, min_samples_leaf=20, class_weight="balanced_subsample", random_state=0
    )
    corrected = PriorCorrectedClassifier(weighted).fit(X[:4000], Y[:4000])
    np.testing.assert_allclose(corrected.trained_prior_, BALANCED)


def test_nothing_is_predicted_before_it_is_fitted() -> None:
    with pytest.raises(NotFittedError):
        PriorCorrectedClassifier(GaussianNB()).predict(X)


CHECKED = [
    PriorCorrectedClassifier(LogisticRegression()),
    PriorCorrectedClassifier(
        make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    ),
    ResampledClassifier(RandomOverSampler(random_state=0), LogisticRegression()),
]


def not_expected(estimator: Any) -> dict[str, str]:
    """Name what cannot hold behind a sampler: it goes by numbers of rows, not by their weights."""
    if "OverSampler" not in repr(estimator):
        return {}
    reason = "a sampler draws rows, and repeating a row is another draw than weighing it"
    kinds = ("dense", "sparse")
    return {f"check_sample_weight_equivalence_on_{kind}_data": reason for kind in kinds}


@parametrize_with_checks(CHECKED, expected_failed_checks=not_expected)
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)
