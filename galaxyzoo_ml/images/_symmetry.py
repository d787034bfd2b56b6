"""The eight symmetries of the square, numbered.

Symmetry ``g = k + 4 * f`` mirrors left and right if ``f`` is 1, then turns by ``k`` quarters
counter-clockwise. They form the dihedral group of order 8 (D4), and are exact on pixels: no
interpolation.

A column of a recipe numbers a base image and a symmetry together: ``8 * i + g``. Nobody else has
to know this, or what ``g`` is made of: `columns_of` and `split_columns`, `is_mirrored` and
`quarter_turns`, `compose` and `inverse` say so.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "MIRROR",
    "N_SYMMETRIES",
    "SYMMETRIES",
    "columns_of",
    "compose",
    "inverse",
    "is_mirrored",
    "keep_shape",
    "quarter_turns",
    "rotations_of",
    "split_columns",
    "transform",
]

Whole = TypeVar("Whole", bound=np.integer[Any])
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

N_SYMMETRIES = len(SYMMETRIES)
MIRROR = 4
"""The mirror alone, left and right."""


def columns_of(sources: ArrayLike, symmetries: ArrayLike = 0) -> NDArray[np.int64]:
    """Return the recipe columns of base images, each under a symmetry."""
    return np.asarray(N_SYMMETRIES * np.asarray(sources) + symmetries)


def split_columns(columns: NDArray[Whole]) -> tuple[NDArray[Whole], NDArray[Whole]]:
    """Return the base images, and the symmetries, that recipe columns stand for."""
    return columns // N_SYMMETRIES, columns % N_SYMMETRIES


def is_mirrored(symmetries: ArrayLike) -> NDArray[np.bool_]:
    """Tell which symmetries mirror, and so turn a winding round."""
    return np.asarray(symmetries) >= MIRROR


def quarter_turns(symmetries: ArrayLike) -> NDArray[np.int64]:
    """Return by how many quarters, counter-clockwise, symmetries turn what they have mirrored."""
    return np.asarray(np.mod(symmetries, MIRROR))


def rotations_of(height: int, width: int) -> list[int]:
    """Return the rotations that keep the shape of images, the identity first."""
    return [turn for turn in range(MIRROR) if keep_shape(turn, height, width)]


def inverse(symmetries: ArrayLike) -> NDArray[np.int64]:
    """Return the symmetries that undo these: mirrored turns undo themselves."""
    turns = quarter_turns(symmetries)
    return np.where(is_mirrored(symmetries), MIRROR + turns, quarter_turns(-turns))


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
    # A mirror reverses the turns that came before it.
    turns_before = np.where(is_mirrored(second), -quarter_turns(first), quarter_turns(first))
    turns = quarter_turns(quarter_turns(second) + turns_before)
    mirrored = is_mirrored(first) ^ is_mirrored(second)
    return np.asarray(turns + MIRROR * mirrored, dtype=np.int64)


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
    if is_mirrored(symmetry):
        images = images[:, :, ::-1]
    return np.rot90(images, int(quarter_turns(symmetry)), axes=(1, 2))


def keep_shape(symmetries: ArrayLike, height: int, width: int) -> bool:
    """Tell whether the symmetries map images of this size onto themselves."""
    return height == width or not np.any(np.mod(quarter_turns(symmetries), 2))
