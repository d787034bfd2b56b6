"""The table of a folder of galaxies, in any of its layouts."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pandas as pd

from galaxyzoo_ml.datasets.tables._rounded_ids import (
    EXACT_FLOATS,
    are_rounded,
    rounded_id,
    whole_numbers,
)
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_folder_table", "read_ids", "read_table"]

_TABLES = ("manifest.csv", "labels.csv")
_COURSE_TABLE = "training_data.txt"
_COURSE_CLASSES = ("spiral", "elliptical", "uncertain")


def read_folder_table(folder: Path, id_column: str = "OBJID") -> pd.DataFrame:
    """Read the table of a folder: ids as int64 where they are numbers, and a column ``path``.

    Raises
    ------
    TableError
        No table, one that cannot be parsed, without ids, or with paths that leave the folder.
    """
    for name in _TABLES:
        if (folder / name).is_file():
            return read_table(folder / name, id_column)
    if (folder / _COURSE_TABLE).is_file():
        if id_column != "OBJID":
            raise TableError(f"{folder / _COURSE_TABLE}: its ids are OBJID, not {id_column!r}")
        return _read_course(folder / _COURSE_TABLE)
    raise TableError(
        f"{folder}: there is no manifest.csv, labels.csv or {_COURSE_TABLE} in this folder"
    )


def read_table(path: Path, id_column: str = "OBJID") -> pd.DataFrame:
    """Read a table that lies beside its pictures.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    id_column : str, default="OBJID"
        The column that names the pictures.

    Returns
    -------
    pandas.DataFrame
        Ids as int64 where they are whole numbers; a column ``path`` relative to the table,
        ``images/<id>.jpg`` where the table says nothing else.

    Raises
    ------
    TableError
        A table that cannot be parsed, without ids, with ids that were rounded or that stand
        twice, or with paths that leave the folder.
    """
    try:
        table = pd.read_csv(path, dtype={id_column: str, "path": str})
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: not a table ({str(error).strip()})") from error
    if id_column not in table:
        there = ", ".join(str(name) for name in table.columns)
        raise TableError(
            f"{path}: there is no column {id_column!r}; there are {there}: name the one with the "
            "ids by id_column= (--id-column)"
        )
    if table.empty:
        raise TableError(f"{path}: the table has no rows")
    default = "images/" + table[id_column].str.strip() + ".jpg"  # as written: 007.jpg is not 7.jpg
    table[id_column] = read_ids(table[id_column], path)
    if "path" in table:
        table["path"] = table["path"].astype(object).where(table["path"].notna(), default)
    else:
        table["path"] = default
    _refuse_twins(table[id_column], path)
    _refuse_outside(table["path"], path)
    return table


def read_ids(ids: pd.Series[Any], path: Path) -> pd.Series[Any]:
    """Return ids read as text as int64 if all are whole numbers, else as they are.

    Raises
    ------
    TableError
        An id that is empty or that a spreadsheet has rounded (``5.87e+17``, ``587.0``).
    """
    text = ids.str.strip()
    empty = text.isna() | (text == "")
    if empty.any():
        raise TableError(f"{path}: row {_row(empty)} has no {ids.name}")
    numbers = whole_numbers(text)
    if numbers is not None:
        return numbers
    rounded = are_rounded(text)
    if rounded.any():
        what = rounded_id(text[rounded].iloc[0])
        raise TableError(f"{path}: row {_row(rounded)}: {ids.name} {what}")
    return text


def _row(flags: pd.Series[Any]) -> int:
    """Return the line of the file of the first row that is flagged (the header is line 1)."""
    return int(flags.to_numpy().argmax()) + 2


def _refuse_twins(ids: pd.Series[Any], path: Path) -> None:
    twins = ids.duplicated()
    if twins.any():
        raise TableError(
            f"{path}: {ids.name} {ids[twins].iloc[0]} stands twice (again in row {_row(twins)}); "
            "a galaxy on both sides of a split would leak"
        )


def _refuse_outside(paths: pd.Series[Any], path: Path) -> None:
    for name in paths:
        parts = PurePosixPath(str(name).replace("\\", "/")).parts
        if ".." in parts or parts[:1] == ("/",) or PureWindowsPath(str(name)).drive:
            raise TableError(f"{path}: the path {name!r} leaves the folder")


def _whole(value: Any) -> int:
    if isinstance(value, float) and not abs(value) < EXACT_FLOATS:
        raise ValueError(f"{value} was rounded")
    return int(value)


def _read_course(path: Path) -> pd.DataFrame:
    """Read the course's ``[[OBJID, spiral, elliptical, uncertain], ...]`` without executing it."""
    try:
        rows = [
            [_whole(value) for value in row] for row in ast.literal_eval(path.read_text().strip())
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
    _refuse_twins(table["OBJID"], path)
    table["target"] = flags.idxmax(axis=1)
    table["path"] = table["OBJID"].astype(str) + ".jpg"
    return table
