"""How frequent the classes were when a classifier was trained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn import get_config
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.metadata_routing import MetadataRequest, MetadataRouter

from galaxyzoo_ml._prior_correction import class_frequencies
from galaxyzoo_ml._typing import Estimator, ImagesOrTable

__all__ = ["fit_with_prior"]


class _Classifier(Estimator, Protocol):
    """What has classes once it is fitted."""

    classes_: NDArray[Any]


class _Watched(BaseEstimator):
    """A classifier in its place at the end of a pipeline, and the labels that arrive there."""

    def __init__(self, classifier: BaseEstimator) -> None:
        self.classifier = classifier

    def fit(self, X: ImagesOrTable, y: NDArray[Any], **params: Any) -> Self:
        self.labels_, self.weights_ = y, params.get("sample_weight")
        if self.weights_ is not None and len(self.weights_) != len(y):
            raise ValueError(
                f"{len(self.weights_)} sample weights do not fit the {len(y)} rows behind the "
                "samplers of a pipeline: ResampledClassifier(sampler, classifier) resamples both"
            )
        self.classifier.fit(X, y, **params)
        return self

    def get_metadata_routing(self) -> MetadataRequest | MetadataRouter:
        return self.classifier.get_metadata_routing()


def fit_with_prior(
    estimator: _Classifier, X: ImagesOrTable, y: NDArray[Any], params: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Fit an estimator, and return the prior that its classifier was trained on.

    The samplers of a pipeline change the labels on their way: they are counted where they arrive,
    at its last step.

    Parameters
    ----------
    estimator : classifier, or Pipeline that ends in one
        Fitted in place.
    X : array-like of n rows
    y : array-like of shape (n,)
    params : mapping of str to object
        What the estimator's `fit` takes beside them. A ``sample_weight`` goes to the last step of a
        pipeline.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        In the order of ``estimator.classes_``; sums to 1.
    """
    if not isinstance(estimator, Pipeline):
        estimator.fit(X, y, **params)
        return _prior_of(estimator, y, params.get("sample_weight"))
    pipeline, prefix = _innermost(estimator)
    params = dict(params)
    if "sample_weight" in params and not get_config()["enable_metadata_routing"]:
        params[f"{prefix}sample_weight"] = params.pop("sample_weight")
    name, classifier = pipeline.steps[-1]
    watched = _Watched(classifier)
    pipeline.steps[-1] = (name, watched)
    try:
        estimator.fit(X, y, **params)
    finally:
        pipeline.steps[-1] = (name, classifier)
    return _prior_of(classifier, watched.labels_, watched.weights_)


def _innermost(pipeline: Pipeline) -> tuple[Pipeline, str]:
    """Return the pipeline whose last step is no pipeline, and how parameters name that step."""
    prefix = f"{pipeline.steps[-1][0]}__"
    while isinstance(pipeline.steps[-1][1], Pipeline):
        pipeline = pipeline.steps[-1][1]
        prefix += f"{pipeline.steps[-1][0]}__"
    return pipeline, prefix


def _prior_of(
    classifier: _Classifier, labels: NDArray[Any], weights: ArrayLike | None
) -> NDArray[np.float64]:
    for name in ("class_prior_", "priors_"):  # what a classifier says itself
        if hasattr(classifier, name):
            return np.asarray(getattr(classifier, name), np.float64)
    weight = getattr(classifier, "class_weight", None)
    weight = "balanced" if weight == "balanced_subsample" else weight
    return class_frequencies(
        labels, classifier.classes_, sample_weight=weights, class_weight=weight
    )
