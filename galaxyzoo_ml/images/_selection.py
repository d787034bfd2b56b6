"""What selects images: numbers, slices, masks and index arrays, with NumPy's meaning."""

from __future__ import annotations

from operator import index as whole_number
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["number_of", "rows_of", "split_key"]


def split_key(key: object) -> tuple[Any, tuple[Any, ...]]:
    """Return the part of a key that selects images, and the parts for their own axes."""
    parts = key if isinstance(key, tuple) else (key,)
    if len(parts) == 5 and parts[0] is Ellipsis:  # it stands for no axis
        parts = parts[1:]
    if not parts or parts[0] is Ellipsis:
        return slice(None), parts
    return parts[0], parts[1:]


def number_of(key: Any) -> int | None:
    """Return the number of the one image that a key names, or None if it is no number."""
    try:
        return None if isinstance(key, bool) else whole_number(key)
    except TypeError:
        return None


def rows_of(key: object, n: int) -> NDArray[np.intp]:
    """Return the row numbers that a key selects among `n` images, all of them in 0..n-1.

    Raises
    ------
    IndexError
        A mask of another length, numbers out of range, or a key that selects no rows.
    """
    if isinstance(key, slice):  # at the cost of what it selects, not of n
        start, stop, step = key.indices(n)
        return np.arange(start, stop, max(-n - 1, min(step, n + 1)), dtype=np.intp)
    index = np.asarray(key)
    if index.ndim != 1:
        raise IndexError(f"images are selected by a number, slice, mask or list; got {key!r}")
    if index.size == 0 and index.dtype != bool:  # an empty list is one of floats
        index = index.astype(np.intp)
    if index.dtype.kind not in "biu":
        raise IndexError(f"images are selected by whole numbers or a mask, not by {index.dtype}")
    try:
        rows: NDArray[np.intp] = np.arange(n)[index]
    except IndexError as error:
        raise IndexError(_why(index, n)) from error
    return rows


def _why(index: NDArray[Any], n: int) -> str:
    if index.dtype == bool:
        return f"a mask of {len(index)} does not fit {n} images"
    return f"image {index[(index < -n) | (index >= n)][0]} of {n} images"
