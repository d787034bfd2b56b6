"""Files that may be gzipped: the content decides, not the name."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO, TextIO, cast

__all__ = ["is_gzipped", "open_bytes", "open_text"]

_GZIP = b"\x1f\x8b"


def is_gzipped(path: Path) -> bool:
    """Whether a file begins as gzip does."""
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def open_bytes(path: Path) -> BinaryIO:
    """Open a file of bytes, plain or gzipped."""
    return cast("BinaryIO", gzip.open(path)) if is_gzipped(path) else path.open("rb")


def open_text(path: Path, errors: str = "strict", encoding: str = "utf-8-sig") -> TextIO:
    """Open a file of text, plain or gzipped."""
    opener = gzip.open if is_gzipped(path) else open
    return cast("TextIO", opener(path, "rt", encoding=encoding, errors=errors, newline=""))
