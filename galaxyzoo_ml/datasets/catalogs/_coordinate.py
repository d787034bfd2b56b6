"""A column of right ascensions or declinations, in degrees, whatever it is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import wrong_coordinate
from galaxyzoo_ml.datasets.catalogs._written_angles import angles, are_sexagesimal, plain_text
from galaxyzoo_ml.datasets.tables._angle_units import DEGREES_PER, plain_unit
from galaxyzoo_ml.datasets.tables._sphere import LIMITS, are_off
from galaxyzoo_ml.exceptions import TableError

__all__ = ["Coordinate", "read_coordinate"]

_CIRCLE = "degrees of a circle"
_OF_A_CIRCLE = ("deg", "d:m:s")  # units of text that say that right ascensions are no hours


@dataclass(frozen=True)
class Coordinate:
    """One coordinate of each galaxy.

    Parameters
    ----------
    name : str
        The column.
    degrees : ndarray of shape (n,), float64
        NaN where nothing on the sphere is written.
    written : Series
        What is written.
    form : str
        What it has to be.
    is_bare : bool
        Numbers of which nothing says that they are degrees.
    """

    name: str
    degrees: NDArray[np.float64]
    written: pd.Series[Any]
    form: str
    is_bare: bool

    def wrong(self, row: int) -> str:
        """Say what is wrong with a row."""
        value = self.written.iloc[row]
        if pd.isna(value) or str(value).strip() == "":
            return f"{self.name} is missing"
        if self.form in ("hours", "degrees"):
            return f"{self.name}: {wrong_coordinate(str(value), self.form)}"
        return f"{self.name}: {str(value)!r} is not {self.form}"


def read_coordinate(
    column: pd.Series[Any], name: str, unit: object = None, *, hours_below_24: bool = False
) -> Coordinate:
    """Read a column.

    Parameters
    ----------
    column : Series
        Numbers or text.
    name : {"ra", "dec"}
    unit : object, default=None
        As it is written in a file; None where nothing is.
    hours_below_24 : bool, default=False
        Numbers of no unit that are all below 24 are hours.

    Raises
    ------
    TableError
        A unit that is no angle, or that contradicts what is written.
    """
    word, title = plain_unit(unit), str(column.name)
    if word and word not in DEGREES_PER and word not in ("h:m:s", "d:m:s"):
        raise TableError(
            f"{title} is in {word!r}, which is no angle: degrees, hours or radians are needed"
        )
    if name == "dec" and word in ("h", "h:m:s"):
        raise TableError(f"{title} is in {word}: declinations are counted in degrees")
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(np.float64, na_value=np.nan).copy()
    elif are_sexagesimal(text := plain_text(column)):
        return _sexagesimal(column, text, name, word)
    else:
        numbers = np.array(pd.to_numeric(text, errors="coerce"), np.float64)
    if word in ("h:m:s", "d:m:s"):
        raise TableError(f"{title} is said to be in {word}, yet holds numbers")
    is_bare = not word
    if is_bare and hours_below_24 and not (numbers >= 24).any():
        word, is_bare = "h", False
    degrees = numbers * DEGREES_PER[word or "deg"]
    degrees[are_off(degrees, name)] = np.nan
    low, high = LIMITS[name]
    said = "" if word in ("", "deg") else f" (it is in {word})"
    form = f"from {low:g} to {high:g} degrees{said}"
    return Coordinate(title, degrees, column, form, is_bare)


def _sexagesimal(column: pd.Series[Any], text: pd.Series[Any], name: str, unit: str) -> Coordinate:
    usual = "hours" if name == "ra" else "degrees"
    kinds = {"h": "hours", "d": _CIRCLE} if name == "ra" else {"d": "degrees"}
    is_degrees = name == "ra" and unit in _OF_A_CIRCLE
    degrees = angles(text, _CIRCLE if is_degrees else usual, kinds)
    degrees[are_off(degrees, name)] = np.nan
    return Coordinate(str(column.name), degrees, column, usual, is_bare=False)
