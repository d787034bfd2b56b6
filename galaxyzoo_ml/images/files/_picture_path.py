"""Where pictures lie: files of their own, or members of a ZIP archive."""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

__all__ = ["PicturePath", "contents_of", "facts_of", "folder_of", "picture_path"]

PicturePath = Path | zipfile.Path

# What reading a damaged or encrypted member raises.
_ARCHIVE_ERRORS = (
    OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError
)  # fmt: skip

_MOST_BYTES = 64 << 20  # of a member: whatever is larger is a bomb and no picture


def picture_path(path: str | PicturePath) -> PicturePath:
    """Return a path as one of the two kinds."""
    return path if isinstance(path, zipfile.Path) else Path(path)


def contents_of(path: str | PicturePath) -> str | Path | bytes:
    """Return what holds the picture: the path of a file, or the bytes of a member.

    Raises
    ------
    FileNotFoundError
        A member that the archive does not have.
    ValueError
        A member that is damaged, encrypted, or says it is larger than any picture.
    """
    if not isinstance(path, zipfile.Path):
        return path
    info = _info_of(path)
    if info.file_size > _MOST_BYTES:
        raise ValueError(f"{info.file_size:,} bytes are too many for a picture")
    try:
        # Never more than the member says, and its CRC checked.
        return path.root.read(info)
    except _ARCHIVE_ERRORS as error:
        raise ValueError(" ".join(str(error).split()) or type(error).__name__) from error


def facts_of(path: PicturePath) -> tuple[Any, ...]:
    """Return what changes when the picture changes."""
    if isinstance(path, zipfile.Path):
        info = _info_of(path)
        return (folder_of(path), path.at, info.file_size, info.CRC)
    try:
        status = path.stat()
    except OSError:
        return (folder_of(path), path.name, -1, -1)
    return (folder_of(path), path.name, status.st_size, status.st_mtime_ns)


def folder_of(path: PicturePath) -> str:
    """Return the folder, or the archive, in which a picture lies."""
    if isinstance(path, zipfile.Path):
        return _resolved(Path(path.root.filename or ""))
    return _resolved(path.parent)


def _resolved(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - resolving links takes seconds for 100,000 files


def _info_of(path: zipfile.Path) -> zipfile.ZipInfo:
    try:
        info: zipfile.ZipInfo = path.root.getinfo(path.at)
    except KeyError as error:
        raise FileNotFoundError(str(path)) from error
    return info
