"""The files that a command may write: none that it reads, and none that others have made."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._output import check_writable

__all__ = ["Outputs", "add_overwrite_argument", "inputs_of"]

_RECORD = ".galaxyzoo-ml.json"  # beside the files: what made them, and how large and when
_TABLES = ("labels.csv", "manifest.csv", "training_data.txt")


@dataclass(frozen=True)
class Outputs:
    """Files that a command is going to write.

    A file that is there already is replaced if the same command made it, of the same input, and
    nobody has changed it since; or if the user says so.

    Parameters
    ----------
    command : str
        Its name.
    inputs : sequence of pathlib.Path
        What it is asked about; a relative path in the record, so that folders can move.
    files : sequence of pathlib.Path
    overwrite : bool
        Whether the user says so.
    """

    command: str
    inputs: Sequence[Path]
    files: Sequence[Path]
    overwrite: bool

    def check(self, read: Iterable[Path] = ()) -> None:
        """See that all could be written, before the work.

        Parameters
        ----------
        read : iterable of pathlib.Path
            Other files that are read, which the user cannot give away either.

        Raises
        ------
        UsageError
            A file that could not be written, is read, or was made by somebody else.
        """
        inodes = {_inode(path) for path in (*self.inputs, *read) if path.exists()}
        for path in self.files:
            _check_kind(path)
            check_writable(path)
            if not path.exists():
                continue
            if _inode(path) in inodes:
                raise UsageError(
                    f"{path} would be replaced, and it is what is read: give another --out"
                )
            if not self.overwrite and not self._is_ours(path):
                raise UsageError(
                    f"{path} is there already, and is not what this command made of the same "
                    "input: give another --out, or --overwrite to replace it"
                )

    def remember(self, state: str = "") -> None:
        """Note those that are there as made by this command.

        Parameters
        ----------
        state : str, default=""
            What the command wants to know when it comes again.
        """
        for folder in {path.parent for path in self.files}:
            entries = _read_record(folder)
            for path in self.files:
                if path.parent == folder and path.is_file():
                    entries[path.name] = {**self._signed(path), "state": state}
            content = json.dumps({"made": entries}, indent=1) + "\n"
            with suppress(OSError):  # the files are written: the next run asks for --overwrite
                write_whole(folder / _RECORD, content.encode())

    def state(self, path: Path) -> str:
        """Return what was noted when a file was made, if it was by this command; else ""."""
        entry = _read_record(path.parent).get(path.name, {})
        return str(entry.get("state", "")) if self._is_ours(path) else ""

    def _is_ours(self, path: Path) -> bool:
        entry = _read_record(path.parent).get(path.name)
        if not isinstance(entry, dict) or not path.is_file():
            return False
        return all(entry.get(name) == value for name, value in self._signed(path).items())

    def _signed(self, path: Path) -> dict[str, Any]:
        found = path.stat()
        folder = path.parent.resolve()
        asked = "\0".join(os.path.relpath(each.resolve(), folder) for each in self.inputs)
        return {
            "command": self.command,
            "inputs": hashlib.sha256(asked.encode("utf-8", "surrogateescape")).hexdigest(),
            "bytes": found.st_size,
            "mtime_ns": found.st_mtime_ns,
        }


def inputs_of(paths: Iterable[Path]) -> list[Path]:
    """Return files and folders, and the tables in these, which may be read."""
    return [file for path in paths for file in (path, *(path / name for name in _TABLES))]


def add_overwrite_argument(group: argparse._ActionsContainer) -> None:
    """Add the argument that gives files away."""
    group.add_argument(
        "--overwrite",
        action="store_true",
        help="also replace files that this command did not make of the same input",
    )


def _check_kind(path: Path) -> None:
    if path.is_symlink():
        raise UsageError(f"cannot write {path}: it is a link, and what it points to may be others'")
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise UsageError(f"cannot write {path}: it is no regular file")


def _inode(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _read_record(folder: Path) -> dict[str, Any]:
    try:
        entries = json.loads((folder / _RECORD).read_text(encoding="utf-8"))["made"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return entries if isinstance(entries, dict) else {}
