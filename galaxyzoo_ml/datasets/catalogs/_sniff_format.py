"""Which format a table has: its first bytes say it, not its name."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection
from pathlib import Path

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.exceptions import TableError

__all__ = ["sniff"]

_START = 16_384  # bytes: the tables of journals describe their columns far down
_EXCEL = "an Excel workbook, not a table; save the sheet as CSV"
_ARCHIVE = "an archive; unpack it, or use gzip"
_OTHERS = {
    b"\xd0\xcf\x11\xe0": _EXCEL,
    b"BZh": _ARCHIVE,
    b"\xfd7zXZ": _ARCHIVE,
    b"\x28\xb5\x2f\xfd": _ARCHIVE,
    b"\x89HDF": "an HDF5 file, not a table; save the table as CSV, FITS or Parquet",
    b"\x93NUMPY": "an array of NumPy, not a table; save the table as CSV, FITS or Parquet",
    b"ARROW1": "an Arrow file, not a table; save the table as Parquet",
    b"%PDF": "a PDF, not a table",
}
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")  # of UTF-8 and UTF-16


def sniff(path: Path, welcome: Collection[str] = ("fits",)) -> str:
    """Tell a table's format by its first bytes.

    Parameters
    ----------
    path : pathlib.Path
    welcome : collection of {"fits", "votable", "parquet", "ecsv", "ipac", "mrt", "sextractor"}
        Those that can be read beside text.

    Returns
    -------
    str
        One of those that are welcome, or else "csv".

    Raises
    ------
    TableError
        An empty file, a web page, an archive, or another format.
    """
    try:
        with open_bytes(path) as file:
            start = file.read(_START)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"{path}: line 1, column 1: the gzip file is broken ({error})") from error
    text = start.removeprefix(_MARKS[0]).lstrip()
    if not text:
        raise TableError(f"{path}: line 1, column 1: the file is empty")
    kind = _binary_kind(text) or _text_kind(_decoded(start))
    if kind in welcome:
        return kind
    if text.startswith(b"<"):
        what = "a VOTable (XML)" if kind == "votable" else "a web page (HTML)"
        words = " ".join(text[:80].decode("utf-8", "replace").split())
        raise TableError(
            f"{path}: line 1, column 1: this is {what}, not a table: it begins with {words!r}"
        )
    refused = {"parquet": "Parquet, which is not read here; save the table as CSV"} | {
        "zip": _EXCEL if b"[Content_Types].xml" in start else _ARCHIVE
    }
    what = refused.get(kind) or next((w for b, w in _OTHERS.items() if text.startswith(b)), "")
    if what:
        raise TableError(f"{path}: line 1, column 1: this is {what}")
    return "csv"


def _binary_kind(text: bytes) -> str:
    if text.startswith(b"SIMPLE  ="):
        return "fits"
    if text.startswith(b"<") and b"VOTABLE" in text[:2048].upper():
        return "votable"
    if text.startswith(b"PAR1"):
        return "parquet"
    return "zip" if text.startswith(b"PK\x03\x04") else ""


def _decoded(start: bytes) -> str:
    if start.startswith(_MARKS[1:]):
        return start.decode("utf-16", "replace")
    return start.removeprefix(_MARKS[0]).decode("utf-8", "replace")


def _text_kind(text: str) -> str:
    lines = text.lstrip().splitlines()
    if text.lstrip().startswith("# %ECSV"):
        return "ecsv"
    if re.match(r"#\s+1\s+[A-Za-z]\w*(\s|$)", lines[0] if lines else ""):
        return "sextractor"
    if "Byte-by-byte Description" in text:
        return "mrt"
    rows = [line.rstrip() for line in lines if not line.startswith("\\")]
    has_header = bool(rows) and rows[0].startswith("|") and rows[0].endswith("|")
    if has_header and any(row and not row.startswith("|") for row in rows[1:6]):
        return "ipac"
    return "csv"
