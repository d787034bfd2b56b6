"""Pixels that can be a base stack, and what to say to the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["as_pixels"]


def as_pixels(X: Any) -> NDArray[Any]:
    """Return X as an ndarray of shape (n, height, width, channels), uint8 or float32.

    Raises
    ------
    ValueError
        Another number of dimensions, or channels on the first axis of the images.
    TypeError
        Pixels that are neither uint8 nor floating point.
    """
    pixels = X if isinstance(X, np.ndarray) else np.asarray(X)
    if pixels.ndim == 3:
        raise ValueError(f"images of shape {pixels.shape} have no channel axis; use X[..., None]")
    if pixels.ndim != 4:
        raise ValueError(
            "a stack of images has shape (n, height, width, channels); "
            f"got {pixels.ndim} dimension(s), shape {pixels.shape}"
        )
    if pixels.shape[1] in (1, 3, 4) and pixels.shape[3] > 4 and pixels.shape[2] > 4:
        raise ValueError(
            f"images of shape {pixels.shape} seem to have their channels first; "
            "use np.moveaxis(X, 1, -1)"
        )
    if pixels.dtype == np.uint8 or pixels.dtype == np.float32:
        return pixels
    if pixels.dtype == np.float64:
        return pixels.astype(np.float32)
    raise TypeError(
        f"pixels must be uint8 or floating point (float32), got {pixels.dtype}; "
        "use X.astype('float32')"
    )
