"""One file that holds a decoded stack: a plain .npy, and behind its pixels the notes about it."""

from __future__ import annotations

import json
import os
import time
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.images.files._file_lock import share
from galaxyzoo_ml.images.files._image_stack import ImageStack, stack_of

__all__ = ["DamagedStackError", "map_stack", "write_stack"]

_DIGEST_BYTES = 8  # of the notes: a CRC-32 in hexadecimal, before them
_SECOND = 10**9


class DamagedStackError(ValueError):
    """A file that is not what was written, or that belongs to other pictures."""


def write_stack(file: BinaryIO, blocks: Iterable[ImageStack], n_files: int) -> dict[int, str]:
    """Write the stack of consecutive blocks, and return what is wrong with which files.

    Parameters
    ----------
    file : binary file
        Empty, and open for writing.
    blocks : iterable of ImageStack
    n_files : int
        The number of pictures, good or broken.
    """
    # Plain writes, not a writable map: a full disk is then an error and not a SIGBUS.
    n_written, checksum, shape = 0, 0, (0, 0, 0)
    broken: dict[int, str] = {}
    for block in blocks:
        if not file.tell():
            _write_header(file, n_files, block.pixels.shape[1:])
        file.write(block.pixels.data)
        checksum = zlib.crc32(block.pixels.data, checksum)
        n_written, shape = n_written + len(block.pixels), block.pixels.shape[1:]
        broken |= block.broken
    # Its time says later whether anybody has written to the file: whole seconds, which every
    # file system can keep.
    written_at = int(time.time())
    notes = {
        "shape": [n_written, *shape],
        "crc32": checksum,
        "written_at": written_at,
        "broken": {str(i): reason for i, reason in broken.items()},
    }
    text = json.dumps(notes).encode()
    file.write(b"%08x" % zlib.crc32(text) + text)
    file.seek(0)
    _write_header(file, n_written, shape)  # broken files made it shorter
    file.flush()
    os.utime(file.name, (written_at, written_at))
    return broken


def _write_header(file: BinaryIO, n: int, shape: tuple[int, ...]) -> None:
    # NumPy pads the header so that the first axis may change without moving the data.
    header = {"descr": "|u1", "fortran_order": False, "shape": (n, *shape)}
    np.lib.format.write_array_header_1_0(file, header)


def map_stack(path: Path, n_files: int) -> ImageStack | None:
    """Map a stack, or return None if there is none.

    While the pixels are mapped, the file is marked as in use, for other processes to see.

    Parameters
    ----------
    path : pathlib.Path
    n_files : int
        The number of pictures, good or broken, that it has to be made of.

    Raises
    ------
    DamagedStackError
        The file is not what was written, or is one of another number of pictures.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedStackError(f"it cannot be read: {error.strerror}") from error
    with file:
        share(file)  # the map keeps it: its descriptor is a duplicate of this one
        if os.fstat(file.fileno()).st_nlink == 0:  # removed a moment ago
            return None
        try:
            return _mapped(file, n_files)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedStackError(str(error)) from error


def _mapped(file: BinaryIO, n_files: int) -> ImageStack:
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("its header is of another version")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(file)
    if fortran_order or dtype != np.uint8 or len(shape) != 4:
        raise ValueError(f"it holds {dtype} of shape {shape}")
    start, n_bytes = file.tell(), int(np.prod(shape, dtype=object))
    notes = _notes_at(file, start + n_bytes)
    broken = {int(i): str(reason) for i, reason in notes["broken"].items()}
    if notes["shape"] != list(shape) or shape[0] + len(broken) != n_files:
        raise ValueError(
            f"it holds {shape[0]} pictures and names {len(broken)} broken ones, of {n_files} files"
        )
    if not all(0 <= i < n_files for i in broken):
        raise ValueError(f"it names broken pictures that are none of the {n_files} files")
    pixels = _pixels_at(file, start, shape)
    is_as_written = os.fstat(file.fileno()).st_mtime_ns == notes["written_at"] * _SECOND
    if not is_as_written and zlib.crc32(pixels.data) != notes["crc32"]:
        raise ValueError("its pixels are not those that were written")
    return stack_of(pixels, broken)


def _notes_at(file: BinaryIO, place: int) -> Any:
    file.seek(0, os.SEEK_END)
    if file.tell() < place + _DIGEST_BYTES:
        raise ValueError("it is cut short")
    file.seek(place)
    text = file.read()
    digest, text = text[:_DIGEST_BYTES], text[_DIGEST_BYTES:]
    if digest != b"%08x" % zlib.crc32(text):
        raise ValueError("its notes are not those that were written")
    return json.loads(text)


def _pixels_at(file: BinaryIO, start: int, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    if not all(shape):  # nothing to map
        return np.empty(shape, np.uint8)
    return np.memmap(file, np.uint8, "r", start, shape)
