"""Predictions beside the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import column_or_1d

__all__ = ["judged"]


def judged(
    y_true: Any, probabilities: Any, classes: Any
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how sure each prediction is, and whether it is right.

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, no label that is a class, what is no
        probability.
    """
    labels, columns = column_or_1d(np.asarray(y_true)), np.asarray(classes)
    values = np.asarray(probabilities, np.float64)
    if len(labels) == 0 or values.shape != (len(labels), len(columns)):
        raise ValueError(
            f"probabilities of shape {values.shape} do not fit {len(labels)} labels and "
            f"{len(columns)} classes"
        )
    if not set(labels.tolist()) & set(columns.tolist()):
        raise ValueError(
            f"no label is among the classes {columns.tolist()}: the first is {labels.tolist()[0]!r}"
        )
    if not (np.isfinite(values).all() and values.min() >= 0 and values.max() <= 1 + 1e-6):
        raise ValueError("probabilities must be between 0 and 1")
    return np.minimum(values.max(axis=1), 1.0), columns[values.argmax(axis=1)] == labels
