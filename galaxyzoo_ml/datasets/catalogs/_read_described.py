"""Tables of text that describe their columns themselves: ECSV, IPAC, MRT, SExtractor's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.tables._astropy_frame import to_frame
from galaxyzoo_ml.datasets.tables._astropy_tables import needs_astropy, with_one_error
from galaxyzoo_ml.datasets.tables._encoding import encoding_of
from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_text
from galaxyzoo_ml.datasets.tables._read_csv import one_error

__all__ = ["DESCRIBED", "read_described"]

DESCRIBED = {
    "ecsv": "ECSV table",
    "ipac": "IPAC table",
    "mrt": "machine-readable table",
    "sextractor": "table of SExtractor",
}
"""Names of the kinds, for people."""


def read_described(path: Path, kind: str) -> pd.DataFrame:
    """Read a table with astropy, in the types that it declares.

    Raises
    ------
    TableError
        A broken one.
    ImportError
        astropy is not installed.
    """
    needs_astropy(path, "ECSV, IPAC and machine-readable tables")
    from astropy.io import ascii as text_tables

    with one_error(path), open_text(path, encoding=encoding_of(path)) as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    with with_one_error(path, DESCRIBED[kind]):
        return to_frame(text_tables.read(text.rstrip().split("\n"), format=kind, guess=False))
