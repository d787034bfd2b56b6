"""The course's own table, parsed and never executed."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.folder._one_row_each import refuse_twins
from galaxyzoo_ml.datasets.tables._rounded_ids import EXACT_FLOATS
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_course_table"]

_COURSE_CLASSES = ("spiral", "elliptical", "uncertain")


def _whole(value: int | float | str) -> int:
    if isinstance(value, float) and not abs(value) < EXACT_FLOATS:
        raise ValueError(f"{value} was rounded")
    return int(value)


def read_course_table(path: Path) -> pd.DataFrame:
    """Read the course's ``[[OBJID, spiral, elliptical, uncertain], ...]`` without executing it."""
    try:
        rows = [
            [_whole(value) for value in row]
            for row in ast.literal_eval(path.read_text("utf-8-sig").strip())
        ]
        if any(len(row) != 1 + len(_COURSE_CLASSES) for row in rows):
            raise ValueError("a row of another length")
        table = pd.DataFrame(rows, columns=["OBJID", *_COURSE_CLASSES], dtype="int64")
    except (
        ValueError,
        OverflowError,
        SyntaxError,
        TypeError,
        RecursionError,
        MemoryError,
    ) as error:
        raise TableError(f"{path}: not a list of [OBJID, spiral, elliptical, uncertain]") from error
    if table.empty:
        raise TableError(f"{path}: the list is empty")
    flags = table[list(_COURSE_CLASSES)]
    wrong = ~(flags.isin([0, 1]).all(axis=1) & (flags.sum(axis=1) == 1))
    if wrong.any():
        i = int(wrong.to_numpy().argmax())
        raise TableError(f"{path}: entry {i + 1} has not exactly one class: {rows[i]}")
    refuse_twins(table["OBJID"], path)
    table["target"] = flags.idxmax(axis=1)
    table["path"] = table["OBJID"].astype(str) + ".jpg"
    return table
