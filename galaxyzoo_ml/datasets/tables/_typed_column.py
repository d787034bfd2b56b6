"""Numbers as numbers, where that loses nothing of what is written."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["FRACTION", "NUMBER", "typed_column"]

# No zeros in front: 01 is a name.
_WHOLE = r"[+-]?(?:0|[1-9][0-9]*)"
FRACTION = r"[+-]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)"
NUMBER = rf"(?:{_WHOLE}|{FRACTION})(?:[eE][+-]?[0-9]+)?"
_NO_NUMBER = {"nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf"}
_FLAGS = {"true": True, "false": False}
_EXACT = 2**53  # whole numbers below are exact as float64, which an empty cell makes of them


def typed_column(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of text as int64, float64 or bool where all of it is that.

    Parameters
    ----------
    texts : Series of str
        As `read_csv` returns it: an empty cell is "".

    Returns
    -------
    Series
        Text otherwise, missing where the cell is empty. Whole numbers that no int64 holds, or
        that an empty cell would round, stay text.

    Examples
    --------
    >>> typed_column(pd.Series(["1", "2"])).tolist(), typed_column(pd.Series(["01", "2"])).tolist()
    ([1, 2], ['01', '2'])
    """
    bare = texts.str.strip()
    filled = bare[bare != ""]
    if len(filled) == len(bare) and filled.str.lower().isin(list(_FLAGS)).all():
        return bare.str.lower().map(_FLAGS).astype(bool)
    words = filled.str.lower()
    numbers = filled[~words.isin(_NO_NUMBER)]
    if len(numbers) and numbers.str.fullmatch(NUMBER).all():
        are_whole = numbers.str.fullmatch(_WHOLE)
        largest = max(map(abs, map(int, numbers[are_whole])), default=0)
        if are_whole.all() and len(numbers) == len(bare) and largest < 2**63:
            return bare.astype(np.int64)
        if largest < _EXACT:
            cells = bare.where(~bare.str.lower().isin({"", *_NO_NUMBER} - {"inf", "-inf", "+inf"}))
            return cells.astype(object).astype(np.float64)
    return texts.where(bare != "")
