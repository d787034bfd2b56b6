"""Picture files become one memory-mapped stack, once."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import NDArray
from tqdm import tqdm

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.exceptions import BrokenImageError, DataError, ImageSizeError
from galaxyzoo_ml.images.files._picture_path import PicturePath, facts_of, folder_of, picture_path
from galaxyzoo_ml.images.files._read_image import read_image

__all__ = ["ImageStack", "iter_stacks", "read_stack"]

_FORMAT = 2  # raise it whenever decoding changes: it is part of the cache's key
_BLOCK = 256  # pictures decoded before they are written: bounds the memory
_KEPT = 3  # stacks of one folder and geometry; older ones are removed, but no fresh ones
_FRESH_SECONDS = 3600.0


@dataclass(frozen=True)
class ImageStack:
    """Decoded pictures, and those that could not be decoded.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, 3), uint8
        A read-only memory map, or an array if there was no cache folder; without the broken ones.
    rows : ndarray of shape (n,), int64
        The numbers of the files that they come from.
    broken : dict of int to str
        What is wrong with the other files, by their numbers.
    """

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]
    broken: dict[int, str]


def read_stack(
    paths: Sequence[str | PicturePath],
    *,
    size: int | None = None,
    crop: int | None = None,
    cache_dir: str | Path | None = None,
    on_error: str = "raise",
    n_jobs: int | None = None,
    progress: bool = False,
) -> ImageStack:
    """Decode picture files on all cores into one stack, kept in a cache folder.

    The stack is keyed by the names, sizes and times of the files and by `size` and `crop`; it is
    written beside its final name and renamed when whole. A later call with the same files maps it
    without decoding; a changed file makes a new stack. The last three of a folder are kept.

    Parameters
    ----------
    paths : sequence of path-like or zipfile.Path
        The files, at least one; they may be members of a ZIP archive, which is not unpacked.
    size : int, default=None
        Side of the images, in pixels; see `read_image`. None demands files of one size.
    crop : int, default=None
        Side of the central square that is used, in pixels of the file.
    cache_dir : path-like, default=None
        Where the stack is kept. None decodes into memory.
    on_error : {"raise", "skip"}, default="raise"
        What to do about broken files: raise, or list them in `broken`.
    n_jobs : int, default=None
        Number of decoding threads; None and -1 are one per core.
    progress : bool, default=False
        Show a progress bar on standard error while decoding.

    Returns
    -------
    ImageStack

    Raises
    ------
    BrokenImageError
        Files that are missing or broken, the first few of them named.
    ImageSizeError
        Files of different sizes without `size`.
    DataError
        No files.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from galaxyzoo_ml.images import read_stack
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "galaxy.png")
    ...     Image.new("RGB", (64, 48), "navy").save(path)
    ...     stack = read_stack([path], size=32)
    >>> stack.pixels.shape
    (1, 32, 32, 3)
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f"on_error must be 'raise' or 'skip', got {on_error!r}")
    decoder = _decoder(paths, size, crop, n_jobs, progress)
    if cache_dir is None:
        stack = decoder.to_memory()
    else:
        stack = _cached(decoder, Path(cache_dir))
    if stack.broken and on_error == "raise":
        raise _broken_error(list(stack.broken.values()))
    if not len(stack.rows):
        raise _broken_error(list(stack.broken.values()), skip_helps=False)
    return stack


def iter_stacks(
    paths: Sequence[str | PicturePath],
    *,
    size: int | None = None,
    crop: int | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
) -> Iterator[ImageStack]:
    """Decode picture files on all cores, block by block: however many they are, few are in memory.

    Parameters
    ----------
    paths : sequence of path-like or zipfile.Path
        The files, at least one.
    size, crop, n_jobs, progress
        As in `read_stack`.

    Returns
    -------
    iterator of ImageStack
        Each of the next 256 files. Broken ones are left out of its ``pixels`` and named in
        ``broken``; a block may hold no good ones.

    Raises
    ------
    ImageSizeError
        Files of different sizes without `size`.
    DataError
        No files.

    See Also
    --------
    read_stack : One stack of all of them, kept in a cache: for what is read more than once.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from galaxyzoo_ml.images import iter_stacks
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = [Path(folder, f"{i}.png") for i in range(300)]
    ...     for path in paths:
    ...         Image.new("RGB", (16, 16)).save(path)
    ...     [(len(stack.pixels), int(stack.rows[0])) for stack in iter_stacks(paths, size=8)]
    [(256, 0), (44, 256)]
    """
    return _decoder(paths, size, crop, n_jobs, progress).blocks()


def _decoder(
    paths: Sequence[str | PicturePath],
    size: int | None,
    crop: int | None,
    n_jobs: int | None,
    progress: bool,
) -> _Decoder:
    """Return the decoder of files that can be asked for."""
    for name, value in (("size", size), ("crop", crop)):
        if value is not None and value < 1:
            raise ValueError(f"{name} is a number of pixels, at least 1; got {value}")
    files = [picture_path(path) for path in paths]
    if not files:
        raise DataError("there are no pictures to read")
    return _Decoder(files, size, crop, n_jobs, progress)


