"""One affine map per channel, composed exactly and applied once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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

    def then(self, scale: Any, shift: Any) -> Affine:
        """Return this map followed by another."""
        return Affine(self.scale * scale, self.shift * scale + shift)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Affine):
            return NotImplemented
        return np.array_equal(self.scale, other.scale) and np.array_equal(self.shift, other.shift)

    __hash__ = None  # type: ignore[assignment]

    def apply(self, pixels: NDArray[np.float32]) -> None:
        """Map float32 pixels of shape (..., channels) in place."""
        pixels *= self.scale.astype(np.float32)
        pixels += self.shift.astype(np.float32)
