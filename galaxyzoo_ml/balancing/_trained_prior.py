"""How frequent the classes were when a classifier was trained."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from galaxyzoo_ml._prior import class_frequencies

__all__ = ["fit_with_prior"]


class _Watched(BaseEstimator):
    """A classifier in its place at the end of a pipeline, and the labels that arrive there."""

    def __init__(self, classifier: Any) -> None:
        self.classifier = classifier

    def fit(self, X: Any, y: Any) -> Self:
        self.labels_ = y
        self.classifier.fit(X, y)
        return self


def fit_with_prior(estimator: Any, X: Any, y: Any) -> NDArray[np.float64]:
    """Fit an estimator, and return the prior that its classifier was trained on.

    The samplers of a pipeline change the labels on their way: they are counted where they arrive,
    at its last step.

    Parameters
    ----------
    estimator : classifier, or Pipeline that ends in one
        Fitted in place.
    X : array-like of n rows
    y : array-like of shape (n,)

    Returns
    -------
    ndarray of shape (n_classes,), float64
        In the order of ``estimator.classes_``; sums to 1.
    """
    if not isinstance(estimator, Pipeline):
        estimator.fit(X, y)
        return _prior_of(estimator, y)
    pipeline = _innermost(estimator)
    name, classifier = pipeline.steps[-1]
    watched = _Watched(classifier)
    pipeline.steps[-1] = (name, watched)
    try:
        estimator.fit(X, y)
    finally:
        pipeline.steps[-1] = (name, classifier)
    return _prior_of(classifier, watched.labels_)


def _innermost(pipeline: Pipeline) -> Pipeline:
    """Return the pipeline whose last step is no pipeline."""
    while isinstance(pipeline.steps[-1][1], Pipeline):
        pipeline = pipeline.steps[-1][1]
    return pipeline


def _prior_of(classifier: Any, labels: Any) -> NDArray[np.float64]:
    for name in ("class_prior_", "priors_"):  # what a classifier says itself
        if hasattr(classifier, name):
            return np.asarray(getattr(classifier, name), np.float64)
    weight = getattr(classifier, "class_weight", None)
    weight = "balanced" if weight == "balanced_subsample" else weight
    return class_frequencies(labels, classifier.classes_, class_weight=weight)
