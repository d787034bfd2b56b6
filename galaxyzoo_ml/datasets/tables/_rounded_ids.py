"""Ids that a float or a spreadsheet has rounded: an OBJID has 18 digits, a float holds 15."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import TableError

__all__ = [
    "EXACT_FLOATS",
    "MISSING",
    "are_rounded",
    "is_rounded",
    "look_rounded",
    "refuse_missing",
    "rounded_id",
    "whole_numbers",
]

_ROUNDED = re.compile(r"\d+\.\d*([eE][+-]?\d+)?|\d+[eE][+-]?\d+")
EXACT_FLOATS = 2**53  # whole numbers below survive any spreadsheet

# What pandas and NumPy make of a missing id when it becomes text.
MISSING = ("", "nan", "NaN", "None", "NaT", "<NA>")

# The doubles between 2**59 and 2**60, where the ids of DR7 lie, are 128 apart; spreadsheets keep
# 15 of the 18 digits.
_STEPS_OF_ROUNDED_IDS = (128, 1000)


def is_rounded(text: str) -> bool:
    """Whether an id is written as only a float is: ``5.87e+17``, ``587.0``.

    Examples
    --------
    >>> is_rounded("5.87728E+17"), is_rounded("587722952767439450"), is_rounded("M31")
    (True, False, False)
    """
    return _ROUNDED.fullmatch(text) is not None


def are_rounded(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Tell of each text whether `is_rounded`; what is missing is not."""
    return texts.str.fullmatch(_ROUNDED).fillna(value=False).astype(bool)


def look_rounded(ids: NDArray[Any]) -> bool:
    """Tell whether long ids are all as round as a float or a spreadsheet would make them."""
    # A round id is one in 128 or in 1,000; three in a row are no accident.
    return len(ids) >= 3 and any(
        not (ids[:3] % step).any() and not (ids % step).any() for step in _STEPS_OF_ROUNDED_IDS
    )


def refuse_missing(ids: pd.Series[Any]) -> None:
    """Refuse ids of which one is missing, as a left join leaves them.

    Raises
    ------
    TableError
        There is one, of whatever kind.
    """
    missing = (ids.isna() | ids.astype(object).isin(MISSING)).to_numpy(bool)
    if missing.any():
        raise TableError(
            f"row {int(missing.argmax())} of the catalogue: {ids.name} is missing "
            f"({int(missing.sum()):,} of {len(ids):,} are): leave such rows out"
        )


def rounded_id(value: object) -> str:
    """Say that an id is not what was published."""
    return (
        f"{value} was rounded, probably by a spreadsheet; an OBJID has 18 digits, more than a "
        "float holds: take the file as it was published"
    )


def whole_numbers(texts: pd.Series[Any]) -> pd.Series[Any] | None:
    """Return ids as int64, never through a float; None unless all are such whole numbers.

    004 is none: written back, it would be another id.
    """
    if texts.str.fullmatch(r"0|[1-9][0-9]{0,18}").all() and texts.map(int).max() < 2**63:
        return texts.astype(np.int64)
    return None
