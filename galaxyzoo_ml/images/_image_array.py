"""`ImageArray`: a stack of images that keeps its pixels in place and moves recipes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml.images import _recipe
from galaxyzoo_ml.images._arithmetic import Arithmetic
from galaxyzoo_ml.images._base_stack import BaseStack
from galaxyzoo_ml.images._images import Images
from galaxyzoo_ml.images._pixels import as_pixels
from galaxyzoo_ml.images._reductions import Reductions
from galaxyzoo_ml.images._symmetry import MIRROR, N_SYMMETRIES, keep_shape, quarter_turns
from galaxyzoo_ml.images._thumbnails import strip_html

__all__ = ["ImageArray"]


class ImageArray(Arithmetic, Reductions):
    """A stack of images that keeps its pixels in place and moves recipes.

    It holds a base stack (an array or a memory map), one recipe for each image (a short weighted
    sum of base images, each under one of the eight symmetries of the square), and one affine map
    per channel. Selecting, repeating, rotating, mixing and scaling images cost a few bytes an
    image; pixels are made when asked for, batch by batch.

    Parameters
    ----------
    pixels : array-like of shape (n, height, width, channels), or ImageArray
        uint8 as decoded, or float32; float64 is converted once. A memory map stays one. The
        pixels are not copied and must not be changed afterwards.

    Attributes
    ----------
    base : ndarray of shape (n_base, height, width, channels)
        The base stack.
    recipe : scipy.sparse.csr_array of shape (n, 8 * n_base), float64
        Column ``8 * i + g`` stands for base image ``i`` under symmetry ``g``
        (`galaxyzoo_ml.images.SYMMETRIES`). Rows sum to 1.
    shape, ndim, dtype, nbytes
        As of the rendered array: uint8 or float32.
    is_mixed : bool
        Whether any image is a sum of several.
    sources : ndarray of shape (n,), int64
        The number of the base image that each image comes from.
    token : str
        Names the base, in this process and in others: equal for equal pixels in memory, and for
        one place in one file.

    Raises
    ------
    ValueError
        Pixels that have not four dimensions with the channels last.
    TypeError
        Pixels that are neither uint8 nor floating point.

    Notes
    -----
    ``X[3]`` is pixels; ``X[10:20]``, ``X[index_array]``, ``X[mask]`` and ``X[key, ...]`` are again
    image arrays. ``+ - * /`` with a number or one number per channel are lazy, as are `mean` and
    `std`. Every other NumPy function gets ``np.asarray(X)``, which refuses to fill more than half
    of the free memory. Mixed uint8 images are rounded once, when rendered as uint8; scaled ones
    are never rounded on the way.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.images import ImageArray
    >>> pixels = np.arange(5 * 4 * 4 * 3, dtype=np.uint8).reshape(5, 4, 4, 3)
    >>> X = ImageArray(pixels)
    >>> twice = X[[0, 1, 1]].rotate([0, 0, 1])
    >>> twice.sources
    array([0, 1, 1])
    >>> bool((twice[2] == np.rot90(pixels[1])).all())
    True
    >>> ((X - 128) / 64).dtype
    dtype('float32')
    """

    def __init__(self, pixels: ArrayLike | Images) -> None:
        if isinstance(pixels, ImageArray):
            self._base, self.recipe, self._affine = pixels._base, pixels.recipe, pixels._affine
        else:
            self._base = BaseStack(as_pixels(pixels))
            self.recipe, self._affine = _recipe.identity(len(self._base.pixels)), None

    def __repr__(self) -> str:
        n, height, width, channels = self.shape
        kind = "mixed, " if self.is_mixed else ""
        return (
            f"ImageArray({n:,} images of {height} x {width} x {channels}, {self.dtype}, {kind}"
            f"from {len(self.base):,} base images; {self.nbytes / 1e6:,.1f} MB if rendered)"
        )

    def _repr_html_(self) -> str:
        return strip_html(self)

    @classmethod
    def concatenate(cls, arrays: Sequence[ImageArray]) -> Self:
        """Join image arrays that share their base.

        Parameters
        ----------
        arrays : sequence of ImageArray
            At least one.

        Returns
        -------
        ImageArray
            The images of all, in order.

        Raises
        ------
        ValueError
            No arrays, another base, or another scaling.
        """
        if not arrays:
            raise ValueError("concatenate needs at least one ImageArray")
        first = arrays[0]
        for array in arrays[1:]:
            if not isinstance(array, ImageArray):
                raise TypeError(f"concatenate joins image arrays, not {type(array).__name__}")
            if not array._base.is_same(first._base):
                raise ValueError(
                    "these image arrays have different base stacks; load all galaxies at once "
                    "and select, or join rendered pixels: np.concatenate([np.asarray(X), ...])"
                )
            if array._affine != first._affine:
                raise ValueError("these image arrays are scaled differently; join, then scale")
        recipe = _recipe.stacked([array.recipe for array in arrays])
        return cls._of(first._base, recipe, first._affine)

    # --- recipes --------------------------------------------------------------------------------

    def rotate(self, k: ArrayLike = 1) -> Self:
        """Turn images by quarters, counter-clockwise, exactly.

        Parameters
        ----------
        k : int or array-like of int of shape (n,), default=1
            How many quarters, for all images or for each.

        Returns
        -------
        ImageArray

        Raises
        ------
        ValueError
            Numbers beyond three quarters either way, which may be meant as degrees; a quarter or
            three quarters for images that are not square.
        """
        turns = np.asarray(k)
        beyond = turns[np.abs(turns) >= MIRROR] if turns.dtype.kind in "iu" else turns.ravel()
        if beyond.size:
            raise ValueError(
                f"images are turned by quarters, -3 to 3, not by {beyond.tolist()[0]!r}: "
                "rotate(1) turns by 90 degrees, rotate(2) by 180, rotate(3) by 270"
            )
        return self.transform(quarter_turns(turns))

    def flip(self) -> Self:
        """Mirror all images, left and right.

        Returns
        -------
        ImageArray
            A mirrored spiral winds the other way: labels with a handedness must be swapped
            (`galaxyzoo_ml.datasets.MIRRORED_LABELS`).
        """
        return self.transform(MIRROR)

    def transform(self, symmetry: ArrayLike) -> Self:
        """Apply symmetries of the square.

        Parameters
        ----------
        symmetry : int or array-like of int of shape (n,), in 0..7
            See `galaxyzoo_ml.images.SYMMETRIES`.

        Returns
        -------
        ImageArray

        Raises
        ------
        ValueError
            A number that is no symmetry, or one that does not keep the shape of the images.
        """
        symmetries = np.asarray(symmetry)
        if symmetries.dtype.kind not in "iu" or np.any(
            (symmetries < 0) | (symmetries >= N_SYMMETRIES)
        ):
            raise ValueError(f"symmetries are whole numbers from 0 to 7, got {symmetry!r}")
        _, height, width, _ = self.shape
        if not keep_shape(symmetries, height, width):
            raise ValueError(
                f"images of {height} x {width} pixels are not square: only half turns (and "
                "mirrors) keep their shape; crop them to squares to use quarter turns"
            )
        symmetries = np.broadcast_to(symmetries.astype(np.int64), (len(self),))
        return self._with_recipe(_recipe.apply_symmetry(self.recipe, symmetries))

    def mix(self, weights: Any) -> Self:
        """Make new images as weighted sums of these.

        Parameters
        ----------
        weights : sparse or dense array of shape (n_out, n)
            Each row sums to 1.

        Returns
        -------
        ImageArray
            Of `n_out` images. Nothing is rendered.

        Raises
        ------
        ValueError
            Weights of another shape, or a row that does not sum to 1.
        """
        return self._with_recipe(_recipe.mix(weights, self.recipe))
