"""Anybody's CSV file, as text: nothing is rounded."""

from __future__ import annotations

import csv
import gzip
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import pandas as pd

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_text
from galaxyzoo_ml.exceptions import TableError

__all__ = ["SEPARATORS", "one_error", "parse_text", "read_csv"]

SEPARATORS = ",;\t|"
_BLOCK = 1 << 20  # characters


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file as text, by whichever of the usual separators its header has most of.

    Raises
    ------
    TableError
        No table, or a broken one.
    """
    with one_error(path), open_text(path) as file:
        first = file.readline()
        is_remark = first.startswith("#Table")  # SkyServer and CasJobs begin so
        header = file.readline() if is_remark else first
        separator = max(SEPARATORS, key=header.count)
        _check_text(file, path, header, separator)
        file.seek(0)
        return parse_text(file, sep=separator, skiprows=int(is_remark))


@contextmanager
def one_error(path: Path) -> Iterator[None]:
    """Turn what readers of text raise into one error.

    Raises
    ------
    TableError
        Of what happens inside; one that was raised there passes.
    """
    try:
        yield
    except TableError:
        raise
    except (
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        pd.errors.ParserWarning,
        UnicodeDecodeError,
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
    ) as error:
        raise TableError(f"{path}: not a table ({' '.join(str(error).split())})") from error


def parse_text(file: TextIO, **layout: Any) -> pd.DataFrame:
    """Read rows as text with pandas: nothing is rounded, nothing is taken for missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # rows longer than the header
        table: pd.DataFrame = pd.read_csv(
            file, index_col=False, dtype=str, keep_default_na=False, **layout
        )
    return table


def _check_text(file: TextIO, path: Path, header: str, separator: str) -> None:
    """Refuse what some versions of pandas cut off without a word.

    Raises
    ------
    TableError
        A first row longer than the header, by an empty cell even; a NUL, where a cell would end.
    """
    row = file.readline()
    # A quoted name may hold the end of a line; csv itself takes no longer cells.
    is_plain = header.count('"') % 2 == 0 and max(len(header), len(row)) < csv.field_size_limit()
    if is_plain:
        n_names, n_cells = (
            len(next(csv.reader([line], delimiter=separator), [])) for line in (header, row)
        )
        if n_cells > n_names:
            raise TableError(
                f"{path}: not a table (its header has {n_names} cells, and its first row {n_cells})"
            )
    blocks = iter(lambda: file.read(_BLOCK), "")
    if "\0" in header + row or any("\0" in block for block in blocks):
        raise TableError(f"{path}: not a table (it has a NUL character)")
