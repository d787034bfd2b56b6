"""What a report says of predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCORES", "majority_baseline", "score_table"]

SCORES = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss")


def majority_baseline(
    y_train: NDArray[Any], y_test: NDArray[Any], classes: NDArray[Any]
) -> dict[str, float]:
    """Return the scores of always predicting the training set's mix of classes."""
    from galaxyzoo_ml.model_selection import overall_scores

    prior = np.array([np.mean(y_train == label) for label in classes])
    return overall_scores(y_test, np.tile(prior, (len(y_test), 1)), classes)


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
