"""Going on where a download stopped: the question for the rest, and whether the answer fits."""

from __future__ import annotations

import re
from collections.abc import Mapping

from galaxyzoo_ml.datasets.downloads._partial_file import Note, PartialFile

__all__ = ["RangeError", "check_range", "note_of", "range_headers", "total_of"]

Headers = Mapping[str, str]

_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)


class RangeError(Exception):
    """An answer that does not continue what has arrived."""


def range_headers(partial: PartialFile, url: str, *, is_checked: bool) -> dict[str, str]:
    """Return the headers that ask for the rest; none where what is there cannot be continued.

    Parameters
    ----------
    partial : PartialFile
        What has arrived.
    url : str
        Who is asked.
    is_checked : bool
        Whether a checksum will tell if the parts match, so that any address may continue them.

    Returns
    -------
    dict of str to str
    """
    size, note = partial.size, partial.note
    if size == 0:
        return {}
    asked = {"Range": f"bytes={size}-"}
    if note and note.url == url and note.validator:
        return asked | {"If-Range": note.validator}
    return asked if is_checked else {}


def note_of(headers: Headers, url: str) -> Note:
    """Return what the head of a whole answer (status 200) says about the file."""
    length = headers.get("Content-Length", "")
    return Note(url, _validator(headers), int(length) if length.isdecimal() else None)


def check_range(headers: Headers, note: Note | None, size: int, url: str) -> None:
    """Check that an answer (status 206) holds just what is missing, of the same file.

    Raises
    ------
    RangeError
        Another range than was asked for, or a file that changed in between.
    """
    written = headers.get("Content-Range", "")
    match = _CONTENT_RANGE.fullmatch(written.strip())
    if match is None or int(match[1]) != size:
        raise RangeError(f"asked for the bytes from {size:,} on, it sent {written!r}")
    if note is None:
        return
    if note.total is not None and match[3] not in ("*", str(note.total)):
        raise RangeError(f"the file has {match[3]} bytes now; it had {note.total}")
    validator = _validator(headers)
    # Mirrors number their copies differently: only the same server's word counts.
    if note.url == url and None not in (validator, note.validator) and validator != note.validator:
        raise RangeError("the file changed on the server while it was fetched")


def total_of(headers: Headers) -> int | None:
    """Return the size of the whole file as an answer with status 206 or 416 gives it."""
    total = headers.get("Content-Range", "").rpartition("/")[2].strip()
    return int(total) if total.isdecimal() else None


def _validator(headers: Headers) -> str | None:
    etag = headers.get("ETag", "")
    if etag and not etag.startswith("W/"):  # a weak one does not promise the same bytes
        return etag
    return headers.get("Last-Modified")
