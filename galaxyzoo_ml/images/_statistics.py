"""Mean and variance per channel, from the base pixels and how often recipes use them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["channel_moments"]

_BLOCK = 64  # images at a time: bounds the scratch memory


def channel_moments(
    pixels: NDArray[Any], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weighted mean and variance of each channel.

    Symmetries move pixels and do not change them, so the weight of a base image is the sum over
    its symmetries.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, channels)
    weights : ndarray of shape (n,), float64
        How often each image counts. Images of weight 0 are not read.

    Returns
    -------
    mean, variance : ndarray of shape (channels,), float64
        Exact up to the last division for uint8, where they come from a histogram of the 256
        values; two passes in float64 otherwise.
    """
    used = np.flatnonzero(weights)
    if pixels.dtype == np.uint8:
        return _moments_of_bytes(pixels, used, weights)
    return _moments_of_floats(pixels, used, weights)


def _moments_of_bytes(
    pixels: NDArray[np.uint8], used: NDArray[np.intp], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    channels = pixels.shape[3]
    histogram = np.zeros((channels, 256))
    # Images of one weight share one histogram: whole numbers, and one pass.
    for weight in np.unique(weights[used]):
        rows = used[weights[used] == weight]
        for start in range(0, len(rows), _BLOCK):
            block = pixels[rows[start : start + _BLOCK]]
            for channel in range(channels):
                histogram[channel] += weight * np.bincount(
                    block[..., channel].ravel(), minlength=256
                )
    values = np.arange(256.0)
    count = histogram.sum(axis=1)
    mean = histogram @ values / count
    variance = (histogram * (values - mean[:, None]) ** 2).sum(axis=1) / count
    return mean, variance


def _moments_of_floats(
    pixels: NDArray[Any], used: NDArray[np.intp], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width, channels = pixels.shape[1:]
    count = weights[used].sum() * height * width
    total = np.zeros(channels)
    for rows in _blocks(used):
        per_image = pixels[rows].sum(axis=(1, 2), dtype=np.float64)
        total += weights[rows] @ per_image
    mean = total / count
    total = np.zeros(channels)
    for rows in _blocks(used):
        per_image = ((pixels[rows].astype(np.float64) - mean) ** 2).sum(axis=(1, 2))
        total += weights[rows] @ per_image
    return mean, total / count


def _blocks(used: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [used[start : start + _BLOCK] for start in range(0, len(used), _BLOCK)]
