"""Anybody's catalogue, whatever its format, with nothing changed on the way."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.catalogs._choose_table import choose_table
from galaxyzoo_ml.datasets.catalogs._read_described import DESCRIBED, read_described
from galaxyzoo_ml.datasets.catalogs._read_parquet import read_parquet
from galaxyzoo_ml.datasets.catalogs._read_text import read_text
from galaxyzoo_ml.datasets.catalogs._sniff_format import sniff
from galaxyzoo_ml.datasets.tables._astropy_frame import to_frame
from galaxyzoo_ml.datasets.tables._astropy_tables import open_tables
from galaxyzoo_ml.exceptions import DataWarning, TableError

__all__ = ["read_catalog"]

_OPTIONS = {"fits": "hdu", "votable": "table"}  # where a file may hold several tables


def read_catalog(
    path: str | os.PathLike[str], *, hdu: int | str | None = None, table: int | str | None = None
) -> pd.DataFrame:
    r"""Read a table of galaxies, whatever its format and its columns are.

    Parameters
    ----------
    path : path-like
        - Text with a line of names: separated by commas, semicolons, tabs, bars or spaces; names
          and remarks may stand behind a #; VizieR's TSV; in UTF-8, UTF-16, or as Windows writes it.
        - FITS, VOTable, ECSV, IPAC, the machine-readable tables of journals, SExtractor's: these
          need astropy.
        - Parquet.

        Plain or gzipped. The content decides, not the name.
    hdu : int or str, default=None
        Number (the primary one is 0) or name of the HDU of a FITS file. None takes the first with
        positions.
    table : int or str, default=None
        Number (from 0) or name of the table of a VOTable. None takes the first with positions.

    Returns
    -------
    DataFrame
        All columns. Those of text files that do not declare types are text, as written: no id is
        rounded, and what is written again is the same. Elsewhere, whole numbers stay whole numbers
        beside missing ones, and a cell of several values is a list. ``attrs["units"]`` and
        ``attrs["ucds"]`` have the units and meanings (UCDs) that the file gives, by column.

    Raises
    ------
    TableError
        No table, a broken one, or one without rows or without names; no such table in the file; a
        service's answer that is an error.
    ImportError
        A format that needs astropy, without it.
    OSError
        A file that is not there, or may not be read.

    Warns
    -----
    DataWarning
        A service has cut its answer off (OVERFLOW); several tables have positions.

    See Also
    --------
    find_positions : Which of the columns say where the galaxies are.
    find_radii : How large they are, in arcsec.

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
    kind = sniff(path, (*_OPTIONS, *DESCRIBED, "parquet"))
    _refuse_foreign(path, kind, {"hdu": hdu, "table": table})
    remarks: list[str] = []
    if kind in _OPTIONS:
        found = open_tables(path, kind)
        wanted = hdu if kind == "fits" else table
        chosen, remark = choose_table(found, wanted, _OPTIONS[kind], path)
        catalog = to_frame(chosen.load(), chosen.ucds)
        remarks = [each for each in (found.remark, remark) if each]
    elif kind in DESCRIBED:
        catalog = read_described(path, kind)
    else:
        catalog = read_parquet(path) if kind == "parquet" else read_text(path)
    if len(catalog) == 0:
        raise TableError(f"{path}: the table has no rows")
    for remark in remarks:
        warnings.warn(f"{path}: {remark}", DataWarning, stacklevel=2)
    return _with_bare_names(catalog)


def _refuse_foreign(path: Path, kind: str, given: dict[str, int | str | None]) -> None:
    """Refuse the choice of a table where there is but one."""
    for option, wanted in given.items():
        if wanted is not None and _OPTIONS.get(kind) != option:
            meant = {"hdu": "a FITS file", "table": "a VOTable"}[option]
            raise TableError(f"{path}: {option}={wanted!r} (--{option}) is for {meant}")


def _with_bare_names(catalog: pd.DataFrame) -> pd.DataFrame:
    """Return the catalogue with names without spaces around them."""
    attrs = {
        kind: {str(name).strip(): word for name, word in words.items()}
        for kind, words in catalog.attrs.items()
    }
    bare = catalog.rename(columns=lambda name: str(name).strip())
    bare.attrs = attrs
    return bare
