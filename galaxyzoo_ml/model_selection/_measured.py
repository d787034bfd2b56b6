"""A classifier that measures the memory of its own fit."""

from __future__ import annotations

from typing import Self

from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone

from galaxyzoo_ml._typing import Estimator, ImagesOrTable
from galaxyzoo_ml.model_selection._peak_memory import PeakMemory

__all__ = ["MeasuredClassifier"]


class MeasuredClassifier(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier that measures the memory of its own fit, in whatever process that happens.

    Parameters
    ----------
    estimator : classifier

    Attributes
    ----------
    estimator_ : classifier
        It, fitted.
    peak_memory_mb_ : float
        The most memory that the fit took.
    """

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator

    def fit(self, X: ImagesOrTable, y: ArrayLike) -> Self:
        """Fit, and measure the memory that it takes."""
        self.estimator_ = clone(self.estimator)
        with PeakMemory() as memory:
            self.estimator_.fit(X, y)
        self.peak_memory_mb_ = memory.peak_mb
        self.classes_ = self.estimator_.classes_
        return self
