"""The eight symmetries of the square, numbered.

Symmetry ``g = k + 4 * f`` mirrors left and right if ``f`` is 1, then turns by ``k`` quarters
counter-clockwise. They form the dihedral group of order 8 (D4), and are exact on pixels: no
interpolation.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SYMMETRIES", "compose", "keep_shape", "transform"]

T = TypeVar("T", bound=np.generic)

SYMMETRIES = (
    "identity",
    "rotate 90",
    "rotate 180",
    "rotate 270",
    "mirror",
    "mirror, rotate 90",
    "mirror, rotate 180",
    "mirror, rotate 270",
)
"""The names of the eight symmetries of the square, in the order of their numbers."""


def compose(second: ArrayLike, first: ArrayLike) -> NDArray[np.int64]:
    """Return the number of the symmetry that does `first` and then `second`.

    Parameters
    ----------
    second, first : array-like of int in 0..7
        Symmetries, broadcast against each other.

    Returns
    -------
    ndarray of int64
        The symmetry that has the effect of both.

    Examples
    --------
    Two quarter turns are a half turn; a mirrored quarter turn is undone by itself:

    >>> from galaxyzoo_ml.images import compose
    >>> int(compose(1, 1)), int(compose(5, 5))
    (2, 0)
    """
    k2, f2 = np.mod(second, 4), np.floor_divide(second, 4)
    k1, f1 = np.mod(first, 4), np.floor_divide(first, 4)
    turn = k2 + np.where(f2, -k1, k1)  # a mirror reverses the turns that came before it
    return np.asarray(np.mod(turn, 4) + 4 * np.bitwise_xor(f1, f2), dtype=np.int64)


def transform(images: NDArray[T], symmetry: int) -> NDArray[T]:
    """Return a view of images under one of the eight symmetries.

    Parameters
    ----------
    images : ndarray of shape (n, height, width, ...)
        A stack of images.
    symmetry : int in 0..7
        See `SYMMETRIES`.

    Returns
    -------
    ndarray of shape (n, height, width, ...) or (n, width, height, ...)
        A view; nothing is copied.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.images import transform
    >>> transform(np.array([[[1, 2], [3, 4]]]), 1)[0]
    array([[2, 4],
           [1, 3]])
    """
    if symmetry >= 4:
        images = images[:, :, ::-1]
    return np.rot90(images, symmetry % 4, axes=(1, 2))


def keep_shape(symmetries: ArrayLike, height: int, width: int) -> bool:
    """Tell whether the symmetries map images of this size onto themselves."""
    return height == width or not np.any(np.mod(symmetries, 2))
