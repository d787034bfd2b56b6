"""The scores of a report, as text."""

from __future__ import annotations

from typing import Any

__all__ = ["SCORES", "score_table"]

SCORES = ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss")


def score_table(report: dict[str, Any]) -> str:
    """Return the scores of the model, as balanced if it was, and of the majority class, as text."""
    columns = {"this model": report}
    if "uncorrected" in report:
        columns["as balanced"] = report["uncorrected"]
    columns["baseline"] = report["baseline"]
    lines = [f"{'':24}" + "".join(f"{name:>12}" for name in columns)]
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
    return "\n".join(lines)


def _row(name: str, values: list[float]) -> str:
    return f"{name:24}" + "".join(f"{value:12.3f}" for value in values)
