"""A file on its way: what has arrived of it, and what the server said about it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from galaxyzoo_ml._whole_file import write_whole

__all__ = ["Note", "PartialFile"]


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
