"""The pixels that recipes refer to, with an identity that survives a journey."""

from __future__ import annotations

import hashlib
import mmap
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
    and time of change on arrival. An array in memory travels as its pixels. The token is made of
    the place in the file, or of the content: two stacks that are equal have the same.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, channels), uint8 or float32
    """

    def __init__(self, pixels: NDArray[Any]) -> None:
        self.pixels = pixels
        self._location = _file_of(pixels)  # as it was when it was mapped

    @cached_property
    def token(self) -> str:
        """What names the stack, in this process and in others; of a stack in memory, its content.

        That is read when the token is first asked for.
        """
        return _token_of_content(self.pixels) if self._location is None else _token(self._location)

    def is_same(self, other: BaseStack) -> bool:
        """Tell whether two stacks hold the same pixels: at one place, or equal in memory."""
        if self is other or self.pixels is other.pixels:
            return True
        alike = self.pixels.shape == other.pixels.shape and self.pixels.dtype == other.pixels.dtype
        return alike and self.token == other.token

    def extents_beside(
        self, other: BaseStack
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Return where each image begins and ends, in memory or in the file of both stacks.

        None if the two have no place in common, or if images lie between one another.
        """
        places = [_in_one_file(self.pixels), _in_one_file(other.pixels)]
        if places[0] is not None and places[1] is not None and places[0][0] == places[1][0]:
            start = places[0][1]
        elif np.may_share_memory(self.pixels, other.pixels):
            start = self.pixels.__array_interface__["data"][0]
        else:
            return None
        strides = [
            (side - 1) * stride
            for side, stride in zip(self.pixels.shape[1:], self.pixels.strides[1:], strict=True)
        ]
        below, above = sum(s for s in strides if s < 0), sum(s for s in strides if s > 0)
        length = above - below + self.pixels.itemsize
        if 0 in self.pixels.shape or abs(self.pixels.strides[0]) < length:
            return None
        begin = start + below + np.arange(len(self.pixels), dtype=np.int64) * self.pixels.strides[0]
        return begin, begin + length

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
        self.__dict__["token"] = state["token"]
        self._location = location = state["location"]
        self.pixels = state["pixels"] if location is None else _map(location)


def _file_of(pixels: NDArray[Any]) -> dict[str, Any] | None:
    """Say where on disk a contiguous, mapped array lies, or None if it is in memory."""
    root = _root_of(pixels)
    if root is None or not pixels.flags.c_contiguous:
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


def _in_one_file(pixels: NDArray[Any]) -> tuple[tuple[int, int], int] | None:
    """Say in which file a mapped array lies, and where its first value is."""
    root = _root_of(pixels)
    if root is None:
        return None
    try:
        status = Path(root.filename).stat()
    except OSError:
        return None
    start = pixels.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    return (status.st_dev, status.st_ino), root.offset + start


def _root_of(pixels: NDArray[Any]) -> Any:
    """Return the memory map of a file that an array is, or is a view of; None if it is neither."""
    root: Any = pixels
    while isinstance(root, np.ndarray) and not (
        isinstance(root, np.memmap) and isinstance(root.base, mmap.mmap)
    ):
        root = root.base
    return root if isinstance(root, np.memmap) and root.filename is not None else None


def _token(location: dict[str, Any]) -> str:
    return hashlib.sha256(repr(sorted(location.items())).encode()).hexdigest()[:32]


def _token_of_content(pixels: NDArray[Any]) -> str:
    digest = hashlib.blake2b(repr((pixels.dtype.str, pixels.shape)).encode(), digest_size=16)
    for start in range(0, len(pixels), _BLOCK):
        digest.update(np.ascontiguousarray(pixels[start : start + _BLOCK]).data)
    return digest.hexdigest()


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
