"""The side of a square, in pixels: one number."""

from __future__ import annotations

import numpy as np

__all__ = ["check_side"]


def check_side(name: str, value: object, least: int = 1) -> None:
    """Refuse what is no number of pixels.

    Parameters
    ----------
    name : str
        Of the parameter.
    value : object
    least : int, default=1

    Raises
    ------
    ValueError
        No whole number, or too small a one.

    Examples
    --------
    >>> check_side("size", (64, 64))
    Traceback (most recent call last):
        ...
    ValueError: size is the side of a square, one whole number of pixels (64, say), at least 1; got
    (64, 64)
    """
    if isinstance(value, int | np.integer) and value is not True and value >= least:
        return
    example = max(64, least)
    raise ValueError(
        f"{name} is the side of a square, one whole number of pixels ({example}, say), at least "
        f"{least}; got {value!r}"
    )
