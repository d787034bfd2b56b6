"""Labels that are fractions: of votes, for example."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["is_soft", "soft_labels"]

_SUM_TOLERANCE = 0.01  # Galaxy Zoo publishes three decimals


def is_soft(y: Any) -> bool:
    """Tell whether y is a table of floats: soft labels, and not one label a row."""
    table = np.asarray(y)
    return table.ndim == 2 and table.shape[1] > 1 and table.dtype.kind == "f"


def soft_labels(y: Any) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Return the names of the columns, and their fractions.

    Parameters
    ----------
    y : array-like of shape (n, n_columns)
        Fractions, not negative, of which each row sums to 1 within 0.01 (they are normalised).

    Returns
    -------
    names : ndarray of shape (n_columns,)
        Of a DataFrame, those of its columns; 0, 1, ... otherwise.
    fractions : ndarray of shape (n, n_columns), float32

    Raises
    ------
    ValueError
        What are no fractions.
    """
    fractions = np.asarray(y, dtype=np.float64)
    names = np.asarray(getattr(y, "columns", np.arange(fractions.shape[1])))
    names = names.astype(str) if names.dtype.kind == "O" else names
    sums = fractions.sum(axis=1)
    wrong = ~((np.abs(sums - 1) <= _SUM_TOLERANCE) & (fractions >= 0).all(axis=1))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ValueError(
            f"y has {wrong.sum()} row(s) that are no fractions (not negative, of sum 1): row {row} "
            f"is {fractions[row].tolist()}"
        )
    return names, (fractions / sums[:, None]).astype(np.float32)
