"""Decoded pictures, and those that could not be decoded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["ImageStack", "stack_of"]


@dataclass(frozen=True)
class ImageStack:
    """Decoded pictures, and those that could not be decoded.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, 3), uint8
        A read-only memory map, or an array if there was no cache folder; without the broken ones.
    rows : ndarray of shape (n,), int64
        The numbers of the files that they come from.
    broken : dict of int to str
        What is wrong with the other files, by their numbers.
    """

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]
    broken: dict[int, str]


def stack_of(pixels: NDArray[np.uint8], broken: dict[int, str], start: int = 0) -> ImageStack:
    """Return the stack of consecutive files, of which the first has the number `start`."""
    numbers = np.arange(start, start + len(pixels) + len(broken))
    return ImageStack(pixels, numbers[~np.isin(numbers, list(broken))], broken)
