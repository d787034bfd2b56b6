"""Sums, extremes and moments, without rendering the whole.

Moments come from base pixels, by how often recipes use them; sums and extremes batch by batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.images._lazy_stack import LazyStack
from galaxyzoo_ml.images._moments import Moments, channel_moments

__all__ = ["Reductions"]

_BATCH = 256  # mixed images rendered at a time


class Reductions(LazyStack):
    """What sums an `ImageArray` up."""

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
        if not _is_lazy(axis, kwargs):
            return np.mean(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        mean, _ = self._moments()
        return _shaped(mean if axis is not None else float(mean.mean()), axis, keepdims)

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
        if not _is_lazy(axis, kwargs):
            return np.std(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        mean, variance = self._moments()
        if axis is None:
            return _shaped(float(np.sqrt(variance.mean() + np.var(mean))), axis, keepdims)
        return _shaped(np.sqrt(variance), axis, keepdims)

    def var(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the variance, lazily over all axes or over all but the channels.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.var` where the array is rendered.

        Returns
        -------
        float or ndarray of float64
        """
        if not _is_lazy(axis, kwargs):
            return np.var(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        return self.std(axis, keepdims) ** 2

    def sum(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the sum; over all axes, or all but the channels, in batches.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.sum` where the array is rendered.

        Returns
        -------
        number or ndarray
            Exact, uint64, for images of uint8; else float64.
        """
        if not _is_lazy(axis, kwargs):
            return np.sum(np.asarray(self), axis=axis, keepdims=keepdims, **kwargs)
        kind: Any = np.uint64 if self.dtype == np.uint8 else np.float64
        total = np.zeros(self.shape[3], kind)
        for rows in self._batches():
            total += self[rows].render().sum(axis=(0, 1, 2), dtype=kind)
        return _shaped(total if axis is not None else total.sum(), axis, keepdims)

    def min(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the least value; over all axes, or all but the channels, in batches.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.min` where the array is rendered.

        Returns
        -------
        number or ndarray
            Of the dtype of the images.
        """
        return self._extreme(np.minimum, axis, keepdims, kwargs)

    def max(
        self, axis: int | Sequence[int] | None = None, keepdims: bool = False, **kwargs: Any
    ) -> Any:
        """Return the greatest value; over all axes, or all but the channels, in batches.

        Parameters
        ----------
        axis : None, (0, 1, 2), or anything that NumPy takes
            ``(0, 1, 2)`` gives one number a channel. Other axes render the array.
        keepdims : bool, default=False
        **kwargs
            Passed on to `numpy.max` where the array is rendered.

        Returns
        -------
        number or ndarray
            Of the dtype of the images.
        """
        return self._extreme(np.maximum, axis, keepdims, kwargs)

    def _extreme(self, which: np.ufunc, axis: Any, keepdims: bool, kwargs: dict[str, Any]) -> Any:
        if not _is_lazy(axis, kwargs) or len(self) == 0:
            if kwargs.get("out", 0) is None:  # as NumPy's own functions say it
                kwargs.pop("out")
            axes = axis if axis is None or np.ndim(axis) == 0 else tuple(axis)
            return which.reduce(np.asarray(self), axis=axes, keepdims=keepdims, **kwargs)
        batches = (which.reduce(self[rows].render(), axis=(0, 1, 2)) for rows in self._batches())
        extreme = reduce(which, batches)
        return _shaped(extreme if axis is not None else which.reduce(extreme), axis, keepdims)

    def _moments(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return self.channel_moments(np.ones(len(self)))

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
        images, affine = self._with_affine(None), self._any_affine()
        if images.is_mixed:
            mean, variance = _moments_of_mixed(images, weights)
        else:
            usage = np.bincount(images.sources, weights=weights, minlength=len(self.base))
            mean, variance = channel_moments(self.base, usage.astype(np.float64))
        return mean * affine.scale + affine.shift, variance * affine.scale**2


def _moments_of_mixed(
    images: LazyStack, weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    batches = (slice(i, i + _BATCH) for i in range(0, len(images), _BATCH))
    moments = (
        Moments(
            float(weights[rows].sum()), *channel_moments(_as_floats(images[rows]), weights[rows])
        )
        for rows in batches
        if weights[rows].sum() > 0
    )
    total = reduce(Moments.merged, moments)
    return total.mean, total.variance


def _as_floats(images: LazyStack) -> NDArray[np.float32]:
    return images.render(np.empty(images.shape, np.float32))  # unrounded


def _is_lazy(axis: Any, kwargs: dict[str, Any]) -> bool:
    axes = None if axis is None else tuple(np.atleast_1d(axis).tolist())
    defaults = {"ddof": 0}  # NumPy passes them on, and dtype=None, out=None
    plain = all(value is None or value == defaults.get(name) for name, value in kwargs.items())
    return plain and (axes is None or sorted(axes) in ([0, 1, 2], [-4, -3, -2]))


def _shaped(values: Any, axis: Any, keepdims: bool) -> Any:
    if axis is None:
        return np.full((1, 1, 1, 1), values) if keepdims else values
    return values.reshape(1, 1, 1, -1) if keepdims else values
