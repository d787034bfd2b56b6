"""A file on its way: what has arrived of it, and whether a server's answer continues it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx

from galaxyzoo_ml._whole_file import write_whole

__all__ = ["Note", "PartialFile", "RangeError", "check_range", "note_of", "total_of"]

_CONTENT_RANGE = re.compile(r"bytes\s+(\d+)-(\d+)/(\d+|\*)", re.IGNORECASE)


class RangeError(Exception):
    """An answer that does not continue what has arrived."""


@dataclass(frozen=True)
class Note:
    """What a server said about the file of which a part has arrived."""

    url: str
    validator: str | None = None  # a strong ETag or a date: changes when the file changes
    total: int | None = None  # bytes of the whole file


@dataclass(frozen=True)
class PartialFile:
    """The bytes that have arrived, beside the file that they will be."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes that have arrived."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def note(self) -> Note | None:
        """What the server said about them, if that is known."""
        try:
            note = Note(**json.loads(self._note_path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return note

    @property
    def _note_path(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def start(self, note: Note) -> None:
        """Forget what has arrived, and begin anew."""
        self.clear()
        # Before the first byte: bytes without a note are never taken for those of another file.
        write_whole(self._note_path, json.dumps(asdict(note)).encode())
        self.path.touch()

    def clear(self) -> None:
        """Remove every trace."""
        self.path.unlink(missing_ok=True)
        self._note_path.unlink(missing_ok=True)

    def become(self, final: Path) -> None:
        """Put the bytes, which are safely on disk, in the place of the file, at once."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(final)
        self._note_path.unlink(missing_ok=True)


def note_of(response: httpx.Response, url: str) -> Note:
    """Return what the head of a whole answer (status 200) says about the file."""
    length = response.headers.get("Content-Length", "")
    return Note(url, _validator(response.headers), int(length) if length.isdecimal() else None)


def check_range(response: httpx.Response, note: Note | None, size: int, url: str) -> None:
    """Check that an answer (status 206) holds just what is missing, of the same file.

    Raises
    ------
    RangeError
        Another range than was asked for, or a file that changed in between.
    """
    written = response.headers.get("Content-Range", "")
    match = _CONTENT_RANGE.fullmatch(written.strip())
    if match is None or int(match[1]) != size:
        raise RangeError(f"asked for the bytes from {size:,} on, it sent {written!r}")
    if note is None:
        return
    if note.total is not None and match[3] not in ("*", str(note.total)):
        raise RangeError(f"the file has {match[3]} bytes now; it had {note.total}")
    validator = _validator(response.headers)
    # Mirrors number their copies differently: only the same server's word counts.
    if note.url == url and None not in (validator, note.validator) and validator != note.validator:
        raise RangeError("the file changed on the server while it was fetched")


def total_of(response: httpx.Response) -> int | None:
    """Return the size of the whole file as an answer with status 206 or 416 gives it."""
    total = response.headers.get("Content-Range", "").rpartition("/")[2].strip()
    return int(total) if total.isdecimal() else None


def _validator(headers: Mapping[str, str]) -> str | None:
    etag = headers.get("ETag", "")
    if etag and not etag.startswith("W/"):  # a weak one does not promise the same bytes
        return etag
    return headers.get("Last-Modified")
