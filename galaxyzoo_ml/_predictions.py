"""Predictions beside the truth."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import column_or_1d

from galaxyzoo_ml._typing import Estimator

__all__ = ["Classifier", "FittedClassifier", "Predictions", "check_predictions", "most_probable"]


class Classifier(Protocol):
    """What is needed of a fitted classifier to judge it."""

    classes_: NDArray[Any]

    def predict(self, X: Any, /) -> NDArray[Any]:
        """Return labels."""

    def predict_proba(self, X: Any, /) -> NDArray[Any]:
        """Return probabilities, in the order of ``classes_``."""


class FittedClassifier(Classifier, Estimator, Protocol):
    """A fitted classifier that is an estimator in other ways, too: it can be saved, say."""


class Predictions(NamedTuple):
    """Probabilities beside the labels, checked.

    Parameters
    ----------
    y_true : ndarray of shape (n,)
    y_prob : ndarray of shape (n, n_classes), float64
    classes : ndarray of shape (n_classes,)
        What the columns stand for.
    """

    y_true: NDArray[Any]
    y_prob: NDArray[np.float64]
    classes: NDArray[Any]

    @property
    def y_pred(self) -> NDArray[Any]:
        """The most probable class of each row."""
        return most_probable(self.y_prob, self.classes)

    @property
    def confidence(self) -> NDArray[np.float64]:
        """The probability of that class, at most 1 (float32 can say a little more)."""
        sure: NDArray[np.float64] = np.minimum(self.y_prob.max(axis=1), 1.0)
        return sure

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Whether that class is the label."""
        right: NDArray[np.bool_] = self.y_pred == self.y_true
        return right


def most_probable(y_prob: ArrayLike, classes: ArrayLike) -> NDArray[Any]:
    """Return the most probable class of each row; the first, where several are.

    Parameters
    ----------
    y_prob : array-like of shape (n, n_classes)
    classes : array-like of shape (n_classes,)

    Returns
    -------
    ndarray of shape (n,)
    """
    winners: NDArray[Any] = np.asarray(classes)[np.asarray(y_prob).argmax(axis=1)]
    return winners


def check_predictions(
    y_true: ArrayLike, y_prob: ArrayLike, classes: ArrayLike | None = None
) -> Predictions:
    """Return labels and probabilities as arrays that fit together.

    Parameters
    ----------
    y_true : array-like of shape (n,)
    y_prob : array-like of shape (n, n_classes)
    classes : array-like of shape (n_classes,), default=None
        None is the sorted labels that occur in `y_true`.

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, no label that is a class, what is no
        probability.
    """
    labels, values = column_or_1d(np.asarray(y_true)), np.asarray(y_prob, np.float64)
    columns = np.unique(labels) if classes is None else np.asarray(classes)
    if len(labels) == 0 or values.ndim != 2 or len(values) != len(labels):
        raise ValueError(f"probabilities of shape {values.shape} do not fit {len(labels)} labels")
    if values.shape[1] != len(columns):
        if classes is None:
            raise ValueError(
                f"y_true has {len(columns)} different labels, {columns.tolist()}, and y_prob has "
                f"{values.shape[1]} columns: say what these stand for, classes=estimator.classes_"
            )
        raise ValueError(
            f"probabilities of shape {values.shape} do not fit {len(columns)} classes, "
            f"{columns.tolist()}"
        )
    if not set(labels.tolist()) & set(columns.tolist()):
        raise ValueError(
            f"no label is among the classes {columns.tolist()}: the first is {labels.tolist()[0]!r}"
        )
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1 + 1e-6):
        raise ValueError("probabilities must be between 0 and 1")
    return Predictions(labels, values, columns)
