"""Tell a picture of the sky from what a service draws where it has none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["black_share", "contrast_share", "suspicion"]

# SkyServer draws its error messages on black, in letters of one size, and sends them with status
# 200. Of 17,995 real pictures one had more than 1 % of such strong contrasts and none more than
# 1.1 %; four messages, at 64 to 256 pixels, had 8 to 18 %. One that had been cut and made smaller
# had 1.3 %, and like all of them more than 11 % black: no real picture has both.
_STRONG = 120  # grey levels, between a pixel and the one two to the right: a stroke of a letter
_STRONG_ALONE = 0.02
_STRONG_ON_BLACK, _BLACK = 0.005, 0.08


def black_share(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of each picture that is exactly black: it stays when made smaller.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, 3), uint8

    Returns
    -------
    ndarray of shape (n,), float64
    """
    return _share(_brightest(pixels) == 0)


def contrast_share(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of each picture that differs as strongly as letters from their paper.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, 3), uint8

    Returns
    -------
    ndarray of shape (n,), float64
    """
    brightest = _brightest(pixels)
    here, there = brightest[..., 2:], brightest[..., :-2]
    return _share(np.maximum(here, there) - np.minimum(here, there) > _STRONG)


def _brightest(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # Channel by channel: NumPy is slow along an axis of three.
    red, green, blue = np.moveaxis(pixels, -1, 0)
    brightest: NDArray[np.uint8] = np.maximum(np.maximum(red, green), blue)
    return brightest


def _share(flags: NDArray[np.bool_]) -> NDArray[np.float64]:
    n_flags = flags.shape[1] * flags.shape[2]
    share: NDArray[np.float64] = np.count_nonzero(flags, axis=(1, 2)) / max(n_flags, 1)
    return share


def suspicion(pixels: NDArray[Any]) -> str | None:
    """Say why a picture is probably none of the sky.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, 3), uint8
        As the file has them: made smaller, a text loses its contrasts.

    Returns
    -------
    str or None
        What it shows, for a message; None is a picture.

    Examples
    --------
    >>> suspicion(np.zeros((64, 64, 3), np.uint8))
    'all of it is black'
    """
    black, strong = (float(share(pixels[None])[0]) for share in (black_share, contrast_share))
    if black == 1:
        return "all of it is black"
    if strong > _STRONG_ALONE or (strong > _STRONG_ON_BLACK and black > _BLACK):
        return "it shows a text, as SkyServer draws its errors"
    return None
