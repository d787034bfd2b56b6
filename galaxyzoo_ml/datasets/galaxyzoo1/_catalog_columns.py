"""The columns of the tables of Galaxy Zoo 1, and how to say that one is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from galaxyzoo_ml.exceptions import TableError

__all__ = ["COLUMNS", "FLAGS", "VOTE_COLUMNS", "find_missing", "wrong_cell"]

VOTE_COLUMNS = ("P_EL", "P_CW", "P_ACW", "P_EDGE", "P_DK", "P_MG")  # in the order of VOTES
FLAGS = ("SPIRAL", "ELLIPTICAL", "UNCERTAIN")

# RA and DEC are read as they are written; what they are worth is computed afterwards.
_WITHOUT_SPECTRUM: Mapping[str, Any] = {
    "OBJID": pa.int64(),
    "RA": pa.string(),
    "DEC": pa.string(),
    "NVOTE": pa.int32(),
    **dict.fromkeys((*VOTE_COLUMNS, "P_CS"), pa.float32()),
}
COLUMNS: Mapping[int, Mapping[str, Any]] = {
    2: {
        **_WITHOUT_SPECTRUM,
        **dict.fromkeys(("P_EL_DEBIASED", "P_CS_DEBIASED"), pa.float32()),
        **dict.fromkeys(FLAGS, pa.bool_()),
    },
    3: _WITHOUT_SPECTRUM,
}


def wrong_cell(path: Path, place: str, column: str, what: str) -> TableError:
    """Return the error that names a cell and what is wrong with it."""
    return TableError(f"{path}: {place}, column {column}: {what}")


def find_missing(path: Path, place: str, there: Iterable[str], wanted: Mapping[str, Any]) -> None:
    """Refuse a table that lacks a column, or has one twice.

    Raises
    ------
    TableError
        It names the first column that is missing, and those that are there.
    """
    names = list(there)
    for name in wanted:
        if names.count(name) > 1:
            raise wrong_cell(path, place, name, "there are several columns of this name")
        if name in names:
            continue
        hint = ""
        if len(names) == 1 and any(mark in names[0] for mark in ";\t|"):
            hint = "; the columns have to be separated by commas"
        elif name not in COLUMNS[3] and not set(wanted).difference(COLUMNS[3]) & set(names):
            hint = "; a table without debiased votes and flags is read with table=3"
        elif name.lower() in (each.lower().strip() for each in names):
            hint = "; names are compared to the letter"
        listed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
        raise wrong_cell(path, place, name, f"it is missing; there are {listed[:300]}{hint}")
