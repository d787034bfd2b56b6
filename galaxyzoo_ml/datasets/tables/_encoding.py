"""In which encoding a file of text is written."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import BinaryIO

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.exceptions import TableError

__all__ = ["encoding_of"]

_BLOCK = 1 << 20  # bytes
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_EIGHT_BITS = ("utf-8-sig", "cp1252", "latin-1")


def encoding_of(path: Path) -> str:
    """Return the encoding of a file of text, plain or gzipped.

    UTF-8 if all of it is, UTF-16 if it begins so, else that of Windows, or Latin-1.

    Raises
    ------
    TableError
        It is no text: it has a NUL character.
    """
    with open_bytes(path) as file:
        start = file.read(4)
        if start[:2] in _UTF_16:
            return _UTF_16[start[:2]]
        if len(start) == 4 and start[1] == start[3] == 0 != start[0]:
            return "utf-16-le"
        if len(start) == 4 and start[0] == start[2] == 0 != start[1]:
            return "utf-16-be"
        for encoding in _EIGHT_BITS[:-1]:
            file.seek(0)
            if _is(file, encoding, path):
                return encoding
    return _EIGHT_BITS[-1]


def _is(file: BinaryIO, encoding: str, path: Path) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in iter(lambda: file.read(_BLOCK), b""):
            if b"\0" in block:
                raise TableError(f"{path}: not a table (it has a NUL character)")
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
