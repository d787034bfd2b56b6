"""Weights and other metadata go through classifiers that are wrapped, and follow the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier, GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags

from galaxyzoo_ml.balancing import (
    ImageSampler,
    PriorCorrectedClassifier,
    ResampledClassifier,
    RotationOversampler,
)
from galaxyzoo_ml.images import ImageArray

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(60, 2)), np.repeat(["elliptical", "spiral"], [45, 15])
WEIGHTS = RNG.uniform(0.1, 2, 60)
IMAGES = ImageArray(RNG.integers(0, 256, (60, 8, 8, 3), dtype=np.uint8))


class Remembers(ClassifierMixin, BaseEstimator):
    """Keeps what it was fitted with."""

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Remembers:
        self.classes_, self.n_ = np.unique(y), len(y)
        self.weights_, self.groups_ = sample_weight, groups
        return self

    def predict(self, X: Any) -> Any:
        return np.full(len(X), self.classes_[0])

    def predict_proba(self, X: Any) -> Any:
        return np.full((len(X), len(self.classes_)), 1 / len(self.classes_))


def resampled(classifier: Any) -> ResampledClassifier:
    return ResampledClassifier("passthrough", classifier)


@pytest.mark.parametrize(
    "sampler", [RotationOversampler(random_state=0), ImageSampler(SMOTE(), random_state=0)]
)
def test_weights_and_groups_follow_the_images(sampler: Any) -> None:
    groups = np.arange(60).astype(str)
    model = ResampledClassifier(sampler, Remembers())
    model.fit(IMAGES, Y, sample_weight=WEIGHTS, groups=groups)
    inner, recipe = model.estimator_, model.sampler_.recipe_
    np.testing.assert_allclose(inner.weights_, recipe @ WEIGHTS)
    np.testing.assert_array_equal(inner.groups_, model.sampler_.resample(groups))
    is_spiral = np.repeat(["elliptical", "spiral"], 45) == "spiral"
    share = inner.weights_[is_spiral].sum() / inner.weights_.sum()
    np.testing.assert_allclose(model.class_prior_, [1 - share, share])


def test_samplers_of_imbalanced_learn_that_select_take_weights_along() -> None:
    model = ResampledClassifier(RandomOverSampler(random_state=0), Remembers())
    model.fit(X, Y, sample_weight=WEIGHTS)
    rows = model.sampler_.sample_indices_
    np.testing.assert_array_equal(model.estimator_.weights_, WEIGHTS[rows])
    with pytest.raises(ValueError, match=r"SMOTE makes new rows .* sample_weight cannot follow"):
        ResampledClassifier(SMOTE(), Remembers()).fit(X, Y, sample_weight=WEIGHTS)


@pytest.mark.parametrize("in_a_pipeline", [False, True])
def test_weights_count_in_both_priors(in_a_pipeline: bool) -> None:
    inner: Any = LogisticRegression()
    model = PriorCorrectedClassifier(
        make_pipeline(StandardScaler(), inner) if in_a_pipeline else inner
    )
    model.fit(X, Y, sample_weight=WEIGHTS.tolist())
    spiral = WEIGHTS[45:].sum() / WEIGHTS.sum()
    np.testing.assert_allclose(model.prior_, [1 - spiral, spiral])
    np.testing.assert_allclose(model.trained_prior_, model.prior_)
    alone = LogisticRegression().fit(StandardScaler().fit_transform(X), Y, WEIGHTS)
    if in_a_pipeline:
        np.testing.assert_allclose(model.estimator_[-1].coef_, alone.coef_)


@pytest.mark.parametrize(
    "wrap",
    [
        PriorCorrectedClassifier,
        lambda inner: ResampledClassifier(RandomOverSampler(random_state=0), inner),
        lambda inner: PriorCorrectedClassifier(ResampledClassifier("passthrough", inner)),
    ],
)
def test_weights_that_are_requested_are_routed(wrap: Any) -> None:
    with config_context(enable_metadata_routing=True):
        inner = Remembers().set_fit_request(sample_weight=True, groups=False)
        search = GridSearchCV(wrap(inner), {}, cv=3).fit(X, Y, sample_weight=WEIGHTS)
        model = search.best_estimator_
        while hasattr(model, "estimator_"):
            model = model.estimator_
        assert model.weights_ is not None
        assert len(model.weights_) == model.n_


@pytest.mark.parametrize(
    "weights", [[], np.ones(59), -np.ones(60), np.zeros(60), np.full(60, np.nan)], ids=str
)
@pytest.mark.parametrize(
    "wrap", [PriorCorrectedClassifier, lambda c: ResampledClassifier("passthrough", c)]
)
def test_weights_that_are_none_are_refused(wrap: Any, weights: Any) -> None:
    with pytest.raises(ValueError, match="sample_weight"):
        wrap(Remembers()).fit(X, Y, sample_weight=weights)


@pytest.mark.parametrize(
    "wrap", [PriorCorrectedClassifier, lambda c: ResampledClassifier("passthrough", c)]
)
def test_what_is_wrapped_takes_one_label_for_each_row(wrap: Any) -> None:
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        wrap(Remembers()).fit(X[:59], Y)
    from sklearn.neighbors import KNeighborsClassifier

    assert get_tags(KNeighborsClassifier()).classifier_tags.multi_label
    assert not get_tags(wrap(KNeighborsClassifier())).classifier_tags.multi_label


def test_a_threshold_inside_is_refused() -> None:
    threshold = FixedThresholdClassifier(LogisticRegression(), threshold=0.2)
    for inner in (threshold, make_pipeline(StandardScaler(), threshold)):
        with pytest.raises(ValueError, match=r"threshold .* would be dropped.* outside"):
            PriorCorrectedClassifier(inner, trained_prior="uniform").fit(X, Y)
    outside = FixedThresholdClassifier(
        PriorCorrectedClassifier(LogisticRegression()), threshold=0.2, pos_label="spiral"
    )
    assert set(outside.fit(X, Y).predict(X)) <= set(Y)


def test_weights_behind_the_samplers_of_a_pipeline_are_refused() -> None:
    pipeline = make_imblearn_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    with pytest.raises(ValueError, match=r"60 sample weights .* 90 rows .*ResampledClassifier"):
        PriorCorrectedClassifier(pipeline).fit(X, Y, sample_weight=WEIGHTS)
