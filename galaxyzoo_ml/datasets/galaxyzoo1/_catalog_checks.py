"""What has to hold in a table of Galaxy Zoo 1, whichever file it came from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import parse_sexagesimal, wrong_coordinate
from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import VOTE_COLUMNS, wrong_cell
from galaxyzoo_ml.datasets.tables._rounded_ids import look_rounded, rounded_id
from galaxyzoo_ml.datasets.tables._sphere import LIMITS, are_off
from galaxyzoo_ml.exceptions import TableError

__all__ = ["check_ids", "odd_votes", "read_degrees"]

Place = Callable[[int], str]  # the words for a row: "line 7" of a CSV file, "row 6" of another

_TOLERANCE = 0.01  # six fractions of three decimals each: published sums differ by up to 0.002
_UNITS = {"RA": "hours", "DEC": "degrees"}  # of what is sexagesimal


def check_ids(table: pa.Table, path: Path, place: Place) -> None:
    """Refuse ids that stand twice, or that all look rounded.

    Raises
    ------
    TableError
        The message has the line and the column.
    """
    ids = table["OBJID"].to_numpy()
    if len(ids) == 0:
        raise TableError(f"{path}: line 2, column OBJID: the table has no rows")
    if look_rounded(ids):
        raise wrong_cell(path, place(0), "OBJID", rounded_id(ids[0]))
    ordered = np.sort(ids)  # a fraction of the time of a hash table
    if (ordered[1:] != ordered[:-1]).all():
        return
    again = int(pd.Series(ids).duplicated().to_numpy().argmax())
    first = int((ids == ids[again]).argmax())
    raise wrong_cell(
        path,
        place(again),
        "OBJID",
        f"{ids[again]} stands twice (first in {place(first)}); ids that a spreadsheet rounded "
        "do so: take the file as it was published",
    )


def read_degrees(table: pa.Table, name: str, path: Path, place: Place) -> NDArray[np.float64]:
    """Return RA or DEC in degrees: from sexagesimal text, or from numbers, which are degrees.

    Raises
    ------
    TableError
        A coordinate that cannot be read or is out of range; the message has the line and the
        column.
    """
    (low, high), unit = LIMITS[name.lower()], _UNITS[name]
    written = table[name]
    if pa.types.is_floating(written.type):
        degrees = written.to_numpy()
    elif len(written) and ":" not in str(written[0]) and " " not in str(written[0]).strip():
        degrees = _read_decimals(written)
    else:
        degrees = parse_sexagesimal(written, unit)
        if np.isnan(degrees).any():
            row = int(np.isnan(degrees).argmax())
            raise wrong_cell(path, place(row), name, wrong_coordinate(written[row].as_py(), unit))
        return degrees
    wrong = are_off(degrees, name.lower()) | ((degrees == high) & (name == "RA"))
    if wrong.any():
        row = int(wrong.argmax())
        below = "below " if name == "RA" else ""
        what = f"{written[row].as_py()!r} is no angle from {low:g} to {below}{high:g} degrees"
        raise wrong_cell(path, place(row), name, what)
    return np.asarray(degrees, np.float64)


def _read_decimals(written: pa.ChunkedArray) -> NDArray[np.float64]:
    try:
        return np.asarray(pc.utf8_trim_whitespace(written).cast(pa.float64()).to_numpy())
    except pa.ArrowInvalid:  # slowly, for the row that is wrong
        return np.asarray(pd.to_numeric(written.to_pandas(), errors="coerce"), np.float64)


def odd_votes(table: pa.Table, place: Place) -> str:
    """Say how many rows have votes that do not sum to about 1; nothing if all do."""
    total = np.zeros(len(table), np.float32)
    for name in VOTE_COLUMNS:
        total += table[name].to_numpy()
    odd = ~(np.abs(total - 1) <= _TOLERANCE)  # not a number is odd, too
    if not odd.any():
        return ""
    row = int(odd.argmax())
    what = "missing" if np.isnan(total[row]) else f"{total[row]:.3f}"
    return (
        f"in {odd.sum():,} of {len(odd):,} rows the votes "
        f"{', '.join(VOTE_COLUMNS)} do not sum to 1 within {_TOLERANCE}; "
        f"the first is {place(row)} (sum: {what})"
    )
