"""A folder that one process writes at a time."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from galaxyzoo_ml.exceptions import DownloadError

__all__ = ["locked", "remove_leftovers"]

_LOCK = ".fetch.lock"
_POLL_SECONDS = 0.05


def remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left half-written, one level of sub-folders included.

    Call it under the lock only: elsewhere such a file may be at work.
    """
    for pattern in (".*.tmp", "*/.*.tmp"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(folder: Path, patience: float) -> Iterator[None]:
    """Hold a folder for this process. The system lets go of it even if the process is killed.

    Parameters
    ----------
    folder : pathlib.Path
    patience : float
        Seconds to wait for another holder.

    Raises
    ------
    DownloadError
        Another process holds it.
    """
    path = folder / _LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        patience_ends = time.monotonic() + patience
        while not _try_lock(descriptor):
            if time.monotonic() >= patience_ends:
                holder = path.read_text(errors="replace").strip()
                raise DownloadError(
                    f"{folder}: another process ({holder or 'unknown'}) fetches into this folder; "
                    "wait until it is done, or give another folder"
                )
            time.sleep(_POLL_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)  # lets go of the lock, too


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, 1024, os.SEEK_SET)  # beyond the text, which others want to read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
