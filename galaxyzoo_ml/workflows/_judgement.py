"""What a report says of predictions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCORES", "majority_baseline", "score_table", "scores_of"]

SCORES = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss")


def majority_baseline(
    y_train: NDArray[Any], y_test: NDArray[Any], classes: NDArray[Any]
) -> dict[str, float]:
    """Return the scores of always predicting the training set's mix of classes."""
    from galaxyzoo_ml.model_selection import overall_scores

    prior = np.array([np.mean(y_train == label) for label in classes])
    return overall_scores(y_test, np.tile(prior, (len(y_test), 1)), classes)


def scores_of(
    y_test: NDArray[Any], probabilities: NDArray[np.float64], classes: NDArray[Any]
) -> dict[str, Any]:
    """Return scores, overall and by class, and whether the probabilities mean what they say."""
    from galaxyzoo_ml.inspection import reliability_table
    from galaxyzoo_ml.model_selection import (
        class_scores,
        expected_calibration_error,
        overall_scores,
    )

    calibration = expected_calibration_error(y_test, probabilities, classes)
    bins = reliability_table(y_test, probabilities, classes).to_dict("records")
    return {
        **overall_scores(y_test, probabilities, classes),
        "per_class": class_scores(y_test, classes[probabilities.argmax(axis=1)], classes),
        "calibration": {**calibration._asdict(), "bins": bins},
    }


def score_table(report: dict[str, Any]) -> str:
    """Return the scores of the model, as balanced if it was, and of the majority class, as text."""
    columns = {"this model": report}
    if "uncorrected" in report:
        columns["as balanced"] = report["uncorrected"]
    columns["baseline"] = report["baseline"]
    lines = ["", f"{'':24}" + "".join(f"{name:>12}" for name in columns)]
    lines += [_row(name, [one[name] for one in columns.values()]) for name in SCORES]
    judged = [one["calibration"] for one in columns.values() if "calibration" in one]
    lines += [
        _row("calibration error", [one["error"] for one in judged]),
        _row("  if perfect", [one["expected_if_perfect"] for one in judged]),
    ]
    width = max(24, *(len(label) + 2 for label in report["per_class"]))
    lines += ["", f"{'class':{width}}{'precision':>12}{'recall':>12}{'F1':>12}{'galaxies':>12}"]
    for label, row in report["per_class"].items():
        numbers = "".join(f"{row[name]:12.3f}" for name in ("precision", "recall", "f1"))
        lines.append(f"{label:{width}}{numbers}{row['support']:12,.0f}")
    return "\n".join([*lines, ""])


def _row(name: str, values: list[float]) -> str:
    return f"{name:24}" + "".join(f"{value:12.3f}" for value in values)
