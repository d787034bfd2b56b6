"""How a text table is laid out: its separator, its names, and where its rows begin."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from galaxyzoo_ml.datasets.catalogs._known_names import known_position
from galaxyzoo_ml.datasets.catalogs._position_columns import has_positions
from galaxyzoo_ml.datasets.tables._angle_units import DEGREES_PER, plain_unit
from galaxyzoo_ml.datasets.tables._read_csv import SEPARATORS
from galaxyzoo_ml.exceptions import TableError

__all__ = ["WHITE_SPACE", "TextLayout", "cells_of", "find_layout", "is_dashes", "is_remark"]

WHITE_SPACE = r"\s+"
_LOOKED_AT = 30  # lines below the remarks
_LONGEST_NAME = 20  # lines: names in quotes may hold the end of one
_VALUE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?[0-9]+[:hd° ][0-9].*")
_UNITS = {*DEGREES_PER, "h:m:s", "d:m:s"}
_DASHES = re.compile(r"[-+|=:,;\s]+")
_VIZIER_COLUMN = re.compile(r"#Column\t([^\t]+)\t.*\[ucd=([^\]]+)\]")


@dataclass(frozen=True)
class TextLayout:
    """How a text table is laid out.

    Parameters
    ----------
    separator : str
        One of ``SEPARATORS``, or `WHITE_SPACE`.
    names : tuple of str
    n_above : int
        How many lines of the file stand above the first row.
    has_remarks : bool
        Whether lines that begin with # are remarks, here and further down.
    n_cells : int
        Of the first row; 0 where there is none.
    is_spaced : bool
        Whether quotes stand behind a separator and a space.
    units, ucds : dict of str to str
        By column, as VizieR writes them.
    """

    separator: str
    names: tuple[str, ...]
    n_above: int
    has_remarks: bool
    n_cells: int
    is_spaced: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    ucds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    text: str
    n_above: int  # lines of the file above it
    n: int  # lines of the file that it takes


def find_layout(file: Iterable[str], path: Path) -> TextLayout:
    """Look at the beginning of a text table.

    Parameters
    ----------
    file : iterable of str
        Its lines, with their ends.
    path : pathlib.Path
        For messages.

    Raises
    ------
    TableError
        No line of names, or no rows.
    """
    lines = _whole_lines(_beginning(file))
    remarks = [line for line in lines if is_remark(line.text) and line.text.strip()]
    rows = [line for line in lines if not is_remark(line.text)]
    if rows and remarks and is_dashes(rows[0].text):  # the names above begin with a hash: SIMBAD
        rows = rows[1:]
    if not rows:
        raise TableError(f"{path}: the table has no rows")
    has_remarks = bool(remarks) and remarks[0].n_above < rows[0].n_above
    below = rows[1].text if len(rows) > 1 else ""
    separator = _separator(rows[0].text, below) or _likely_separator(rows[0].text, below)
    names = cells_of(rows[0].text, separator)
    if _are_names(names):
        return _below_header(rows, remarks, separator, names, has_remarks)
    above = [line for line in remarks if line.n_above < rows[0].n_above]
    found = _names_in_remarks([line.text for line in above], rows[0].text)
    if found is None:
        raise TableError(
            f"{path}: it has no line of names: line {rows[0].n_above + 1} holds values "
            f"({rows[0].text.strip()[:60]!r}); put one above them, such as "
            f"{_example(separator, names)!r}"
        )
    separator, names = found
    n_cells = len(cells_of(rows[0].text, separator))
    is_spaced = _is_spaced(rows[0].text, separator)
    return TextLayout(separator, tuple(names), rows[0].n_above, has_remarks, n_cells, is_spaced)


def is_remark(line: str) -> bool:
    """Tell whether a line says nothing, or is a remark: spreadsheets put these in quotes."""
    bare = line.strip().lstrip('"')
    return not bare or bare.startswith("#")


def is_dashes(line: str) -> bool:
    """Tell whether a line only divides names from rows."""
    return line.count("-") > 2 and _DASHES.fullmatch(line) is not None


def _beginning(file: Iterable[str]) -> list[str]:
    lines, left = [], _LOOKED_AT
    for line in file:
        lines.append(line)
        left -= not is_remark(line)
        if left == 0:
            break
    return lines


def _whole_lines(lines: list[str]) -> list[_Line]:
    """Join lines whose quotes are open."""
    whole: list[_Line] = []
    i = 0
    while i < len(lines):
        n = 1
        while "".join(lines[i : i + n]).count('"') % 2 and n < _LONGEST_NAME:
            n += 1
        if "".join(lines[i : i + n]).count('"') % 2:
            n = 1  # a lone mark of inches, or of seconds
        whole.append(_Line("".join(lines[i : i + n]).rstrip("\r\n"), i, n))
        i += n
    return whole


def cells_of(line: str, separator: str) -> list[str]:
    """Split a line into cells, without the spaces around them."""
    space = separator == WHITE_SPACE
    text = " ".join(line.split()) if space else line
    try:
        reader = csv.reader(
            [text],
            delimiter=" " if space else separator,
            skipinitialspace=_is_spaced(text, separator),
        )
        cells = next(reader, [])
    except csv.Error:  # a cell longer than csv takes
        cells = text.split(" " if space else separator)
    return [cell.strip() for cell in cells]


def _separator(names: str, row: str) -> str | None:
    """Return the separator that makes as many cells of a row as of the names, and most."""
    found: dict[str, int] = {}
    for separator in (*SEPARATORS, WHITE_SPACE):
        n = len(cells_of(names, separator))
        fits = n > 1 and (not row or len(cells_of(row, separator)) == n)
        if fits and (separator != WHITE_SPACE or not found):
            found[separator] = n
    return max(found, key=lambda each: found[each]) if found else None


def _likely_separator(names: str, row: str) -> str:
    """Return what seems to separate cells, though their numbers differ."""
    is_spaced = len(names.split()) > 1 and len(row.split()) > 1
    has_marks = any(separator in names for separator in SEPARATORS)
    return WHITE_SPACE if is_spaced and not has_marks else max(SEPARATORS, key=names.count)


def _are_names(cells: list[str]) -> bool:
    """Tell names from values: a row has two numbers at least, its right ascension among them."""
    n_values = sum(_VALUE.fullmatch(cell.lower()) is not None for cell in cells)
    return n_values < 2 or has_positions(cells, {})


def _names_in_remarks(remarks: list[str], row: str) -> tuple[str, list[str]] | None:
    """Return the names that stand in the last remark that fits a row, and the separator."""
    fitting: list[tuple[str, list[str]]] = []
    for remark in reversed(remarks):
        text = remark.strip().lstrip('"').lstrip("#").strip()
        separator = _separator(text, row)
        if separator is not None and _are_names(cells_of(text, separator)):
            fitting.append((separator, cells_of(text, separator)))
    known = [each for each in fitting if has_positions(each[1], {})]
    return next(iter(known or fitting), None)


def _below_header(
    rows: list[_Line],
    remarks: list[_Line],
    separator: str,
    names: list[str],
    has_remarks: bool,
) -> TextLayout:
    """Skip what stands between names and rows: units, and dashes, as VizieR has them."""
    last = next((i for i in (1, 2) if i < len(rows) and is_dashes(rows[i].text)), 0)
    units: dict[str, str] = {}
    if last == 0 and len(rows) > 1 and _are_units(cells_of(rows[1].text, separator), names):
        last, units_row = 1, rows[1].text
    elif last == 2:
        units_row = rows[1].text
    else:
        units_row = ""
    if units_row:
        cells = cells_of(units_row, separator)
        units = {name: unit for name, unit in zip(names, cells, strict=False) if unit}
    found = (_VIZIER_COLUMN.match(line.text) for line in remarks)
    return TextLayout(
        separator,
        tuple(names),
        rows[last].n_above + rows[last].n,
        has_remarks,
        len(cells_of(rows[last + 1].text, separator)) if last + 1 < len(rows) else 0,
        any(_is_spaced(line.text, separator) for line in rows[: last + 2]),
        units,
        {each[1].strip(): each[2] for each in found if each},
    )


def _is_spaced(line: str, separator: str) -> bool:
    return f'{separator} "' in line


def _are_units(cells: list[str], names: list[str]) -> bool:
    """Tell whether a row has units where right ascension and declination should be."""
    return any(
        plain_unit(cell) in _UNITS
        for name, cell in zip(names, cells, strict=False)
        if known_position(name, 0) or known_position(name, 1)
    )


def _example(separator: str, cells: list[str]) -> str:
    names = [*("id", "ra", "dec")[: len(cells)], *(f"column{i}" for i in range(4, len(cells) + 1))]
    return (" " if separator == WHITE_SPACE else separator).join(names)[:60]
