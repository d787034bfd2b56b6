"""Anybody's catalogue, from CSV, FITS or VOTable, with nothing changed on the way."""

from __future__ import annotations

import gzip
import os
import warnings
import zlib
from pathlib import Path
from xml.parsers.expat import ExpatError

import pandas as pd

from galaxyzoo_ml.datasets.galaxyzoo1._catalog_csv import open_text, sniff
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_catalog"]

_SEPARATORS = ",;\t|"


def read_catalog(path: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Read a table of galaxies, whatever its columns are.

    Parameters
    ----------
    path : path-like
        CSV (separated by commas, semicolons, tabs or bars; with a line of names), FITS (its first
        table) or VOTable, plain or gzipped. The content decides, not the name.

    Returns
    -------
    DataFrame
        All columns of one value a row. Those of a CSV file are text, as written: no id is rounded,
        and what is written again is the same. ``attrs["units"]`` has the units that FITS or
        VOTable give, by column.

    Raises
    ------
    TableError
        No table, a broken one, or one without rows.
    ImportError
        FITS or VOTable without astropy.
    OSError
        A file that is not there, or may not be read.

    See Also
    --------
    find_positions : Which of the columns say where the galaxies are.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from galaxyzoo_ml.datasets import read_catalog
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.csv"
    ...     _ = path.write_text("name,RAJ2000,DEJ2000\nM 51,13:29:52.7,+47:11:43\n")
    ...     read_catalog(path)
       name     RAJ2000    DEJ2000
    0  M 51  13:29:52.7  +47:11:43
    """
    path = Path(path)
    kind = sniff(path, votable=True)
    table = _read_csv(path) if kind == "csv" else _read_with_astropy(path, kind)
    if table.empty:
        raise TableError(f"{path}: the table has no rows")
    return table.rename(columns=lambda name: str(name).strip())


def _read_csv(path: Path) -> pd.DataFrame:
    try:
        with open_text(path) as file:
            first = file.readline()
            is_remark = first.startswith("#Table")  # SkyServer and CasJobs begin so
            header = file.readline() if is_remark else first
            file.seek(0)
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "error", pd.errors.ParserWarning
                )  # longer rows than the header
                return pd.read_csv(
                    file,
                    sep=max(_SEPARATORS, key=header.count),
                    skiprows=int(is_remark),
                    index_col=False,
                    dtype=str,
                    keep_default_na=False,
                )
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


def _read_with_astropy(path: Path, kind: str) -> pd.DataFrame:
    try:
        from astropy.table import Table
    except ImportError as error:
        raise ImportError(
            f"{path}: reading FITS and VOTable needs astropy: pip install 'galaxyzoo-ml[fits]', "
            "or save the table as CSV"
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on style, on further tables
            warnings.filterwarnings("error", message=".*truncated")
            table = Table.read(path, format=kind)
            table = table[[name for name in table.colnames if table[name].ndim == 1]]
            table.convert_bytestring_to_unicode()
            frame: pd.DataFrame = table.to_pandas()
    except (OSError, ValueError, TypeError, IndexError, EOFError, ExpatError, Warning) as error:
        words = " ".join(str(error).split())
        raise TableError(f"{path}: no table can be read from it ({words[:200]})") from error
    units = {name: str(table[name].unit) for name in table.colnames if table[name].unit}
    frame.attrs["units"] = units
    return frame
