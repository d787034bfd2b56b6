"""Mean and variance per channel: of pixels, and of batches put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments", "channel_moments"]

_BLOCK = 16  # images at a time: the scratch memory stays in the processor's cache


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean and variance of what was seen.

    Parameters
    ----------
    weight : float
        How much was seen: a number of images, or the sum of their weights.
    mean, variance : ndarray of shape (channels,), float64
    """

    weight: float
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    def merged(self, other: Moments) -> Moments:
        """Return the moments of both (Chan, Golub and LeVeque 1983, Am. Stat. 37, 242)."""
        weight = self.weight + other.weight
        delta = other.mean - self.mean
        within = self.weight * self.variance + other.weight * other.variance
        between = delta**2 * self.weight * other.weight / weight
        return Moments(
            weight, self.mean + delta * other.weight / weight, (within + between) / weight
        )


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
        For uint8 from one pass of exact sums of whole numbers; two passes in float64 otherwise.
    """
    used = np.flatnonzero(weights)
    if pixels.dtype == np.uint8:
        return _moments_of_bytes(pixels, used, weights)
    return _moments_of_floats(pixels, used, weights)


def _moments_of_bytes(
    pixels: NDArray[np.uint8], used: NDArray[np.intp], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width, channels = pixels.shape[1:]
    sums, squares = np.zeros(channels), np.zeros(channels)
    for rows in _blocks(used):
        total, total_of_squares = _exact_sums(pixels[rows])
        sums += weights[rows] @ total
        squares += weights[rows] @ total_of_squares
    count = weights[used].sum() * height * width
    mean = sums / count
    return mean, np.maximum(squares / count - mean**2, 0)


def _exact_sums(block: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sums of the values and of their squares, by image and channel."""
    n, height, width, channels = block.shape
    sums, squares = np.zeros((n, width * channels)), np.zeros((n, width * channels))
    # Whole numbers below 2**24 are exact in float32, and 255**2 * 256 is one of them.
    for top in range(0, height, 256):
        values = block[:, top : top + 256].reshape(n, -1, width * channels).astype(np.float32)
        sums += values.sum(axis=1)
        squares += np.square(values, out=values).sum(axis=1)
    by_channel = (n, width, channels)
    return sums.reshape(by_channel).sum(axis=1), squares.reshape(by_channel).sum(axis=1)


def _moments_of_floats(
    pixels: NDArray[Any], used: NDArray[np.intp], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width, channels = pixels.shape[1:]
    count = weights[used].sum() * height * width
    mean, variance = np.zeros(channels), np.zeros(channels)
    for rows in _blocks(used):
        mean += weights[rows] @ _sums(pixels[rows]) / count
    for rows in _blocks(used):
        variance += weights[rows] @ _sums(pixels[rows], centre=mean) / count
    return mean, variance


def _sums(block: NDArray[Any], centre: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the sums of the values, or of their squared distances from a centre."""
    n, height, width, channels = block.shape
    lines = block.reshape(n, height, width * channels).astype(np.float64)
    if centre is not None:
        lines -= np.tile(centre, width)
        np.square(lines, out=lines)
    sums: NDArray[np.float64] = lines.sum(axis=1).reshape(n, width, channels).sum(axis=1)
    return sums


def _blocks(used: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    return [used[start : start + _BLOCK] for start in range(0, len(used), _BLOCK)]
