"""From stored pixels to what a net is given."""

from __future__ import annotations

from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from galaxyzoo_ml.images import ImageArray

__all__ = ["BytesToFloats"]


class BytesToFloats(nn.Module):
    """The one map from pixels to inputs, for training, prediction and exported files.

    It is the affine map of an image array or, where bytes have none, a division by 255.

    Parameters
    ----------
    scale, shift : ndarray of shape (channels,), float64
    width : int
        Of the images.
    """

    scale: torch.Tensor
    shift: torch.Tensor

    def __init__(self, scale: NDArray[np.float64], shift: NDArray[np.float64], width: int) -> None:
        super().__init__()
        # Repeated for a whole line of pixels: three channels alone make short, slow loops.
        for name, values in (("scale", scale), ("shift", shift)):
            line = torch.tensor(values, dtype=torch.float32).repeat(width)
            self.register_buffer(name, line, persistent=False)

    @classmethod
    def of(cls, images: ImageArray) -> tuple[ImageArray, Self]:
        """Return images before they are scaled, and what scales them."""
        stored, scale, shift = images.unscaled()
        if images.dtype == np.uint8:
            scale = scale / 255
        return stored, cls(scale, shift, images.shape[2])

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Map (n, height, width, channels) of any dtype to (n, channels, height, width)."""
        n, height, width, channels = pixels.shape
        lines = pixels.reshape(n, height, width * channels).to(torch.float32, copy=True)
        lines.mul_(self.scale).add_(self.shift)
        # (n, h, w, c) seen as (n, c, h, w) is torch's channels_last: nothing is copied.
        return lines.view(n, height, width, channels).permute(0, 3, 1, 2)
