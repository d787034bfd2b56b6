"""The tables of a FITS file or a VOTable: the one place that opens them, with astropy."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.datasets.tables._votable_references import refuse_references
from galaxyzoo_ml.datasets.tables._votable_status import truncation
from galaxyzoo_ml.exceptions import TableError

__all__ = ["FileTable", "TablesOfFile", "needs_astropy", "open_tables", "with_one_error"]

_NAMES = {"fits": "FITS file", "votable": "VOTable"}


@dataclass(frozen=True)
class FileTable:
    """A table of a file, of which only the header has been looked at.

    Parameters
    ----------
    number : int
        Its HDU, or its place among the tables of a VOTable, from 0.
    name : str
        EXTNAME, or the name or ID that a VOTable gives; may be empty.
    columns : tuple of str
    ucds : dict of str to str
        What the columns mean (UCD), by name, where the file says it.
    n_rows : int
    load : callable
        Reads it as an astropy Table: nulls masked, units on the columns.
    """

    number: int
    name: str
    columns: tuple[str, ...]
    ucds: Mapping[str, str]
    n_rows: int
    load: Callable[[], Any] = field(repr=False)

    def __str__(self) -> str:
        return f"{self.number} ({self.name})" if self.name else str(self.number)


@dataclass(frozen=True)
class TablesOfFile:
    """What a file holds.

    Parameters
    ----------
    tables : tuple of FileTable
        At least one.
    remark : str, default=""
        What a user should know of all of them: a truncated answer.
    """

    tables: tuple[FileTable, ...]
    remark: str = ""


def open_tables(path: Path, kind: str) -> TablesOfFile:
    """Look for the tables of a file; none is read yet.

    Parameters
    ----------
    path : pathlib.Path
        Plain or gzipped.
    kind : {"fits", "votable"}

    Raises
    ------
    TableError
        No table, or a broken one; a VOTable whose data lie elsewhere, or that holds an error.
    ImportError
        astropy is not installed.
    """
    needs_astropy(path, "FITS and VOTable")
    if kind == "votable":
        refuse_references(path)
    with with_one_error(path, _NAMES[kind]):
        found = _fits_tables(path) if kind == "fits" else _votable_tables(path)
    if not found.tables:
        what = "binary table (nor one of text)" if kind == "fits" else "table"
        raise TableError(f"{path}: there is no {what} in this {_NAMES[kind]}")
    return found


def needs_astropy(path: Path, what: str) -> None:
    """See that astropy is there.

    Raises
    ------
    ImportError
        It says what to install.
    """
    try:
        import astropy.table  # noqa: F401
    except ImportError as error:
        raise ImportError(
            f"{path}: reading {what} needs astropy: pip install 'galaxyzoo-ml[fits]', or save the "
            "table as CSV"
        ) from error


@contextmanager
def with_one_error(path: Path, what: str) -> Iterator[None]:
    """Turn whatever astropy raises into one error, and keep its remarks on style to itself.

    Raises
    ------
    TableError
        Of what happens inside; one that was raised there passes.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message=".*truncated")
            yield
    except TableError:
        raise
    except Exception as error:  # a damaged file makes astropy raise all there is
        words = " ".join(str(error).split()) or type(error).__name__
        raise TableError(
            f"{path}: no table can be read from this {what} ({words[:200]})"
        ) from error


def _fits_tables(path: Path) -> TablesOfFile:
    from astropy.io import fits

    kinds = (fits.BinTableHDU, fits.TableHDU)
    with fits.open(path, memmap=False) as units:
        found = [
            _fits_table(path, number, unit)
            for number, unit in enumerate(units)
            if isinstance(unit, kinds) and not isinstance(unit, fits.CompImageHDU)
        ]
    return TablesOfFile(tuple(found))


def _fits_table(path: Path, number: int, unit: Any) -> FileTable:
    from astropy.table import Table

    def load() -> Any:
        with with_one_error(path, _NAMES["fits"]):
            return Table.read(path, hdu=number, format="fits", memmap=False)

    names = tuple(str(name or "") for name in unit.columns.names)
    ucds = {name: unit.header.get(f"TUCD{i}") for i, name in enumerate(names, 1)}
    return FileTable(
        number,
        unit.name,
        names,
        {name: str(ucd) for name, ucd in ucds.items() if ucd},
        int(unit.header["NAXIS2"]),
        load,
    )


def _votable_tables(path: Path) -> TablesOfFile:
    from astropy.io import votable

    with open_bytes(path) as file:
        parsed = votable.parse(file, verify="ignore")
    remark = truncation(parsed, path)
    found = [_votable_table(path, number, each) for number, each in enumerate(parsed.iter_tables())]
    return TablesOfFile(tuple(found), remark)


def _votable_table(path: Path, number: int, element: Any) -> FileTable:
    def load() -> Any:
        with with_one_error(path, _NAMES["votable"]):
            return element.to_table(use_names_over_ids=True)

    return FileTable(
        number,
        str(element.name or element.ID or ""),
        tuple(str(each.name) for each in element.fields),
        {str(each.name): str(each.ucd) for each in element.fields if each.ucd},
        len(element.array),
        load,
    )
