"""Picture files are decoded in order, block by block, on several threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import NDArray
from tqdm import tqdm

from galaxyzoo_ml.exceptions import BrokenImageError, DataError, ImageSizeError
from galaxyzoo_ml.images.files._image_stack import ImageStack, stack_of
from galaxyzoo_ml.images.files._picture_path import PicturePath
from galaxyzoo_ml.images.files._read_image import read_image

__all__ = ["DecodingPool"]

_BLOCK = 256  # pictures handed on at once; as many more are decoded meanwhile: bounds the memory

_Decoded = Future[NDArray[np.uint8] | BrokenImageError]


class DecodingPool:
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

    def to_memory(self) -> ImageStack:
        blocks = list(self.blocks())
        pixels = np.concatenate([block.pixels for block in blocks])
        return stack_of(pixels, {i: why for block in blocks for i, why in block.broken.items()})

    def blocks(self) -> Iterator[ImageStack]:
        """Decode everything, 256 pictures at a time, and the next ones while these are used."""
        shape = self._common_shape()
        bar = tqdm(total=len(self.files), desc="decoding", unit="image", disable=not self.progress)
        with bar, self._threads() as threads:
            decoded = deque(self._begun(threads, 0))
            for start in range(0, len(self.files), _BLOCK):
                decoded.extend(self._begun(threads, start + _BLOCK))
                yield self._stacked(start, decoded, shape, bar)

    @contextmanager
    def _threads(self) -> Iterator[ThreadPoolExecutor]:
        threads = ThreadPoolExecutor(self.n_jobs, "galaxyzoo-decoding")
        try:
            yield threads
        finally:  # an interrupt waits for the pictures that are half decoded, and for no others
            threads.shutdown(wait=True, cancel_futures=True)

    def _begun(self, threads: ThreadPoolExecutor, start: int) -> list[_Decoded]:
        return [threads.submit(self._decode, path) for path in self._block(start)]

    def _block(self, start: int) -> list[PicturePath]:
        return self.files[start : start + _BLOCK]

    def _stacked(
        self, start: int, decoded: deque[_Decoded], shape: tuple[int, ...], bar: tqdm[Any]
    ) -> ImageStack:
        """Take one block from what is being decoded."""
        good, broken = [], {}
        for row, path in enumerate(self._block(start), start):
            result = decoded.popleft().result()  # no reference is left: the stack is a copy
            if isinstance(result, BrokenImageError):
                broken[row] = str(result)
            elif result.shape != shape:
                raise ImageSizeError(_sizes_differ(path, result.shape, shape))
            else:
                good.append(result)
            bar.update()
        pixels = np.stack(good) if good else np.empty((0, *shape), np.uint8)
        return stack_of(pixels, broken, start)

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


def _sizes_differ(path: PicturePath, shape: tuple[int, ...], others: tuple[int, ...]) -> str:
    return (
        f"{path} has {shape[1]} x {shape[0]} pixels, those before it {others[1]} x {others[0]}; "
        "give size= (--size) to bring all to one size"
    )
