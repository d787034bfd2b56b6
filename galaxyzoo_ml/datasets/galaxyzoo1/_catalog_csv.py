"""A table of Galaxy Zoo 1 from CSV, plain or gzipped: fast where all is well, precise where not.

Arrow reads the file. Only where it stumbles is the file read again, cell by cell, for the line and
the column of the culprit.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv

from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import find_missing, wrong_cell
from galaxyzoo_ml.datasets.tables._plain_or_gzipped import is_gzipped, open_text
from galaxyzoo_ml.datasets.tables._rounded_ids import rounded_id
from galaxyzoo_ml.exceptions import TableError

__all__ = ["line_of_row", "read_csv_table"]

_BLOCK = 4 << 20  # bytes that Arrow parses at once: larger ones suit NumPy, which comes next
_NOTHING = ["", "NA", "NaN", "nan", "null", "NULL"]


def read_csv_table(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Read a table whose columns have given types; further columns get the types they look like.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file, plain or gzipped.
    columns : dict of str to pyarrow.DataType
        The columns that have to be there.

    Returns
    -------
    pyarrow.Table

    Raises
    ------
    TableError
        A file without one of the columns, or with a cell that does not fit its column; the
        message has the line and the column.
    """
    _, header = next(_lines(path), (1, []))
    find_missing(path, "line 1", header, columns)
    options = pyarrow.csv.ConvertOptions(
        column_types=dict(columns), null_values=_NOTHING, true_values=["1"], false_values=["0"]
    )
    compression = "gzip" if is_gzipped(path) else None
    try:
        with pa.input_stream(str(path), compression=compression) as stream:
            table = pyarrow.csv.read_csv(
                stream, pyarrow.csv.ReadOptions(block_size=_BLOCK), convert_options=options
            )
    except (pa.ArrowInvalid, OSError) as error:
        raise _culprit(path, columns, str(error)) from error
    for name, type_ in columns.items():
        if table[name].null_count and not pa.types.is_floating(type_):
            raise _culprit(path, columns, f"column {name} has empty cells")
    return table


def line_of_row(path: Path, row: int) -> int:
    """Return the line of the file in which a row of the table (from 0) stands."""
    for number, (line, _) in enumerate(_lines(path)):
        if number == row + 1:  # after the header
            return line
    return row + 2


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with the number of the line where each ends."""
    with open_text(path, errors="replace") as file:
        reader = csv.reader(file)
        yield from ((reader.line_num, row) for row in reader if row)


def _culprit(path: Path, columns: Mapping[str, pa.DataType], why: str) -> TableError:
    """Find the first row of another length, or the first cell that does not fit its column."""
    try:
        lines = _lines(path)
        _, header = next(lines)
        line = 1
        for line, row in lines:
            place = f"line {line}"
            if len(row) != len(header):
                return TableError(
                    f"{path}: {place}, column {min(len(row), len(header)) + 1}: "
                    f"the row has {len(row)} cells, the header {len(header)}"
                )
            for name, cell in zip(header, row, strict=True):
                wrong = _wrong_with(name, cell.strip(), columns.get(name))
                if wrong is not None:
                    return wrong_cell(path, place, name, wrong)
        if line == 1:
            return wrong_cell(path, "line 2", "OBJID", "the table has no rows")
    except (EOFError, zlib.error, gzip.BadGzipFile, csv.Error) as error:
        return TableError(
            f"{path}: the file is broken ({error}); give a whole copy by source= (--catalog)"
        )
    why = " ".join(why.split())
    return TableError(f"{path}: not a table of Galaxy Zoo 1 ({why})")


def _wrong_with(name: str, cell: str, type_: pa.DataType | None) -> str | None:
    """Say why a cell does not fit the type of its column, or None if it does."""
    if type_ is None or pa.types.is_string(type_):
        return None
    if pa.types.is_floating(type_):
        return None if cell in _NOTHING or _is_number(cell) else f"{cell!r} is not a number"
    if cell in _NOTHING:
        return f"the cell is empty ({cell!r})" if cell else "the cell is empty"
    if pa.types.is_boolean(type_):
        return None if cell in ("0", "1") else f"{cell!r} is neither 0 nor 1"
    limit = 2 ** (type_.bit_width - 1)
    if cell.lstrip("+-").isdecimal() and cell.isascii():
        return None if -limit <= int(cell) < limit else f"{cell} is too large"
    if name == "OBJID" and _is_number(cell):
        return rounded_id(cell)
    return f"{cell!r} is not a whole number"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
