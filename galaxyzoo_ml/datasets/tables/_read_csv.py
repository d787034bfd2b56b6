"""Anybody's CSV file, as text: nothing is rounded."""

from __future__ import annotations

import gzip
import warnings
import zlib
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_text
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_csv"]

_SEPARATORS = ",;\t|"


def read_csv(path: Path) -> pd.DataFrame:
    """Read a CSV file as text, by whichever of the usual separators its header has most of.

    Raises
    ------
    TableError
        No table, or a broken one.
    """
    try:
        with open_text(path) as file:
            first = file.readline()
            is_remark = first.startswith("#Table")  # SkyServer and CasJobs begin so
            header = file.readline() if is_remark else first
            file.seek(0)
            with warnings.catch_warnings():
                # Rows longer than the header.
                warnings.simplefilter("error", pd.errors.ParserWarning)
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
