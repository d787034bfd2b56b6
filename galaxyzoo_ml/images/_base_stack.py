"""The pixels that recipes refer to, with an identity that survives a journey."""

from __future__ import annotations

import hashlib
import mmap
import uuid
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import StaleBaseError

__all__ = ["BaseStack"]

_BLOCK = 256  # images looked at together
_UNKNOWN = -1


class BaseStack:
    """A stack of pixels and the token by which two views know that they share it.

    A memory-mapped stack travels between processes as its path; the file is checked for size
    and time of change on arrival. An array in memory travels as its pixels.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, channels), uint8 or float32
    """

    def __init__(self, pixels: NDArray[Any]) -> None:
        self.pixels = pixels
        self._location = location = _file_of(pixels)  # as it was when it was mapped
        self.token = uuid.uuid4().hex if location is None else _token(location)

    def are_finite(self, rows: NDArray[np.intp]) -> bool:
        """Tell whether no pixel of some images is NaN or infinite; each is looked at once.

        Parameters
        ----------
        rows : ndarray of int
            Their numbers, each once.
        """
        if self.pixels.dtype.kind != "f":
            return True
        unknown = rows[self._finite[rows] == _UNKNOWN]
        for start in range(0, len(unknown), _BLOCK):
            block = unknown[start : start + _BLOCK]
            self._finite[block] = np.isfinite(self.pixels[block]).all(axis=(1, 2, 3))
        return bool(self._finite[rows].all())

    @cached_property
    def _finite(self) -> NDArray[np.int8]:
        """What is known of each image: 1 finite, 0 not, -1 not looked at."""
        return np.full(len(self.pixels), _UNKNOWN, np.int8)

    def __getstate__(self) -> dict[str, Any]:
        location = None if _file_of(self.pixels) is None else self._location
        pixels = self.pixels if location is None else None
        return {"token": self.token, "pixels": pixels, "location": location}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.token = state["token"]
        self._location = location = state["location"]
        self.pixels = state["pixels"] if location is None else _map(location)


def _file_of(pixels: NDArray[Any]) -> dict[str, Any] | None:
    """Say where on disk a contiguous, mapped array lies, or None if it is in memory."""
    root: Any = pixels
    while isinstance(root, np.ndarray) and not (
        isinstance(root, np.memmap) and isinstance(root.base, mmap.mmap)
    ):
        root = root.base
    if not isinstance(root, np.memmap) or not pixels.flags.c_contiguous or root.filename is None:
        return None
    if root.mode == "c":  # its changes are in memory alone
        return None
    path = Path(root.filename)
    try:
        status = path.stat()
    except OSError:  # an unlinked map is as good as memory
        return None
    start = pixels.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    return {
        "path": str(path.resolve()),
        "size": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "offset": root.offset + start,
        "dtype": pixels.dtype.str,
        "shape": pixels.shape,
    }


def _token(location: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(location.items())).encode()).hexdigest()[:32]


def _map(location: dict[str, Any]) -> NDArray[Any]:
    path = Path(location["path"])
    try:
        status = path.stat()
    except OSError as error:
        raise StaleBaseError(f"the image stack {path} is gone; load the galaxies again") from error
    if (status.st_size, status.st_mtime_ns) != (location["size"], location["mtime_ns"]):
        raise StaleBaseError(
            f"the image stack {path} has changed since it was mapped; load the galaxies again"
        )
    return np.memmap(
        path,
        dtype=location["dtype"],
        mode="r",
        offset=location["offset"],
        shape=tuple(location["shape"]),
    )
