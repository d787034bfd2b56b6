"""Angles as people write them: their letters say whether they count hours or degrees."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import parse_sexagesimal

__all__ = ["angles", "are_sexagesimal", "plain_text"]

_MARKS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2032": "'", "\u2033": '"', "\u00ba": "°"})
_LETTERS = (
    r"(?P<whole>[+-]?[0-9]{1,3})\s*(?P<unit>[hd°])"
    r"(?:\s*(?P<minutes>[0-9]{1,2})\s*[m'](?:\s*(?P<seconds>[0-9]{1,2}(?:\.[0-9]*)?)\s*(?:s|\"|'')?)?)?"
)  # 13h29m52.7s, +47d11m43s, 47° 11' 43", 10d30m


def plain_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return text without what typesetters change: minus signs, primes, spaces around it."""
    text = column.astype(object).where(column.notna(), "").astype(str)
    return text.map(lambda value: value.translate(_MARKS)).str.strip()


def are_sexagesimal(text: pd.Series[Any]) -> bool:
    """Whether a column holds more than numbers: then all of it has to be sexagesimal."""
    return bool(text.str.contains(r"[:hd°\s]").any())


def angles(text: pd.Series[Any], usual: str, kinds: dict[str, str]) -> NDArray[np.float64]:
    """Return degrees, NaN where a text is no angle in range.

    Parameters
    ----------
    text : Series of str
        From `plain_text`.
    usual : str
        The unit (of `parse_sexagesimal`) where no letter names one, as in 13:29:52.7.
    kinds : dict of str to str
        The units that "h" and "d" (or °) mean; a letter that is not there is refused.

    Returns
    -------
    ndarray of shape (n,), float64
    """
    parts = text.str.extract(f"^{_LETTERS}$")
    letters = parts["unit"].replace("°", "d")
    has_letter = letters.notna()
    minutes, seconds = (parts[name].fillna("0") for name in ("minutes", "seconds"))
    bare = (parts["whole"] + ":" + minutes + ":" + seconds).where(has_letter, text)
    bare = bare.str.replace(r"\s+", " ", regex=True)
    units = letters.map(kinds).where(has_letter, usual)
    degrees = np.full(len(text), np.nan)
    for unit in {usual, *kinds.values()}:
        rows = np.flatnonzero(units == unit)
        if len(rows):
            strings = pa.array(bare.iloc[rows].tolist(), pa.string())
            degrees[rows] = parse_sexagesimal(strings, unit)
    return degrees
