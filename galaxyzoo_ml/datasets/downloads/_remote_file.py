"""A file that is published, and whether the copy in the cache is that file."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from galaxyzoo_ml._whole_file import write_whole

__all__ = ["RemoteFile", "digest", "is_good", "keep_checksum"]

_LARGE = 256 << 20  # bytes: more take seconds to hash


@dataclass(frozen=True)
class RemoteFile:
    """A file that is published.

    Parameters
    ----------
    name : str
        Its name in the cache: a plain file name.
    urls : tuple of str
        Where it lies; tried in turn.
    checksum : str, default=None
        ``"sha256:<hexadecimal>"``, or another algorithm of `hashlib`. Without one the hash of
        what came first is kept beside the file, and tells damage later.
    size : int, default=None
        In bytes.

    Raises
    ------
    ValueError
        A name that could leave the folder, no address, or an unknown kind of checksum.
    """

    name: str
    urls: tuple[str, ...]
    checksum: str | None = None
    size: int | None = None

    def __post_init__(self) -> None:
        if self.name in ("", ".", "..") or set(self.name) & set("/\\:\0"):
            raise ValueError(f"{self.name!r} is no plain file name")
        if not self.urls:
            raise ValueError(f"{self.name}: no address is given")
        algorithm, _, value = (self.checksum or "sha256:0").partition(":")
        if algorithm not in hashlib.algorithms_guaranteed or not value:
            raise ValueError(f"{self.name}: {self.checksum!r} is no checksum like 'sha256:...'")


def digest(path: Path, algorithm: str) -> str:
    """Return the hash of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def is_good(path: Path, remote: RemoteFile) -> bool:
    """Whether a file is there, and is what was published (or at least what once came).

    It is hashed each time, unless it is large, was good before, and has its size and time still.
    """
    if not path.is_file():
        return False
    checksum = remote.checksum or _kept_checksum(path)
    if checksum is None:
        return False
    seen = _fingerprint(path, checksum)
    if _seen_before(path) == seen:
        return True
    algorithm, _, expected = checksum.partition(":")
    good = digest(path, algorithm) == expected.lower()
    if good and path.stat().st_size >= _LARGE:
        with contextlib.suppress(OSError):  # a cache that is read-only: hashed again next time
            write_whole(_seen_path(path), json.dumps(seen).encode())
    return good


def _fingerprint(path: Path, checksum: str) -> dict[str, object]:
    there = path.stat()
    return {"size": there.st_size, "mtime_ns": there.st_mtime_ns, "checksum": checksum.lower()}


def _seen_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified.json")


def _seen_before(path: Path) -> object:
    try:
        return json.loads(_seen_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def keep_checksum(path: Path, url: str, checksum: str) -> None:
    """Write down what came, and from where, beside a file of which no checksum is published."""
    write_whole(_kept_path(path), json.dumps({"url": url, "checksum": checksum}).encode())


def _kept_path(path: Path) -> Path:
    return path.with_name(path.name + ".origin.json")


def _kept_checksum(path: Path) -> str | None:
    try:
        return str(json.loads(_kept_path(path).read_text(encoding="utf-8"))["checksum"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
