"""Where positions can be on the sky."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["LIMITS", "are_off"]

LIMITS = {"ra": (0.0, 360.0), "dec": (-90.0, 90.0)}
"""The least and the greatest right ascension and declination, in degrees."""


def are_off(degrees: NDArray[np.float64], name: str) -> NDArray[np.bool_]:
    """Tell which coordinates are off the sphere; NaN is.

    Parameters
    ----------
    degrees : ndarray of shape (n,), float64
    name : {"ra", "dec"}

    Returns
    -------
    ndarray of shape (n,), bool
    """
    least, most = LIMITS[name]
    return ~((degrees >= least) & (degrees <= most))
