"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

__all__ = ["named_errors", "write_whole", "written_together", "written_whole"]

_OF_DISKS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


@contextmanager
def written_whole(target: Path, *, durable: bool = True) -> Iterator[BinaryIO]:
    """Open a file beside its final name, which it gets when it is complete.

    Parameters
    ----------
    target : pathlib.Path
    durable : bool, default=True
        Also wait until the disk has it. Not needed where a checksum would tell.

    Raises
    ------
    OSError
        With the name of `target` where the system names no file, as of a full disk.
    """
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with named_errors(target, temporary):
            with temporary.open("xb") as file:
                yield file
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
            temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_whole(target: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file beside its final name, and rename it when it is complete.

    Parameters
    ----------
    target : pathlib.Path
    content : bytes
    durable : bool, default=False
        As in `written_whole`.
    """
    with written_whole(target, durable=durable) as file:
        file.write(content)


@contextmanager
def written_together(folder: Path, *, names: Iterable[str]) -> Iterator[Path]:
    """Make an empty folder inside another; what is in it when all is complete moves up together.

    Files that describe one another, a model and its report, are so never of different runs: if
    writing fails, the earlier ones are all still there.

    Parameters
    ----------
    folder : pathlib.Path
        There already.
    names : iterable of str
        Of files that may be written. Those of an earlier run that are not written again are
        removed.

    Raises
    ------
    OSError
        A file that could not be written, or something else than a file under one of the names;
        with the name of `folder` where the system names none, as of a full disk.
    """
    temporary = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        with named_errors(folder):
            temporary.mkdir()
            yield temporary
            written = sorted(temporary.iterdir())
            for path in written:
                with path.open("rb") as file:
                    os.fsync(file.fileno())
            targets = {name: folder / name for name in [*names, *(path.name for path in written)]}
            _check_files(targets.values())  # before the first is renamed
            for path in written:
                path.replace(targets.pop(path.name))
            for stale in targets.values():
                stale.unlink(missing_ok=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check_files(targets: Iterable[Path]) -> None:
    for target in targets:
        if os.path.lexists(target) and not stat.S_ISREG(target.lstat().st_mode):
            raise FileExistsError(f"{target} would be replaced, and it is no regular file")


@contextmanager
def named_errors(target: Path, temporary: Path | None = None) -> Iterator[None]:
    """Say which file it was, where the system or a library between does not.

    Parameters
    ----------
    target : pathlib.Path
    temporary : pathlib.Path, default=None
        What is written in its place, and means nothing to anybody.

    Raises
    ------
    OSError
        With a name.
    """
    try:
        yield
    except OSError as error:
        unnamed = error.filename is None or error.filename == str(temporary)
        if unnamed and error.errno is not None:
            error.filename = str(target)
        elif type(error) is OSError and error.errno is None:  # NumPy's
            raise OSError(errno.EIO, f"not written whole: {error}", str(target)) from error
        raise
    except Exception as error:
        hidden = error.__context__  # torch speaks of a position where the disk was full
        if isinstance(hidden, OSError) and hidden.errno in _OF_DISKS:
            raise OSError(hidden.errno, hidden.strerror, str(target)) from error
        raise
