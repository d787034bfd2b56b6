"""Saying nothing where a model is not sure enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml._predictions import Classifier, most_probable
from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.model_selection import abstention_threshold
from galaxyzoo_ml.workflows._parts import Part

__all__ = ["Abstention", "abstention_of", "check_enough", "is_sure", "threshold_of"]


@dataclass(frozen=True)
class Abstention:
    """How sure a model has to be, and what that does on the galaxies of the test.

    Parameters
    ----------
    max_error : float
        The fraction of wrong names that was allowed.
    threshold : float
        The least probability that names a galaxy; infinity if the model is never sure enough.
    n_set_aside : int
        The galaxies on which it was found: neither trained nor tested on.
    coverage : float
        The fraction of test galaxies that are named.
    accuracy : float or None
        The fraction of those names that are right; None if there are none.
    """

    max_error: float
    threshold: float
    n_set_aside: int
    coverage: float
    accuracy: float | None

    def report(self) -> dict[str, float | None]:
        """Return all of it as JSON can hold it, which knows no infinity: None stands for it."""
        return vars(self) | {"threshold": self.threshold if self.threshold < math.inf else None}

    def summary(self) -> str:
        """Return in words what abstaining does on the test galaxies."""
        if self.threshold == math.inf:
            return (
                f"abstaining: the net is never sure enough for {self.max_error:.1%} of wrong "
                "names, and names no galaxy"
            )
        if self.accuracy is None:
            return (
                f"abstaining: the net is sure of none of the test galaxies (it would have to be "
                f"{self.threshold:.3f} sure)"
            )
        return (
            f"abstaining: of the test galaxies {self.coverage:.1%} are named (probability "
            f"{self.threshold:.3f} or more), {self.accuracy:.1%} of them rightly"
        )


def abstention_of(
    max_error: float, model: Classifier, set_aside: Part, test: Part, y_prob: NDArray[np.float64]
) -> Abstention:
    """Return the threshold that the galaxies set aside give, and what it does on those of the test.

    Parameters
    ----------
    max_error : float
    model : classifier
        Fitted on neither of them.
    set_aside, test : Part
    y_prob : ndarray of shape (n_test, n_classes)
        What the model says of the test galaxies.
    """
    p, classes = model.predict_proba(set_aside.images), model.classes_
    threshold = abstention_threshold(set_aside.target, p, classes=classes, max_error=max_error)
    named = is_sure(y_prob, threshold)
    right = (most_probable(y_prob, classes) == test.target)[named]
    return Abstention(
        max_error,
        threshold,
        len(set_aside.target),
        float(named.mean()),
        float(right.mean()) if named.any() else None,
    )


def check_enough(max_error: float, n_set_aside: int) -> None:
    """Refuse to look for a threshold among galaxies that are too few for any.

    Raises
    ------
    DataError
        If even a net that is always right could not show it; see `abstention_threshold`.
    """
    needed = math.ceil(math.log(0.01) / math.log(1 - max_error))
    if n_set_aside < needed:
        raise DataError(
            f"abstain={max_error} (--abstain) takes {needed:,} galaxies set aside, a tenth of "
            f"those for training, and that is {n_set_aside:,}: give more galaxies, or allow more "
            "errors"
        )


def is_sure(y_prob: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Tell which galaxies are named."""
    sure: NDArray[np.bool_] = y_prob.max(axis=1) >= threshold
    return sure


def threshold_of(path: Path) -> float:
    """Return the threshold in a model file; infinity if the model is never sure enough.

    Raises
    ------
    DataError
        The model was trained without ``abstain``.
    """
    from galaxyzoo_ml.persistence import describe_model

    match describe_model(path)["notes"].get("abstention"):
        case {"threshold": None}:
            return math.inf
        case {"threshold": int() | float() as threshold}:
            return float(threshold)
    raise DataError(
        f"{path} was trained without --abstain (abstain=): it does not know when to abstain"
    )
