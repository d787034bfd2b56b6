"""The table of a folder of galaxies, in any of its layouts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pandas as pd

from galaxyzoo_ml.datasets.folder._course_table import read_course_table
from galaxyzoo_ml.datasets.folder._cutout_result import RESULT_COLUMNS, CutoutResult
from galaxyzoo_ml.datasets.folder._journal import journal_beside, read_journal, with_results
from galaxyzoo_ml.datasets.folder._one_row_each import (
    line_of_first,
    refuse_twins,
    warn_of_shared_pictures,
)
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.datasets.tables._read_csv import read_csv
from galaxyzoo_ml.datasets.tables._rounded_ids import are_rounded, rounded_id, whole_numbers
from galaxyzoo_ml.datasets.tables._typed_column import typed_column
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_folder_table", "read_ids", "read_table"]

_MANIFEST = "manifest.csv"
_TABLES = (_MANIFEST, "labels.csv")
_COURSE_TABLE = "training_data.txt"


def read_folder_table(
    folder: Path, id_column: str = "OBJID", *, as_written: Collection[str] = ()
) -> pd.DataFrame:
    """Read the table of a folder: ids as int64 where they are numbers, and a column ``path``.

    Raises
    ------
    TableError
        No table, one that cannot be parsed, without ids, or with paths that leave the folder.
    """
    for name in _TABLES:
        if (folder / name).is_file():
            return read_table(folder / name, id_column, as_written=as_written)
    if (folder / _COURSE_TABLE).is_file():
        if id_column != "OBJID":
            raise TableError(f"{folder / _COURSE_TABLE}: its ids are OBJID, not {id_column!r}")
        return read_course_table(folder / _COURSE_TABLE)
    raise TableError(
        f"{folder}: there is no manifest.csv, labels.csv or {_COURSE_TABLE} in this folder"
    )


def read_table(
    path: Path, id_column: str = "OBJID", *, as_written: Collection[str] = ()
) -> pd.DataFrame:
    """Read a table that lies beside its pictures.

    What a fetch that was killed, or still runs, has recorded beside a ``manifest.csv`` counts.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file.
    id_column : str, default="OBJID"
        The column that names the pictures.
    as_written : collection of str, default=()
        Columns that stay text, such as labels: "01", "1e5" and "NA" are what they are.

    Returns
    -------
    pandas.DataFrame
        Ids as int64 where all are whole numbers without zeros in front, else text; a column
        ``path`` relative to the table, ``images/<id>.jpg`` where the table says nothing else. Of
        the other columns those of numbers are int64 or float64, those of true and false bool.
        Only an empty cell of text is missing.

    Raises
    ------
    TableError
        A table that cannot be parsed, without ids, with ids that were rounded or that stand
        twice, or with paths that leave the folder.

    Warns
    -----
    DataWarning
        Two ids have one picture.
    """
    path = Path(path)
    # Before the manifest: a run that ends in between has folded the one into the other.
    results = read_journal(journal_beside(path), "OBJID") if path.name == _MANIFEST else {}
    text = read_csv(path)
    if id_column not in text:
        raise TableError(
            f"{path}: there is no column {id_column!r}; there are {listed(text)}: name the one "
            "with the ids by id_column= (--id-column)"
        )
    if text.empty:
        raise TableError(f"{path}: the table has no rows")
    text[id_column] = text[id_column].str.strip()
    text = _with_journal(text, results)
    table = pd.DataFrame(
        {name: _column(text[name], is_text=name in as_written) for name in text.columns}
    )
    table[id_column] = read_ids(text[id_column], path)
    default = "images/" + text[id_column] + ".jpg"  # as written: 007.jpg is not 7.jpg
    given = text["path"] if "path" in text else pd.Series("", text.index)
    table["path"] = given.astype(object).where(given.str.strip() != "", default)
    refuse_twins(table[id_column], path)
    _refuse_outside(table["path"], path)
    usable = (table["status"] == Status.OK) if "status" in table else slice(None)
    warn_of_shared_pictures(table.loc[usable], table.loc[usable, id_column], path)
    return table


def _column(texts: pd.Series[Any], *, is_text: bool) -> pd.Series[Any]:
    return texts.where(texts.str.strip() != "") if is_text else typed_column(texts)


def _with_journal(text: pd.DataFrame, results: Mapping[str, CutoutResult]) -> pd.DataFrame:
    """Return the table of a manifest with what is not yet folded into it."""
    is_manifest = {"OBJID", *RESULT_COLUMNS} <= set(text)
    if not results or not is_manifest or text["OBJID"].duplicated().any():
        return text
    return with_results(text.set_index("OBJID"), results).reset_index()[list(text)]


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
        raise TableError(f"{path}: row {line_of_first(empty)} has no {ids.name}")
    numbers = whole_numbers(text)
    if numbers is not None:
        return numbers
    rounded = are_rounded(text)
    if rounded.any():
        what = rounded_id(text[rounded].iloc[0])
        raise TableError(f"{path}: row {line_of_first(rounded)}: {ids.name} {what}")
    return text


def _refuse_outside(paths: pd.Series[Any], path: Path) -> None:
    for name in paths:
        parts = PurePosixPath(str(name).replace("\\", "/")).parts
        if "\0" in str(name):
            raise TableError(f"{path}: the path {name!r} holds a character that no file can")
        if ".." in parts or parts[:1] == ("/",) or PureWindowsPath(str(name)).drive:
            raise TableError(f"{path}: the path {name!r} leaves the folder")
