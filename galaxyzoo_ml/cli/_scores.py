"""What a report says of predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCORES", "majority_baseline", "per_class", "score_table", "scores"]

SCORES = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss")


def scores(
    y_true: NDArray[Any], probabilities: NDArray[np.float64], classes: NDArray[Any]
) -> dict[str, float]:
    """Return the scores of predicted probabilities, by name."""
    from sklearn.metrics import accuracy_score, f1_score, log_loss, recall_score

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


def majority_baseline(
    y_train: NDArray[Any], y_test: NDArray[Any], classes: NDArray[Any]
) -> dict[str, float]:
    """Return the scores of always predicting the training set's mix of classes."""
    prior = np.array([np.mean(y_train == label) for label in classes])
    return scores(y_test, np.tile(prior, (len(y_test), 1)), classes)


def per_class(
    y_true: NDArray[Any], predicted: NDArray[Any], classes: NDArray[Any]
) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and support of each class."""
    from sklearn.metrics import precision_recall_fscore_support

    columns = precision_recall_fscore_support(y_true, predicted, labels=classes, zero_division=0)
    names = ("precision", "recall", "f1", "support")
    return {
        str(label): {name: float(column[i]) for name, column in zip(names, columns, strict=True)}
        for i, label in enumerate(classes)
    }


def score_table(report: dict[str, Any]) -> str:
    """Return the scores beside those of the majority class, and each class's recall, as text."""
    lines = ["", f"{'':20}{'this model':>12}{'baseline':>12}"]
    lines += [f"{name:20}{report[name]:12.3f}{report['baseline'][name]:12.3f}" for name in SCORES]
    width = max(20, *(len(label) + 2 for label in report["per_class"]))
    lines += ["", f"{'class':{width}}{'precision':>12}{'recall':>12}{'F1':>12}{'galaxies':>12}"]
    for label, row in report["per_class"].items():
        numbers = "".join(f"{row[name]:12.3f}" for name in ("precision", "recall", "f1"))
        lines.append(f"{label:{width}}{numbers}{row['support']:12,.0f}")
    return "\n".join([*lines, ""])
