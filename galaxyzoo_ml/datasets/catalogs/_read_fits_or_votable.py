"""Anybody's FITS or VOTable file, read with astropy."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.catalogs._votable_references import refuse_references
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_fits_or_votable"]


def read_fits_or_votable(path: Path, kind: str) -> pd.DataFrame:
    """Read the first table of a file: nulls (TNULL) as missing, units (TUNIT) in ``attrs``.

    Parameters
    ----------
    path : pathlib.Path
    kind : {"fits", "votable"}

    Raises
    ------
    TableError
        No table, or a broken one, or a VOTable whose data lie elsewhere.
    ImportError
        astropy is not installed.
    """
    try:
        from astropy.table import Table
    except ImportError as error:
        raise ImportError(
            f"{path}: reading FITS and VOTable needs astropy: pip install 'galaxyzoo-ml[fits]', "
            "or save the table as CSV"
        ) from error
    if kind == "votable":
        refuse_references(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on style, on further tables
            warnings.filterwarnings("error", message=".*truncated")
            table = Table.read(path, format=kind)
            table = table[[name for name in table.colnames if table[name].ndim == 1]]
            table.convert_bytestring_to_unicode()
            frame: pd.DataFrame = table.to_pandas()
    except Exception as error:  # a damaged file makes astropy raise all there is
        words = " ".join(str(error).split()) or type(error).__name__
        raise TableError(f"{path}: no table can be read from it ({words[:200]})") from error
    units = {name: str(table[name].unit) for name in table.colnames if table[name].unit}
    frame.attrs["units"] = units
    return frame
