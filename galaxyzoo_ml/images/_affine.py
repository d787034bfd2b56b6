"""One affine map per channel, composed exactly and applied once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Affine"]


@dataclass(frozen=True, eq=False)
class Affine:
    """The map ``x -> scale * x + shift``, channel by channel.

    Composition is in float64, application in float32, so that a chain of steps rounds once.

    Parameters
    ----------
    scale, shift : ndarray of shape (channels,), float64
    """

    scale: NDArray[np.float64]
    shift: NDArray[np.float64]

    @classmethod
    def identity(cls, channels: int) -> Affine:
        return cls(np.ones(channels), np.zeros(channels))

    def then(
        self, scale: NDArray[np.float64] | float, shift: NDArray[np.float64] | float
    ) -> Affine:
        """Return this map followed by another."""
        return Affine(self.scale * scale, self.shift * scale + shift)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Affine):
            return NotImplemented
        return np.array_equal(self.scale, other.scale) and np.array_equal(self.shift, other.shift)

    __hash__ = None  # type: ignore[assignment]

    @property
    def is_identity(self) -> bool:
        return bool(np.all(self.scale == 1) and np.all(self.shift == 0))

    def apply(self, images: NDArray[np.float32]) -> None:
        """Map float32 images of shape (n, height, width, channels) in place."""
        if self.is_identity:
            return
        scale, shift = self.scale.astype(np.float32), self.shift.astype(np.float32)
        if images.flags.c_contiguous:  # whole lines at a time: three channels make short loops
            n, height, width, channels = images.shape
            images = images.reshape(n, height, width * channels)
            scale, shift = np.tile(scale, width), np.tile(shift, width)
        images *= scale
        images += shift
