"""What predictions are worth: overall, and class by class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import (
    accuracy_score,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
    recall_score,
)
from sklearn.utils import column_or_1d

from galaxyzoo_ml._predictions import check_predictions

__all__ = ["class_scores", "overall_scores"]


def overall_scores(
    y_true: ArrayLike, y_prob: ArrayLike, *, classes: ArrayLike | None = None
) -> dict[str, float]:
    """Score predicted probabilities.

    Parameters
    ----------
    y_true : array-like of shape (n,)
        Labels.
    y_prob : array-like of shape (n, n_classes)
        Probabilities, as from ``predict_proba``.
    classes : array-like of shape (n_classes,), default=None
        What the columns stand for: ``estimator.classes_``. None is the sorted labels that occur in
        `y_true`.

    Returns
    -------
    dict of str to float
        ``accuracy``, ``balanced_accuracy`` (the mean recall of the classes that occur),
        ``macro_f1``, ``weighted_f1``, ``log_loss`` (in nats).

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, labels that are no classes, what is no
        probability.

    See Also
    --------
    class_scores : Class by class.
    expected_calibration_error : Whether the probabilities mean what they say.

    Examples
    --------
    >>> from galaxyzoo_ml.model_selection import overall_scores
    >>> overall_scores(["a", "b"], [[0.9, 0.1], [0.6, 0.4]])["accuracy"]
    0.5
    """
    labels, probabilities, columns = predictions = check_predictions(y_true, y_prob, classes)
    y_pred = predictions.y_pred
    present = np.unique(labels)  # a class without test galaxies has no recall
    recall = recall_score(labels, y_pred, labels=present, average="macro", zero_division=0)
    order = np.argsort(columns)  # scikit-learn's log loss knows sorted columns only
    loss = log_loss(labels, probabilities[:, order], labels=columns[order])
    return {
        "accuracy": float(accuracy_score(labels, y_pred)),
        "balanced_accuracy": float(recall),
        "macro_f1": float(f1_score(labels, y_pred, average="macro", zero_division=0)),
        "weighted_f1": float(f1_score(labels, y_pred, average="weighted", zero_division=0)),
        "log_loss": float(loss),
    }


def class_scores(
    y_true: ArrayLike, y_pred: ArrayLike, *, classes: ArrayLike | None = None
) -> dict[str, dict[str, float]]:
    """Score predictions class by class.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Labels.
    classes : array-like of shape (n_classes,), default=None
        The classes to score, in the order of the result. None is the sorted labels that occur in
        `y_true` or `y_pred`.

    Returns
    -------
    dict of str to dict
        ``precision``, ``recall``, ``f1`` and ``support`` (a number of galaxies), by class.

    See Also
    --------
    overall_scores : Of all classes together.

    Examples
    --------
    >>> from galaxyzoo_ml.model_selection import class_scores
    >>> class_scores(["a", "b", "b"], ["a", "b", "a"])["b"]["recall"]
    0.5
    """
    labels, predicted = (column_or_1d(np.asarray(each)) for each in (y_true, y_pred))
    wanted = np.union1d(labels, predicted) if classes is None else np.asarray(classes)
    columns = precision_recall_fscore_support(labels, predicted, labels=wanted, zero_division=0)
    names = ("precision", "recall", "f1", "support")
    return {
        str(label): {name: float(column[i]) for name, column in zip(names, columns, strict=True)}
        for i, label in enumerate(wanted)
    }
