"""Arithmetic with numbers and channels moves the affine map; everything else is rendered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import ArrayLike, DTypeLike, NDArray

from galaxyzoo_ml.images._affine import Affine
from galaxyzoo_ml.images._lazy_stack import LazyStack

__all__ = ["Arithmetic"]

_LAZY_UFUNCS: dict[np.ufunc, Callable[[Affine, NDArray[np.float64], bool], Affine]] = {
    np.add: lambda affine, other, _: affine.then(1, other),
    np.subtract: lambda affine, other, swapped: (
        affine.then(-1, other) if swapped else affine.then(1, -other)
    ),
    np.multiply: lambda affine, other, _: affine.then(other, 0),
    np.divide: lambda affine, other, _: affine.then(1 / other, 0),
}

# What never leaves the range of bytes, or answers yes or no. Everything else is computed in
# float32: in uint8 it would wrap around in silence, or come back as float16.
_WITHIN_BYTES = frozenset(
    {
        np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal,
        np.logical_and, np.logical_or, np.logical_xor, np.logical_not,
        np.isfinite, np.isinf, np.isnan, np.signbit,
        np.maximum, np.minimum, np.fmax, np.fmin,
        np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.right_shift,
    }
)  # fmt: skip


class Arithmetic(LazyStack, NDArrayOperatorsMixin):
    """The values of an `ImageArray`: dtype and scale, and what NumPy's functions do to it."""

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
            return self._with_affine(self._affine)
        if wanted == np.float32:
            return self._with_affine(self._any_affine())
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
        affine = self._any_affine()
        return self._with_affine(None), affine.scale, affine.shift

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if ufunc is np.left_shift and method == "__call__" and _are_whole(inputs):
            ufunc, inputs = np.multiply, (inputs[0], np.exp2(inputs[1]))
        out = kwargs.get("out", ())
        in_place = len(out) == 1 and out[0] is self is inputs[0]  # X += 1 binds X anew
        plain = method == "__call__" and (not kwargs or (in_place and len(kwargs) == 1))
        lazy = self._lazy(ufunc, inputs) if plain else None
        if lazy is not None:
            return lazy
        if any(isinstance(x, Arithmetic) for x in out):
            raise TypeError("an ImageArray cannot be written to: its pixels stay put")
        sums_up = ufunc is np.add and method not in (
            "__call__",
            "outer",
        )  # NumPy widens sums itself
        if ufunc not in _WITHIN_BYTES and not sums_up:
            inputs = tuple(x.astype(np.float32) if isinstance(x, Arithmetic) else x for x in inputs)
        rendered = [np.asarray(x) if isinstance(x, Arithmetic) else x for x in inputs]
        return getattr(ufunc, method)(*rendered, **kwargs)

    def _lazy(self, ufunc: np.ufunc, inputs: tuple[Any, ...]) -> Self | None:
        if ufunc is np.negative:
            ufunc, inputs = np.multiply, (self, -1.0)
        if ufunc not in _LAZY_UFUNCS or len(inputs) != 2:
            return None
        swapped = inputs[0] is not self
        other = _per_channel(inputs[0] if swapped else inputs[1], self.shape[3])
        if other is None or (swapped and ufunc is np.divide):
            return None
        return self._with_affine(_LAZY_UFUNCS[ufunc](self._any_affine(), other, swapped))


def _are_whole(inputs: Sequence[ArrayLike]) -> bool:
    """Tell whether a shift is defined: for whole numbers, not for scaled images."""
    return all(np.result_type(x).kind in "iu" for x in inputs)


def _per_channel(value: object, channels: int) -> NDArray[np.float64] | None:
    """Return a number, or one number per channel, as float64; None for anything else."""
    if not isinstance(value, (int, float, np.number, np.ndarray, list, tuple)):
        return None
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "iuf" or numbers.ndim > 4:
        return None
    if numbers.size != 1 and (numbers.shape[-1] != numbers.size or numbers.size != channels):
        return None
    return numbers.astype(np.float64).reshape(-1)
