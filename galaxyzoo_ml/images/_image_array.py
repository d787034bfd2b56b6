"""`ImageArray`: a stack of images that keeps its pixels in place and moves recipes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, TypeGuard

import numpy as np
import psutil
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike, DTypeLike, NDArray
from scipy.sparse import csr_array

from galaxyzoo_ml.exceptions import RenderMemoryError
from galaxyzoo_ml.images import _recipe
from galaxyzoo_ml.images._affine import Affine
from galaxyzoo_ml.images._base_stack import Base
from galaxyzoo_ml.images._render import render
from galaxyzoo_ml.images._selection import rows_of
from galaxyzoo_ml.images._moments import channel_moments
from galaxyzoo_ml.images._symmetry import keep_shape
from galaxyzoo_ml.images._thumbnails import strip_html
from galaxyzoo_ml.images._as_images import as_pixels

__all__ = ["ImageArray"]

_LAZY_UFUNCS: dict[np.ufunc, Callable[[Affine, Any, bool], Affine]] = {
    np.add: lambda affine, other, _: affine.then(1, other),
    np.subtract: lambda affine, other, swapped: (
        affine.then(-1, other) if swapped else affine.then(1, -other)
    ),
    np.multiply: lambda affine, other, _: affine.then(other, 0),
    np.divide: lambda affine, other, _: affine.then(1 / other, 0),
}


class ImageArray(NDArrayOperatorsMixin):
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
        Names the base, in this process and in others.

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

    _base: Base
    _affine: Affine | None
    recipe: csr_array

    def __init__(self, pixels: ArrayLike | ImageArray) -> None:
        if isinstance(pixels, ImageArray):
            self._base, self.recipe, self._affine = pixels._base, pixels.recipe, pixels._affine
        else:
            self._base = Base(as_pixels(pixels))
            self.recipe, self._affine = _recipe.identity(len(self._base.pixels)), None

    @classmethod
    def _of(cls, base: Base, recipe: csr_array, affine: Affine | None) -> Self:
        array = cls.__new__(cls)
        array._base, array.recipe, array._affine = base, recipe, affine
        return array

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, (self._base, self.recipe, self._affine)

    # --- what an array says of itself -----------------------------------------------------------

    @property
    def base(self) -> NDArray[Any]:
        """The base stack: ndarray or memory map of shape (n_base, height, width, channels)."""
        return self._base.pixels

    @property
    def token(self) -> str:
        """The name of the base: equal where two arrays share their pixels."""
        return self._base.token

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Number of images, height, width, channels."""
        height, width, channels = self.base.shape[1:]
        return self.recipe.shape[0], height, width, channels

    @property
    def ndim(self) -> int:
        """Always 4."""
        return 4

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the rendered pixels: uint8 or float32."""
        return self.base.dtype if self._affine is None else np.dtype(np.float32)

    @property
    def size(self) -> int:
        """The number of values of the rendered array."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """The bytes that the rendered array would take."""
        return self.size * self.dtype.itemsize

    @property
    def is_finite(self) -> bool:
        """Whether no pixel of the base, and no factor of the scaling, is NaN or infinite."""
        affine = self._affine or Affine.identity(self.shape[3])
        factors = np.concatenate([affine.scale, affine.shift])
        return self._base.is_finite and bool(np.isfinite(factors).all())

    @property
    def is_mixed(self) -> bool:
        """Whether any image is a sum of several."""
        return not _recipe.is_single(self.recipe)

    @property
    def sources(self) -> NDArray[np.int64]:
        """The number of the base image that each image comes from, of shape (n,), int64."""
        if self.is_mixed:
            n_mixed = int(np.count_nonzero(np.diff(self.recipe.indptr) > 1))
            raise ValueError(
                f"{n_mixed} of {len(self)} images are mixtures of several and have no single "
                "source; X.recipe names all of them"
            )
        return (self.recipe.indices // 8).astype(np.int64)

    def __len__(self) -> int:
        return int(self.recipe.shape[0])

    def __repr__(self) -> str:
        n, height, width, channels = self.shape
        kind = "mixed, " if self.is_mixed else ""
        return (
            f"ImageArray({n:,} images of {height} x {width} x {channels}, {self.dtype}, {kind}"
            f"from {len(self.base):,} base images; {self.nbytes / 1e6:,.1f} MB if rendered)"
        )

    def _repr_html_(self) -> str:
        return strip_html(self)

    # --- selection ------------------------------------------------------------------------------

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, tuple):
            return self._getitem_tuple(key)
        if key is Ellipsis:
            return self[:]
        if _is_number(key):
            return self._pixels_at(int(key))
        return self._select(rows_of(key, len(self)))

    def _getitem_tuple(self, key: tuple[Any, ...]) -> Any:
        first, rest = (key[0], key[1:]) if key else (slice(None), ())
        if first is Ellipsis:
            first, rest = slice(None), (Ellipsis, *rest)
        if _is_number(first):
            return self._pixels_at(int(first))[rest]
        if all(part is Ellipsis or _is_whole(part) for part in rest) and len(rest) <= 4:
            return self[first]
        raise IndexError(
            "an ImageArray selects whole images: X[key] or X[key, ...]; for parts of images, "
            "render first: np.asarray(X[key])[:, ...]"
        )

    def _pixels_at(self, i: int) -> NDArray[Any]:
        if not -len(self) <= i < len(self):
            raise IndexError(f"image {i} of {len(self)} images")
        pixels: NDArray[Any] = self._select(np.array([i % len(self)])).render()[0]
        return pixels

    def _select(self, rows: NDArray[np.intp]) -> Self:
        return self._of(self._base, _recipe.select(self.recipe, rows), self._affine)

    def __iter__(self) -> Iterator[NDArray[Any]]:
        step = max(1, (4 << 20) // max(1, self.nbytes // max(1, len(self))))
        for start in range(0, len(self), step):
            yield from self[start : start + step].render()

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
            if array.token != first.token:
                raise ValueError(
                    "these image arrays have different base stacks; load all galaxies at once "
                    "and select, or join rendered pixels: np.concatenate([np.asarray(X), ...])"
                )
            if array._affine != first._affine:
                raise ValueError("these image arrays are scaled differently; join, then scale")
        recipes = [array.recipe for array in arrays]
        if all(_recipe.is_single(recipe) for recipe in recipes):
            columns = np.concatenate([recipe.indices for recipe in recipes])
            recipe = _recipe.single(columns, recipes[0].shape[1])
        else:
            from scipy.sparse import vstack

            recipe = csr_array(vstack(recipes, format="csr"))
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
            A quarter or three quarters for images that are not square.
        """
        return self.transform(np.mod(k, 4))

    def flip(self) -> Self:
        """Mirror all images, left and right.

        Returns
        -------
        ImageArray
            A mirrored spiral winds the other way: labels with a handedness must be swapped
            (`galaxyzoo_ml.datasets.MIRRORED_LABELS`).
        """
        return self.transform(4)

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
        if symmetries.dtype.kind not in "iu" or np.any((symmetries < 0) | (symmetries > 7)):
            raise ValueError(f"symmetries are whole numbers from 0 to 7, got {symmetry!r}")
        _, height, width, _ = self.shape
        if not keep_shape(symmetries, height, width):
            raise ValueError(
                f"images of {height} x {width} pixels are not square: only half turns (and "
                "mirrors) keep their shape; crop them to squares to use quarter turns"
            )
        symmetries = np.broadcast_to(symmetries.astype(np.int64), (len(self),))
        return self._of(self._base, _recipe.apply_symmetry(self.recipe, symmetries), self._affine)

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
        return self._of(self._base, _recipe.mix(weights, self.recipe), self._affine)

    # --- values ---------------------------------------------------------------------------------

    def astype(self, dtype: DTypeLike) -> Self:
        """Return the images as another dtype, without rendering.

        Parameters
        ----------
        dtype : uint8 or float32
            uint8 only if the images are uint8 already: scaled ones are never rounded on the way.

        Returns
        -------
        ImageArray

        Raises
        ------
        TypeError
            Another dtype.
        """
        wanted = np.dtype(dtype)
        if wanted == self.dtype:
            return self._of(self._base, self.recipe, self._affine)
        if wanted == np.float32:
            return self._of(self._base, self.recipe, Affine.identity(self.shape[3]))
        raise TypeError(
            f"an ImageArray of {self.dtype} cannot become {wanted} without rendering; "
            f"use np.asarray(X).astype({wanted.name!r})"
        )

    def unscaled(self) -> tuple[Self, NDArray[np.float64], NDArray[np.float64]]:
        """Return the images before their affine map, and the map.

        Who computes on another device moves uint8 pixels there, and scales them there.

        Returns
        -------
        images : ImageArray
            With the dtype of the base.
        scale, shift : ndarray of shape (channels,), float64
            ``images * scale + shift`` is this array.
        """
        affine = self._affine or Affine.identity(self.shape[3])
        return self._of(self._base, self.recipe, None), affine.scale, affine.shift

    def render(self, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Make the pixels.

        Parameters
        ----------
        out : ndarray of shape (n, height, width, channels), default=None
            A buffer to write into, of the dtype of this array or float32.

        Returns
        -------
        ndarray of shape (n, height, width, channels)
            `out`, or a new array. The free memory is not looked at: `np.asarray` does that.

        Raises
        ------
        ValueError
            A buffer of another shape or dtype.
        """
        if out is None:
            out = np.empty(self.shape, self.dtype)
        if out.shape != self.shape or out.dtype not in (self.dtype, np.dtype(np.float32)):
            raise ValueError(
                f"the buffer is {out.dtype} of shape {out.shape}; "
                f"{self.dtype} of shape {self.shape} is needed"
            )
        render(self.base, self.recipe, self._affine, out)
        return out

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("an ImageArray has to be rendered to become an array: copy=False")
        free = psutil.virtual_memory().available
        if self.nbytes > free / 2:
            raise RenderMemoryError(
                f"rendering {len(self):,} images takes {self.nbytes / 1e9:.1f} GB, more than half "
                f"of the {free / 1e9:.1f} GB of free memory; render batches: X[start:stop]"
            )
        pixels = self.render()
        return pixels if dtype is None else pixels.astype(dtype, copy=False)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        out = kwargs.get("out", ())
        in_place = len(out) == 1 and out[0] is self is inputs[0]  # X += 1 binds X anew
        plain = method == "__call__" and (not kwargs or (in_place and len(kwargs) == 1))
        lazy = self._lazy(ufunc, inputs) if plain else None
        if lazy is not None:
            return lazy
        if ufunc in _LAZY_UFUNCS:  # as the lazy ones: bytes would wrap around in silence
            inputs = tuple(x.astype(np.float32) if isinstance(x, ImageArray) else x for x in inputs)
        if any(isinstance(out, ImageArray) for out in kwargs.get("out", ())):
            raise TypeError("an ImageArray cannot be written to: its pixels stay put")
        rendered = [np.asarray(x) if isinstance(x, ImageArray) else x for x in inputs]
        return getattr(ufunc, method)(*rendered, **kwargs)

    def _lazy(self, ufunc: np.ufunc, inputs: tuple[Any, ...]) -> Self | None:
        if ufunc is np.negative:
            ufunc, inputs = np.multiply, (self, -1.0)
        if ufunc not in _LAZY_UFUNCS or len(inputs) != 2:
            return None
        swapped = inputs[0] is not self
        other = self._per_channel(inputs[0] if swapped else inputs[1])
        if other is None or (swapped and ufunc is np.divide):
            return None
        affine = self._affine or Affine.identity(self.shape[3])
        return self._of(self._base, self.recipe, _LAZY_UFUNCS[ufunc](affine, other, swapped))

    def _per_channel(self, value: Any) -> NDArray[np.float64] | None:
        """Return a number, or one number per channel, as float64; None for anything else."""
        if isinstance(value, ImageArray) or not isinstance(
            value, (int, float, np.number, np.ndarray, list, tuple)
        ):
            return None
        numbers = np.asarray(value)
        if numbers.dtype.kind not in "iuf" or numbers.ndim > 4:
            return None
        if numbers.size != 1 and (
            numbers.shape[-1] != numbers.size or numbers.size != self.shape[3]
        ):
            return None
        return numbers.astype(np.float64).reshape(-1)

    def mean(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the mean, lazily over all axes or over all but the channels.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.mean` where the array is rendered.

        Returns
        -------
        float or ndarray of float64
        """
        if not self._is_lazy_reduction(axis, kwargs):
            return np.mean(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        mean, _ = self._moments()
        return _shaped(mean if axis is not None else mean.mean(), axis, keepdims)

    def std(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the standard deviation, lazily over all axes or over all but the channels.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.std` where the array is rendered.

        Returns
        -------
        float or ndarray of float64
        """
        if not self._is_lazy_reduction(axis, kwargs):
            return np.std(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        mean, variance = self._moments()
        if axis is None:
            variance = variance.mean() + np.var(mean)
        return _shaped(np.sqrt(variance), axis, keepdims)

    @staticmethod
    def _is_lazy_reduction(axis: Any, kwargs: dict[str, Any]) -> bool:
        axes = None if axis is None else tuple(np.atleast_1d(axis).tolist())
        defaults = {"ddof": 0}  # NumPy passes them on, and dtype=None, out=None
        plain = all(value is None or value == defaults.get(name) for name, value in kwargs.items())
        return plain and (axes is None or sorted(axes) in ([0, 1, 2], [-4, -3, -2]))

    def _moments(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        weights = np.ones(len(self))
        return self.channel_moments(weights)

    def channel_moments(
        self, weights: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the weighted mean and variance of each channel, without rendering the whole.

        Parameters
        ----------
        weights : ndarray of shape (n,), float64
            How much each image counts.

        Returns
        -------
        mean, variance : ndarray of shape (channels,), float64
            For uint8 from one pass of exact sums over the base, by how often images are used.
            Mixed images are rendered in batches.

        Raises
        ------
        ValueError
            No images, or weights that sum to nothing.
        """
        if len(self) == 0 or not np.sum(weights) > 0:
            raise ValueError("there are no images (of positive weight) to take a mean of")
        images, scale, shift = self.unscaled()
        if images.is_mixed:
            mean, variance = _moments_of_mixed(images, weights)
        else:
            usage = np.bincount(images.sources, weights=weights, minlength=len(self.base))
            mean, variance = channel_moments(self.base, usage.astype(np.float64))
        return mean * scale + shift, variance * scale**2


def _is_number(key: Any) -> TypeGuard[int | np.integer[Any]]:
    return isinstance(key, (int, np.integer)) and not isinstance(key, bool)


def _is_whole(part: Any) -> bool:
    return isinstance(part, slice) and part == slice(None)


def _moments_of_mixed(
    images: ImageArray, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Combine the moments of batches (Chan, Golub and LeVeque 1983, Am. Stat. 37, 242)."""
    count, mean, spread = 0.0, np.zeros(images.shape[3]), np.zeros(images.shape[3])
    for start in range(0, len(images), 256):
        batch = images[start : start + 256].astype(np.float32).render()
        weight = weights[start : start + 256]
        if not weight.sum() > 0:
            continue
        batch_mean, batch_variance = channel_moments(batch, weight)
        total = count + weight.sum()
        delta = batch_mean - mean
        spread += batch_variance * weight.sum() + delta**2 * count * weight.sum() / total
        mean = mean + delta * weight.sum() / total
        count = total
    return mean, spread / count


def _shaped(values: Any, axis: Any, keepdims: bool) -> Any:
    if axis is None:
        return np.full((1, 1, 1, 1), values) if keepdims else float(values)
    return values.reshape(1, 1, 1, -1) if keepdims else values
