"""Which format a table has: its first bytes say it, not its name."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.exceptions import TableError

__all__ = ["sniff"]


def sniff(path: Path, *, votable: bool = False) -> str:
    """Tell a table's format by its first bytes: "csv", "fits" or, where welcome, "votable".

    Raises
    ------
    TableError
        An empty file, a web page, an archive.
    """
    try:
        with open_bytes(path) as file:
            start = file.read(2048)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise TableError(f"{path}: line 1, column 1: the gzip file is broken ({error})") from error
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise TableError(f"{path}: line 1, column 1: the file is empty")
    if text.startswith(b"SIMPLE  ="):
        return "fits"
    if votable and text.startswith(b"<") and b"<VOTABLE" in text.upper():
        return "votable"
    if text.startswith(b"<"):
        kind = "a VOTable (XML)" if b"VOTABLE" in text.upper() else "a web page (HTML)"
        words = " ".join(text[:80].decode("utf-8", "replace").split())
        raise TableError(
            f"{path}: line 1, column 1: this is {kind}, not a table: it begins with {words!r}"
        )
    if text.startswith((b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")):
        raise TableError(f"{path}: line 1, column 1: this is an archive; unpack it, or use gzip")
    return "csv"
