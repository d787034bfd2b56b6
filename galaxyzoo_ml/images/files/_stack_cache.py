"""Decoded stacks kept in a cache folder: pixels to map, and notes of the files that are broken."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import BinaryIO

import numpy as np

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.images.files._decoding_pool import DecodingPool
from galaxyzoo_ml.images.files._image_stack import ImageStack, stack_of
from galaxyzoo_ml.images.files._picture_path import facts_of, folder_of

__all__ = ["cached"]

_FORMAT = 2  # raise it whenever decoding changes: it is part of the cache's key
_KEPT = 3  # stacks of one folder and geometry; older ones are removed, but no fresh ones
_FRESH_SECONDS = 3600.0


def cached(decoder: DecodingPool, cache_dir: Path) -> ImageStack:
    """Map the stack of a decoder's files, decoding them first if that was not done before."""
    folder = cache_dir / _family(decoder)
    target = folder / f"{_key(decoder)}.npy"
    broken = _broken_in(target)
    # What makes a file readable (permissions, say) need not change its size or time: look again.
    if broken is None or any(decoder.can_read(i) for i in broken):
        folder.mkdir(parents=True, exist_ok=True)
        broken = _write(decoder, target)
        _remove_old(folder)
    return stack_of(np.load(target, mmap_mode="r"), broken)


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


def _broken_in(target: Path) -> dict[int, str] | None:
    """Return what the notes of a stack say of broken files, or None if there is no such stack."""
    notes = target.with_suffix(".json")
    if not (target.exists() and notes.exists()):
        return None
    return {int(i): reason for i, reason in json.loads(notes.read_text())["broken"].items()}


def _write(decoder: DecodingPool, target: Path) -> dict[int, str]:
    """Write a stack and the notes beside it, and return what is wrong with which files."""
    # Plain writes, not a writable map: a full disk is then an error and not a SIGBUS.
    with written_whole(target) as file:
        n_written, shape = 0, (0, 0, 0)
        broken: dict[int, str] = {}
        for block in decoder.blocks():
            if not file.tell():
                _write_header(file, len(decoder.files), block.pixels.shape[1:])
            file.write(block.pixels.data)
            n_written, shape = n_written + len(block.pixels), block.pixels.shape[1:]
            broken |= block.broken
        file.seek(0)
        _write_header(file, n_written, shape)  # broken files made it shorter
        notes = {"broken": {str(i): reason for i, reason in broken.items()}}
        with written_whole(target.with_suffix(".json")) as notes_file:
            notes_file.write(json.dumps(notes).encode())
    return broken


def _write_header(file: BinaryIO, n: int, shape: tuple[int, ...]) -> None:
    # NumPy pads the header so that the first axis may change without moving the data.
    header = {"descr": "|u1", "fortran_order": False, "shape": (n, *shape)}
    np.lib.format.write_array_header_1_0(file, header)


def _remove_old(folder: Path) -> None:
    """Remove all but the newest stacks, and what killed processes left; nothing that is fresh."""
    newest_first = sorted(folder.iterdir(), key=_age_seconds)
    kept = {path.stem for path in [p for p in newest_first if p.suffix == ".npy"][:_KEPT]}
    for path in newest_first:
        if path.stem not in kept and _age_seconds(path) > _FRESH_SECONDS:
            path.unlink(missing_ok=True)


def _age_seconds(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:  # another process was faster
        return 0.0
