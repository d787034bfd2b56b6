"""Marks on files that are mapped: whoever tidies up sees that somebody needs them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows, which refuses to remove a file that is mapped
    fcntl = None  # type: ignore[assignment]

__all__ = ["is_shared", "share"]


def share(file: BinaryIO) -> None:
    """Mark a file as in use, until the last duplicate of its descriptor is closed."""
    if fcntl is not None:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:  # a file system without locks: the time of last use has to do
            return


def is_shared(path: Path) -> bool:
    """Tell whether any process has marked a file as in use."""
    if fcntl is None:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False
