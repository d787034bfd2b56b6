"""Picture files are decoded in order, block by block, on several threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import NDArray
from tqdm import tqdm

from galaxyzoo_ml.exceptions import BrokenImageError, DataError, ImageSizeError
from galaxyzoo_ml.images.files._image_stack import ImageStack, stack_of
from galaxyzoo_ml.images.files._picture_path import PicturePath
from galaxyzoo_ml.images.files._read_image import read_image

__all__ = ["DecodingPool"]

_BLOCK = 256  # pictures decoded before they are handed on: bounds the memory


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
                yield stack_of(pixels, broken, start)

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
