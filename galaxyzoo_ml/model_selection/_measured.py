"""A classifier that measures the memory of its own fit."""

from __future__ import annotations

from typing import Any, Self

from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone

from galaxyzoo_ml.model_selection._peak_memory import PeakMemory

__all__ = ["MeasuredClassifier"]


class MeasuredClassifier(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier that measures the memory of its own fit, in whatever process that happens.

    Parameters
    ----------
    classifier : classifier

    Attributes
    ----------
    classifier_ : classifier
        The fitted classifier.
    peak_memory_mb_ : float
        The most memory that the fit took.
    """

    def __init__(self, classifier: Any) -> None:
        self.classifier = classifier

    def fit(self, X: Any, y: Any) -> Self:
        """Fit, and watch the memory."""
        self.classifier_ = clone(self.classifier)
        with PeakMemory() as memory:
            self.classifier_.fit(X, y)
        self.peak_memory_mb_ = memory.peak_mb
        self.classes_ = self.classifier_.classes_
        return self
