"""What selects images: slices, masks and index arrays, with NumPy's meaning."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["rows_of"]


def rows_of(key: Any, n: int) -> NDArray[np.intp]:
    """Return the row numbers that a key selects among `n` images, all of them in 0..n-1.

    Raises
    ------
    IndexError
        A mask of another length, numbers out of range, or a key that selects no rows.
    """
    if isinstance(key, slice):
        start, stop, step = key.indices(n)
        return np.arange(start, stop, max(-n - 1, min(step, n + 1)), dtype=np.intp)
    index = np.asarray(key)
    if index.ndim != 1:
        raise IndexError(f"images are selected by a number, slice, mask or list; got {key!r}")
    if index.dtype == bool:
        if len(index) != n:
            raise IndexError(f"a mask of {len(index)} does not fit {n} images")
        return np.flatnonzero(index)
    if index.size == 0:
        return np.empty(0, np.intp)
    if index.dtype.kind not in "iu":
        raise IndexError(f"images are selected by whole numbers or a mask, not by {index.dtype}")
    outside = (index < -n) | (index >= n)
    if outside.any():
        raise IndexError(f"image {index[outside][0]} of {n} images")
    index = index.astype(np.intp)  # first: n need not fit into int8
    return np.where(index < 0, index + n, index)
