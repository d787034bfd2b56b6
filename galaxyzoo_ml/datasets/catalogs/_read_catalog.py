"""Anybody's catalogue, from CSV, FITS or VOTable, with nothing changed on the way."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.catalogs._sniff_format import sniff
from galaxyzoo_ml.datasets.tables._astropy_frame import to_frame
from galaxyzoo_ml.datasets.tables._astropy_tables import open_tables
from galaxyzoo_ml.datasets.tables._read_csv import read_csv
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_catalog"]


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
    table = read_csv(path) if kind == "csv" else _first_table(path, kind)
    if table.empty:
        raise TableError(f"{path}: the table has no rows")
    return table.rename(columns=lambda name: str(name).strip())


def _first_table(path: Path, kind: str) -> pd.DataFrame:
    first = open_tables(path, kind).tables[0]
    return to_frame(first.load(), first.ucds)
