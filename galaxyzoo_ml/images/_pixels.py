"""Pixels that can be a base stack, and what to say to the rest."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["as_pixels"]

_FEW = 4  # channels of a picture: grey, RGB, or either with alpha


def as_pixels(X: ArrayLike) -> NDArray[Any]:
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
        raise ValueError(_remedy_of_three(pixels.shape))
    if pixels.ndim != 4:
        raise ValueError(
            "a stack of images has shape (n, height, width, channels); "
            f"got {pixels.ndim} dimension(s), shape {pixels.shape}"
        )
    if _are_channels_first(*pixels.shape[1:]):
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


def _are_channels_first(first: int, second: int, third: int) -> bool:
    """Tell whether the sides of an image look like (channels, height, width).

    So they do where the first is the shortest, and the others are those of a square, or long
    beside a handful of bands.
    """
    shorter = min(second, third)
    return first < shorter and shorter > _FEW and (second == third or first <= 2 * _FEW)


def _remedy_of_three(shape: tuple[int, ...]) -> str:
    first, *_, last = shape
    if last <= _FEW < min(shape[:2]):
        return f"shape {shape} is that of one image; use X[3:4] in place of X[3], or image[None]"
    advice = f"images of shape {shape} have no channel axis; use X[..., None]"
    if first <= _FEW < min(shape[1:]):
        advice += " (or, of one image with its channels first, np.moveaxis(image, 0, -1)[None])"
    return advice
