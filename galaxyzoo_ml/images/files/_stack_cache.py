"""Decoded stacks kept in a cache folder, each in one file that is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
import warnings
from contextlib import suppress
from pathlib import Path

from galaxyzoo_ml._whole_file import named_errors
from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.images.files._decoding_pool import DecodingPool
from galaxyzoo_ml.images.files._file_lock import is_shared
from galaxyzoo_ml.images.files._image_stack import ImageStack
from galaxyzoo_ml.images.files._picture_path import facts_of, folder_of
from galaxyzoo_ml.images.files._stack_file import DamagedStackError, map_stack, write_stack

__all__ = ["cached"]

_FORMAT = 4  # raise it whenever decoding changes: it is part of the cache's key
_KEPT = 3  # stacks of one folder and geometry; those used longer ago are removed, but no fresh ones
_FRESH_SECONDS = 3600.0


def cached(decoder: DecodingPool, cache_dir: Path) -> ImageStack:
    """Map the stack of a decoder's files, decoding them first if that was not done before."""
    folder = cache_dir / _family(decoder)
    target = folder / f"{_key(decoder)}.npy"
    stack = _kept(decoder, target)
    if stack is None:
        folder.mkdir(parents=True, exist_ok=True)
        stack = _made(decoder, target)
    _mark_used(target)
    _remove_unused(folder)
    return stack


def _kept(decoder: DecodingPool, target: Path) -> ImageStack | None:
    """Map the stack that is there, if there is a whole one that misses nothing."""
    try:
        stack = map_stack(target, len(decoder.files))
    except DamagedStackError as error:
        warnings.warn(
            f"the stack {target} is damaged ({error}): its pictures are decoded again",
            DataWarning,
            stacklevel=5,
        )
        return None
    # What makes a file readable (permissions, say) need not change its size or time: look again.
    if stack is not None and any(decoder.can_read(i) for i in stack.broken):
        return None
    return stack


def _made(decoder: DecodingPool, target: Path) -> ImageStack:
    """Decode a stack and put it in its place, unless another process was faster."""
    temporary = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with named_errors(target, temporary), temporary.open("xb") as file:
            broken = write_stack(file, decoder.blocks(), len(decoder.files))
            os.fsync(file.fileno())
        stack = _equal(target, broken, len(decoder.files))  # somebody may have mapped it by now
        if stack is None:
            if target.is_dir():
                target.rename(temporary.with_suffix(".moved"))
            temporary.replace(target)
            stack = map_stack(target, len(decoder.files))
    finally:
        temporary.unlink(missing_ok=True)
    if stack is None:
        raise FileNotFoundError(f"the stack {target} was removed while it was made; try again")
    return stack


def _equal(target: Path, broken: dict[int, str], n_files: int) -> ImageStack | None:
    """Map the stack that is there, if it is whole and of the same pictures."""
    with suppress(DamagedStackError):
        stack = map_stack(target, n_files)
        if stack is not None and stack.broken.keys() == broken.keys():
            return stack
    return None


def _key(decoder: DecodingPool) -> str:
    """Name what the stack is made from: another file, time or size is another stack."""
    digest = hashlib.sha256(repr((_FORMAT, decoder.size, decoder.crop)).encode())
    for path in decoder.files:
        digest.update(repr(facts_of(path)).encode())
    return digest.hexdigest()[:32]


def _family(decoder: DecodingPool) -> str:
    """Name the folder and geometry: the stacks that replace one another."""
    folder = os.path.commonpath({folder_of(path) for path in decoder.files})
    text = repr((folder, decoder.size, decoder.crop))
    return f"{Path(folder).parent.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _mark_used(path: Path) -> None:
    """Note when a stack was used, as its time of access: its time of change is part of a token."""
    with suppress(OSError):  # a cache that belongs to somebody else
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def _remove_unused(folder: Path) -> None:
    """Remove all but the last stacks that were used, and what killed processes left.

    Nothing goes that is fresh, or mapped by any process.
    """
    latest_first = sorted((p for p in folder.iterdir() if p.is_file()), key=_unused_seconds)
    kept = [path for path in latest_first if path.suffix == ".npy"][:_KEPT]
    for path in latest_first:
        with suppress(OSError):  # another process was faster, or (on Windows) has it mapped
            if path not in kept and _unused_seconds(path) > _FRESH_SECONDS and not is_shared(path):
                path.unlink()


def _unused_seconds(path: Path) -> float:
    try:
        status = path.stat()
    except OSError:  # another process was faster
        return 0.0
    return time.time() - max(status.st_atime, status.st_mtime)
