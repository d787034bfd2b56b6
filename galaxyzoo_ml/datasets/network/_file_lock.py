"""A folder that one process writes at a time."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from galaxyzoo_ml.exceptions import DownloadError

__all__ = ["locked"]

_LOCK = ".fetch.lock"
_HOLDER = ".fetch.holder"  # a file of its own: whoever tries the lock may empty the lock's
_POLL_SECONDS = 0.05


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
    lock, holder = FileLock(folder / _LOCK), folder / _HOLDER
    try:
        lock.acquire(timeout=patience, poll_interval=_POLL_SECONDS)
    except Timeout:
        raise DownloadError(
            f"{folder}: another process ({_read(holder) or 'unknown'}) fetches into this folder; "
            "wait until it is done, or give another folder"
        ) from None
    try:
        with contextlib.suppress(OSError):  # a full disk: the others learn no name
            holder.write_text(f"process {os.getpid()}\n")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read(holder: Path) -> str:
    try:
        return holder.read_text(errors="replace").strip()
    except OSError:
        return ""
