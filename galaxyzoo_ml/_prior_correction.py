"""How frequent classes are, and probabilities moved from one mix of classes to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import compute_class_weight

__all__ = ["as_frequencies", "class_frequencies", "given_frequencies", "moved", "prior_ratio"]

Probabilities = TypeVar("Probabilities", bound=Any)


def as_frequencies(totals: ArrayLike) -> NDArray[np.float64]:
    """Return totals by class as frequencies that sum to 1."""
    values = np.asarray(totals, np.float64)
    frequencies: NDArray[np.float64] = values / values.sum()
    return frequencies


def class_frequencies(
    labels: ArrayLike,
    classes: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    class_weight: str | Mapping[Any, float] | None = None,
) -> NDArray[np.float64]:
    """Return how frequent each class is for who learns from weighted labels.

    Parameters
    ----------
    labels : array-like of shape (n,)
    classes : array-like of shape (n_classes,)
        Sorted. A class that no label has gets 0.
    sample_weight : array-like of shape (n,), default=None
        How much each label counts.
    class_weight : "balanced", mapping of label to float, or None, default=None
        How much the labels of a class count, as in scikit-learn.

    Returns
    -------
    ndarray of shape (n_classes,), float64
        Sums to 1.

    Raises
    ------
    ValueError
        A label that is no class.
    """
    labels, classes = np.ravel(labels), np.asarray(classes)
    strangers = np.setdiff1d(labels, classes)
    if strangers.size:
        raise ValueError(
            f"{strangers.tolist()[0]!r} is a label and none of the classes {classes.tolist()}"
        )
    numbers = np.searchsorted(classes, labels)
    totals = np.bincount(numbers, sample_weight, minlength=len(classes)).astype(np.float64)
    if class_weight is not None:
        totals *= compute_class_weight(class_weight, classes=classes, y=labels)
    return as_frequencies(totals)


def given_frequencies(
    name: str, by_class: Mapping[Any, float], classes: ArrayLike
) -> NDArray[np.float64]:
    """Return frequencies that somebody gave by label, in the order of the classes.

    Raises
    ------
    ValueError
        Other labels than the classes, or a frequency that is not positive.
    """
    labels = np.asarray(classes).tolist()
    if set(by_class) != set(labels):
        raise ValueError(f"{name} names {sorted(by_class)}, and the classes are {labels}")
    values = np.array([by_class[label] for label in labels], np.float64)
    if not (np.isfinite(values).all() and values.min() > 0):
        raise ValueError(f"{name} must hold positive frequencies, got {by_class}")
    return as_frequencies(values)


def prior_ratio(
    prior: NDArray[np.float64], trained_prior: NDArray[np.float64], tau: float = 1.0
) -> NDArray[np.float64]:
    """Return by what the probability of each class is multiplied when its prior changes.

    Parameters
    ----------
    prior, trained_prior : ndarray of shape (n_classes,), float64
        Where predictions are made, and where the classifier was trained.
    tau : float, default=1.0
        How much of the correction is made: all of it at 1, none at 0.
    """
    ratio: NDArray[np.float64] = (prior / trained_prior) ** tau
    return ratio


def moved(probabilities: Probabilities, ratio: Probabilities) -> Probabilities:
    """Return probabilities under another prior: Bayes' theorem.

    Parameters
    ----------
    probabilities : ndarray or tensor of shape (n, n_classes)
    ratio : ndarray or tensor of shape (n_classes,)
        See `prior_ratio`.
    """
    odds = probabilities * ratio
    elsewhere: Probabilities = odds / odds.sum(1)[:, None]
    return elsewhere
