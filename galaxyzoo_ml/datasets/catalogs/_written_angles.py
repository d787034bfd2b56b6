"""Angles as people write them: their letters say whether they count hours or degrees."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import parse_sexagesimal

__all__ = ["angles", "are_sexagesimal", "plain_text"]

# What typesetters make of a minus, a plus, a degree sign, of primes and raised letters.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013\u2014\u2010\u2011\u2012\ufe63\uff0d", "-"),
        "\uff0b": "+",
        **dict.fromkeys("\u00ba\u02da\u2218", "°"),
        **dict.fromkeys("\u2032\u2019\u02b9\u00b4", "'"),
        **dict.fromkeys("\u2033\u201d\u02ba", '"'),
        "\u02b0": "h",
        "\u1d48": "d",
        "\u1d50": "m",
        "\u02e2": "s",
    }
)
_IS_PLAIN = re.compile(r"[+-]?[0-9]+(?:[: ][0-9]+)*(?:\.[0-9]*)?")
_REPLACED = tuple(
    (re.compile(written), plain)
    for written, plain in (
        (r"^([+-])\s+", r"\1"),
        (r"\s*:\s*", ":"),
        (r"(?<=[0-9]),(?=[0-9])", "."),  # no angle has thousands
        (r"([hdms°'\"])(\.[0-9]+)", r"\2\1"),  # 52s.7
        (r"\s+", " "),
    )
)
# 13h29m52.7s, +47d11m43s, 47° 11' 43", 10d30.5m, 202.5°: only the last part has decimals.
_NUMBER = r"[0-9]{1,3}(?:\.[0-9]*)?"
_LETTERS = (
    rf"(?P<sign>[+-]?)(?P<whole>{_NUMBER})\s*(?P<unit>h|hrs?|hours?|d|deg|degrees?|°)"
    rf"(?:\s*(?P<minutes>{_NUMBER})\s*(?:(?:arc)?m(?:in)?|')?"
    rf"(?:(?<=[mn'])\s*(?P<seconds>{_NUMBER})\s*(?:(?:arc)?s(?:ec)?|\")?)?)?"
)
_DECIMAL_MINUTES = r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,3})[: ](?P<minutes>[0-9]{1,2}\.[0-9]*)"
_LIMITS = {"hours": 24.0, "degrees": 90.0, "degrees of a circle": 360.0}


def plain_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return text in plain signs: minus, primes, decimal points, no spaces around it."""
    text = column.astype(object).where(column.notna(), "").astype(str)
    return text.map(_plain)


def _plain(value: str) -> str:
    value = value.strip()
    if _IS_PLAIN.fullmatch(value):  # as nearly all are
        return value
    value = value.translate(_MARKS).lower().replace("''", '"')
    for written, plain in _REPLACED:
        value = written.sub(plain, value)
    return value.strip()


def are_sexagesimal(text: pd.Series[Any]) -> bool:
    """Whether a column holds more than numbers: then all of it has to be sexagesimal."""
    return bool(text.str.contains(r"[0-9]\s*[:hd°]|[0-9]\s+[0-9]").any())


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
    degrees = parse_sexagesimal(pa.array(text.tolist(), pa.string()), usual)
    for form in (_LETTERS, _DECIMAL_MINUTES):
        left = np.flatnonzero(np.isnan(degrees))
        if len(left):
            parts = text.iloc[left].str.extract(f"^{form}$")
            degrees[left] = _sums(parts, usual, kinds)
    return degrees


def _sums(parts: pd.DataFrame, usual: str, kinds: dict[str, str]) -> NDArray[np.float64]:
    """Add up what stands before and behind the letters."""
    whole, minutes, seconds = (
        parts[name].astype(float).to_numpy(np.float64)
        if name in parts
        else np.full(len(parts), np.nan)
        for name in ("whole", "minutes", "seconds")
    )
    good = np.isnan(minutes) | (whole % 1 == 0)  # decimals belong to the last part
    good &= np.isnan(seconds) | (minutes % 1 == 0)
    minutes, seconds = np.nan_to_num(minutes), np.nan_to_num(seconds)
    good &= (minutes < 60) & (seconds <= 60)
    size = whole + minutes / 60 + seconds / 3600
    letters = parts["unit"].str[0].replace("°", "d") if "unit" in parts else None
    degrees = np.full(len(parts), np.nan)
    for unit in {usual, *kinds.values()}:
        units = np.full(len(parts), usual) if letters is None else letters.map(kinds).to_numpy()
        limit = _LIMITS[unit]
        fits = (size < limit) if unit == "hours" else (size <= limit)
        rows = good & fits & (units == unit)
        degrees[rows] = size[rows] * (15 if unit == "hours" else 1)
    negative = (parts["sign"] == "-").to_numpy(bool)
    if usual != "degrees":  # a right ascension
        degrees[negative & (degrees != 0)] = np.nan
    return np.where(negative, -degrees, degrees)