def _broken_error(reasons: list[str], skip_helps: bool = True) -> BrokenImageError:
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    advice = "; on_error='skip' (--skip-broken) leaves broken pictures out" if skip_helps else ""
    return BrokenImageError(f"{reasons[0]}{more}{advice}")


class _Decoder:
    """Decodes files of one size in order, block by block, on several threads."""

    def __init__(
        self,
        files: list[PicturePath],
        size: int | None,
        crop: int | None,
        n_jobs: int | None,
        progress: bool,
    ) -> None:
        self.files, self.size, self.crop = files, size, crop
        self.n_jobs = effective_n_jobs(-1 if n_jobs is None else n_jobs)
        self.progress = progress

    def key(self) -> str:
        """Name what the stack is made from: another file, time or size is another stack."""
        digest = hashlib.sha256(repr((_FORMAT, self.size, self.crop)).encode())
        for path in self.files:
            digest.update(repr(facts_of(path)).encode())
        return digest.hexdigest()[:32]

    def family(self) -> str:
        """Name the folder and geometry: the stacks that replace one another."""
        folder = os.path.commonpath({folder_of(path) for path in self.files})
        text = repr((folder, self.size, self.crop))
        return f"{Path(folder).parent.name}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def to_memory(self) -> ImageStack:
        blocks = list(self.blocks())
        pixels = np.concatenate([block.pixels for block in blocks])
        return _stack_of(pixels, {i: why for block in blocks for i, why in block.broken.items()})

    def blocks(self) -> Iterator[ImageStack]:
        """Decode everything, 256 pictures at a time."""
        shape = self._common_shape()
        bar = tqdm(total=len(self.files), desc="decoding", unit="image", disable=not self.progress)
        with bar, ThreadPoolExecutor(self.n_jobs) as pool:
            for start in range(0, len(self.files), _BLOCK):
                files = self.files[start : start + _BLOCK]
                good, broken = [], {}
                for i, result in enumerate(pool.map(self._decode, files)):
                    if isinstance(result, BrokenImageError):
                        broken[start + i] = str(result)
                    elif result.shape != shape:
                        raise ImageSizeError(_sizes_differ(files[i], result.shape, shape))
                    else:
                        good.append(result)
                    bar.update()
                pixels = np.stack(good) if good else np.empty((0, *shape), np.uint8)
                yield _stack_of(pixels, broken, start)

    def can_read(self, i: int) -> bool:
        return not isinstance(self._decode(self.files[i]), BrokenImageError)

    def _decode(self, path: PicturePath) -> NDArray[np.uint8] | BrokenImageError:
        try:
            return read_image(path, size=self.size, crop=self.crop)
        except BrokenImageError as error:
            return error

    def _common_shape(self) -> tuple[int, ...]:
        if self.size is not None:
            return self.size, self.size, 3
        first_error: BrokenImageError | None = None
        for path in self.files:
            result = self._decode(path)
            if not isinstance(result, BrokenImageError):
                return result.shape
            first_error = first_error or result
        raise first_error or DataError("there are no pictures to read")


def _stack_of(pixels: NDArray[np.uint8], broken: dict[int, str], start: int = 0) -> ImageStack:
    """Return the stack of consecutive files, of which the first has the number `start`."""
    numbers = np.arange(start, start + len(pixels) + len(broken))
    return ImageStack(pixels, numbers[~np.isin(numbers, list(broken))], broken)


def _sizes_differ(path: PicturePath, shape: tuple[int, ...], others: tuple[int, ...]) -> str:
    return (
        f"{path} has {shape[1]} x {shape[0]} pixels, those before it {others[1]} x {others[0]}; "
        "give size= (--size) to bring all to one size"
    )


def _cached(decoder: _Decoder, cache_dir: Path) -> ImageStack:
    folder = cache_dir / decoder.family()
    target = folder / f"{decoder.key()}.npy"
    broken = _broken_in(target)
    # What makes a file readable (permissions, say) need not change its size or time: look again.
    if broken is None or any(decoder.can_read(i) for i in broken):
        folder.mkdir(parents=True, exist_ok=True)
        broken = _write(decoder, target)
        _remove_old(folder)
    return _stack_of(np.load(target, mmap_mode="r"), broken)


def _broken_in(target: Path) -> dict[int, str] | None:
    """Return what the notes of a stack say of broken files, or None if there is no such stack."""
    notes = target.with_suffix(".json")
    if not (target.exists() and notes.exists()):
        return None
    return {int(i): reason for i, reason in json.loads(notes.read_text())["broken"].items()}


def _write(decoder: _Decoder, target: Path) -> dict[int, str]:
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
