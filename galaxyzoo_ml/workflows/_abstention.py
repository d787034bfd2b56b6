"""Saying nothing where a model is not sure enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.workflows._parts import Part

__all__ = ["abstention_of", "abstention_text", "check_enough", "is_sure", "threshold_of"]


def abstention_of(
    max_error: float,
    model: Any,
    set_aside: Part,
    test: Part,
    probabilities: NDArray[np.float64],
) -> dict[str, float | None]:
    """Return the threshold that the galaxies set aside give, and what it does on those of the test.

    Returns
    -------
    dict
        ``max_error``, as asked for; ``threshold``, None (JSON knows no infinity) if the model is
        never sure enough; ``n_set_aside``; ``coverage``, the fraction of test galaxies that are
        named; ``accuracy`` of those names, None if there are none.
    """
    from galaxyzoo_ml.model_selection import abstention_threshold

    p, classes = model.predict_proba(set_aside.images), model.classes_
    found = abstention_threshold(set_aside.target, p, classes, max_error=max_error)
    threshold = found if np.isfinite(found) else None
    named = is_sure(probabilities, threshold)
    right = (classes[probabilities.argmax(axis=1)] == test.target)[named]
    return {
        "max_error": max_error,
        "threshold": threshold,
        "n_set_aside": len(set_aside.target),
        "coverage": float(named.mean()),
        "accuracy": float(right.mean()) if named.any() else None,
    }


def check_enough(max_error: float, n_set_aside: int) -> None:
    """Refuse to look for a threshold among galaxies that are too few for any.

    Raises
    ------
    UsageError
        If even a net that is always right could not show it; see `abstention_threshold`.
    """
    needed = int(np.ceil(np.log(0.01) / np.log(1 - max_error)))
    if n_set_aside < needed:
        raise UsageError(
            f"--abstain {max_error} takes {needed:,} galaxies set aside, a tenth of those for "
            f"training, and that is {n_set_aside:,}: give more galaxies, or allow more errors"
        )


def abstention_text(abstention: dict[str, Any]) -> str:
    """Return in words what abstaining does on the test galaxies."""
    if abstention["threshold"] is None:
        return (
            f"abstaining: the net is never sure enough for {abstention['max_error']:.1%} of wrong "
            "names, and names no galaxy"
        )
    if not abstention["coverage"]:
        return (
            f"abstaining: the net is sure of none of the test galaxies (it would have to be "
            f"{abstention['threshold']:.3f} sure)"
        )
    return (
        f"abstaining: of the test galaxies {abstention['coverage']:.1%} are named (probability "
        f"{abstention['threshold']:.3f} or more), {abstention['accuracy']:.1%} of them rightly"
    )


def is_sure(probabilities: NDArray[np.float64], threshold: float | None) -> NDArray[np.bool_]:
    """Tell which galaxies are named; None names none."""
    sure: NDArray[np.bool_] = probabilities.max(axis=1) >= (
        np.inf if threshold is None else threshold
    )
    return sure


def threshold_of(path: Path) -> float | None:
    """Return the threshold in a model file.

    Raises
    ------
    UsageError
        The model was trained without ``--abstain``.
    """
    from galaxyzoo_ml.persistence import describe_model

    match describe_model(path)["notes"].get("abstention"):
        case {"threshold": int() | float() | None as threshold}:
            return threshold
    raise UsageError(f"{path} was trained without --abstain: it does not know when to abstain")
