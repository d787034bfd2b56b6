"""Names for galaxies without one: where they are, as in J132952.70+471142.0."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["names_of_positions"]


def names_of_positions(ra: NDArray[np.float64], dec: NDArray[np.float64]) -> list[str]:
    """Return a name for each position, to a hundredth of a second and a tenth of an arcsecond.

    Parameters
    ----------
    ra, dec : ndarray of shape (n,), float64
        Degrees, J2000. NaN makes an empty name.

    Examples
    --------
    >>> names_of_positions(np.array([202.4695833]), np.array([47.195]))
    ['J132952.70+471142.0']
    """
    return ["" if np.isnan(a + d) else _name(a, d) for a, d in zip(ra, dec, strict=True)]


def _name(ra: float, dec: float) -> str:
    hours = round(ra * 240 * 100) % (24 * 360_000)  # hundredths of a second
    degrees = round(abs(dec) * 36_000)  # tenths of an arcsecond
    sign = "-" if dec < 0 and degrees else "+"
    east = f"{hours // 360_000:02}{hours // 6_000 % 60:02}{hours // 100 % 60:02}.{hours % 100:02}"
    north = f"{degrees // 36_000:02}{degrees // 600 % 60:02}{degrees // 10 % 60:02}.{degrees % 10}"
    return f"J{east}{sign}{north}"
