"""What predictions are worth: overall, and class by class."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    recall_score,
)

__all__ = ["class_scores", "overall_scores"]


def overall_scores(
    y_true: NDArray[Any], probabilities: NDArray[np.float64], classes: NDArray[Any]
) -> dict[str, float]:
    """Score predicted probabilities.

    Parameters
    ----------
    y_true : ndarray of shape (n,)
        Labels.
    probabilities : ndarray of shape (n, n_classes)
        As from ``predict_proba``.
    classes : ndarray of shape (n_classes,)
        What the columns stand for: ``classes_``.

    Returns
    -------
    dict of str to float
        ``accuracy``, ``balanced_accuracy`` (the mean recall of the classes that occur),
        ``macro_f1``, ``weighted_f1``, ``log_loss`` (in nats).

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.model_selection import overall_scores
    >>> y, probabilities = np.array(["a", "b"]), np.array([[0.9, 0.1], [0.6, 0.4]])
    >>> overall_scores(y, probabilities, np.array(["a", "b"]))["accuracy"]
    0.5
    """
    predicted = classes[probabilities.argmax(axis=1)]
    present = np.unique(y_true)  # a class without test galaxies has no recall
    recall = recall_score(y_true, predicted, labels=present, average="macro", zero_division=0)
    return {
        "accuracy": float(accuracy_score(y_true, predicted)),
        "balanced_accuracy": float(recall),
        "macro_f1": float(f1_score(y_true, predicted, average="macro", zero_division=0)),
        "weighted_f1": float(f1_score(y_true, predicted, average="weighted", zero_division=0)),
        "log_loss": float(log_loss(y_true, probabilities, labels=classes)),
    }


def class_scores(
    y_true: NDArray[Any], predicted: NDArray[Any], classes: NDArray[Any]
) -> dict[str, dict[str, float]]:
    """Score predictions class by class.

    Parameters
    ----------
    y_true, predicted : ndarray of shape (n,)
        Labels.
    classes : ndarray of shape (n_classes,)

    Returns
    -------
    dict of str to dict
        ``precision``, ``recall``, ``f1`` and ``support`` (a number of galaxies), by class.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.model_selection import class_scores
    >>> y, predicted = np.array(["a", "b", "b"]), np.array(["a", "b", "a"])
    >>> class_scores(y, predicted, np.array(["a", "b"]))["b"]["recall"]
    0.5
    """
    columns = precision_recall_fscore_support(y_true, predicted, labels=classes, zero_division=0)
    names = ("precision", "recall", "f1", "support")
    return {
        str(label): {name: float(column[i]) for name, column in zip(names, columns, strict=True)}
        for i, label in enumerate(classes)
    }
