"""Labels that are fractions: of votes, for example."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["is_soft", "soft_labels"]

_SUM_TOLERANCE = 0.01  # Galaxy Zoo publishes three decimals


def is_soft(y: ArrayLike) -> bool:
    """Tell whether y is a table: of fractions or one-hot, and not one label a row.

    Raises
    ------
    ValueError
        A table of whole numbers or booleans with more or less than one 1 a row.
    """
    table = np.asarray(y)
    if table.ndim != 2 or table.shape[1] < 2 or table.dtype.kind not in "biuf":
        return False
    if table.dtype.kind != "f" and not _is_one_hot(table):
        raise ValueError(
            f"y of shape {table.shape} is a table, and not every row of it has one 1 and zeros: "
            "give one label a row, or fractions that sum to 1"
        )
    return True


def _is_one_hot(table: NDArray[Any]) -> bool:
    return bool(np.isin(table, (0, 1)).all() and (table.sum(axis=1) == 1).all())


def soft_labels(y: ArrayLike) -> tuple[NDArray[Any], NDArray[np.float32]]:
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
