"""What a command writes: checked before the work, said after it."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "check_writable",
    "is_watched",
    "made_output_folder",
    "name_broken",
    "name_model",
    "print_table",
    "written",
]


def check_writable(path: Path) -> None:
    """See that a file or folder could be written, before the work and without making anything.

    Raises
    ------
    UsageError
        If it could not.
    """
    if path.is_dir():
        there = path
    elif path.exists() and not os.access(path, os.W_OK):
        raise UsageError(f"cannot write {path}: it is write-protected")
    else:
        there = next(parent for parent in path.absolute().parents if parent.exists())
    if not there.is_dir():
        raise UsageError(f"cannot write into {there}, which is no folder: {path}")
    if not os.access(there, os.W_OK):
        raise UsageError(f"cannot write {path}: no permission to write into {there}")


def made_output_folder(path: Path) -> Path:
    """Make the folder and see that it can be written, before the work and not after it.

    Raises
    ------
    UsageError
        If it cannot.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".{uuid.uuid4().hex}.tmp"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UsageError(f"cannot write into {path}: {error.strerror}") from error
    return path


def written(table: pd.DataFrame, path: Path) -> None:
    """Write a table with a row a galaxy, and say so.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, _csv(table))
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    print(f"wrote {path}: {len(table):,} galaxies")


def print_table(table: pd.DataFrame) -> None:
    """Print a table as the bytes that a file would hold, whatever the terminal can show."""
    content = _csv(table)
    if (binary := getattr(sys.stdout, "buffer", None)) is None:
        print(content.decode(errors="surrogateescape"), end="")
        return
    sys.stdout.flush()
    binary.write(content)
    binary.flush()


def _csv(table: pd.DataFrame) -> bytes:
    # Names of files may be bytes that are no UTF-8: they go out as they came in.
    return table.to_csv(index=False).encode("utf-8", "surrogateescape")


def name_model(model: Path | None) -> None:
    """Say which model has answered; standard output may be a table."""
    print(f"galaxyzoo: answered by {model or 'the net that ships (gz1)'}", file=sys.stderr)


def name_broken(broken: Iterable[str], plots: Iterable[Path] = ()) -> ExitStatus:
    """Name the pictures that were left out, and return the exit status."""
    status = ExitStatus.DONE
    for plot in plots:
        print(f"galaxyzoo: left out: {plot}: a plot of results, no galaxy", file=sys.stderr)
    for reason in broken:
        print(f"galaxyzoo: left out: {reason}", file=sys.stderr)
        status = ExitStatus.IN_PART
    return status


def is_watched() -> bool:
    """Whether a person watches: progress bars are for people."""
    return sys.stderr.isatty()
