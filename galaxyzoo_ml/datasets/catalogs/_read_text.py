"""Anybody's table of text: nothing is rounded, and nothing is taken for missing."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.catalogs._text_layout import (
    WHITE_SPACE,
    TextLayout,
    cells_of,
    find_layout,
    is_dashes,
)
from galaxyzoo_ml.datasets.tables._encoding import encoding_of
from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_text
from galaxyzoo_ml.datasets.tables._read_csv import one_error, parse_text
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_text"]


def read_text(path: Path) -> pd.DataFrame:
    """Read a table of text, whatever separates its cells, as text.

    Raises
    ------
    TableError
        No table, a broken one, or one without a line of names.
    """
    with one_error(path), open_text(path, encoding=encoding_of(path)) as file:
        layout = find_layout(file, path)
        if layout.n_cells > len(layout.names):
            raise TableError(
                f"{path}: not a table (its header has {len(layout.names)} cells, and its first row "
                f"{layout.n_cells})"
            )
        file.seek(0)
        for _ in range(layout.n_above):
            file.readline()
        if layout.separator == WHITE_SPACE or layout.has_remarks:
            lines = _rows(file, layout, path)
            table = _parsed(io.StringIO("".join(lines)), layout)
            _refuse_short(table, lines, layout, path)
        else:
            table = _parsed(file, layout)
    table = _without_last_blanks(table)
    table.attrs.update(units=dict(layout.units), ucds=dict(layout.ucds))
    return table


def _parsed(content: TextIO, layout: TextLayout) -> pd.DataFrame:
    try:
        return parse_text(
            content,
            sep=layout.separator,
            header=None,
            names=_unique(layout.names),
            skipinitialspace=layout.is_spaced,
        )
    except pd.errors.EmptyDataError:  # names alone
        return pd.DataFrame(columns=_unique(layout.names), dtype=str)


def _without_last_blanks(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what spreadsheets write below the last row: nothing but separators."""
    n = len(table)
    while n and not "".join(map(str, table.iloc[n - 1].fillna(""))).strip():
        n -= 1
    return table[:n]


def _unique(names: Iterable[str]) -> list[str]:
    """Return names that are all different: pandas appends .1, too."""
    unique: list[str] = []
    for name in names:
        other, i = name, 0
        while other in unique:
            i += 1
            other = f"{name}.{i}"
        unique.append(other)
    return unique


def _rows(file: TextIO, layout: TextLayout, path: Path) -> list[str]:
    rows = []
    for line in file:
        if not line.strip() or (layout.has_remarks and line.lstrip().startswith("#")):
            continue
        if layout.has_remarks and is_dashes(line):
            raise TableError(
                f"{path}: it holds several tables, one below the other: save one of them, or take "
                "FITS or VOTable, where table= (--table) chooses"
            )
        rows.append(line)
    return rows


def _refuse_short(table: pd.DataFrame, lines: list[str], layout: TextLayout, path: Path) -> None:
    """Refuse rows with too few cells between spaces: no one knows which of them are empty."""
    if layout.separator != WHITE_SPACE:
        return
    for row in np.flatnonzero((table.iloc[:, -1].fillna("") == "").to_numpy()):
        n = len(cells_of(lines[row], layout.separator))
        if n < len(layout.names):
            raise TableError(
                f"{path}: row {row} has {n} cells, and there are {len(layout.names)} names: "
                "between spaces an empty cell cannot be seen; save the table with commas"
            )
