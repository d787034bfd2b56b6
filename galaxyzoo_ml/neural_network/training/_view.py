"""What a net sees of an image: its central field, resampled, and varied while it learns."""

from __future__ import annotations

import math

import torch
from torch.nn import functional

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.neural_network.training._augmentation import Augmentation

__all__ = ["View", "sampled_places"]

_MOST_PIXELS = 1 << 14  # a side: beyond it is a slip, or a file that means no good


class View:
    """The central field of images, resampled to the size of a net's input.

    Parameters
    ----------
    image_shape : tuple of (height, width, channels)
    input_size : int or None
        Pixels a side that the net is given. None keeps the pixels as they are.
    field : float
        The side of the field as a fraction of the side of the image.
    augmentation : Augmentation

    Raises
    ------
    ImageSizeError
        Images that are not square, where they are to be resampled or turned by any angle; a field
        so small, or an input so large, that images become larger than 16384 pixels a side.
    """

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        input_size: int | None,
        field: float,
        augmentation: Augmentation,
    ) -> None:
        height, width, channels = image_shape
        self.augmentation, self.field = augmentation, field
        self._resampled = input_size is not None or field < 1
        if height != width and (self._resampled or augmentation.rotation != "none"):
            raise ImageSizeError(
                f"images of {height} x {width} pixels are not square: they can be neither "
                "resampled (input_size, field) nor turned (rotation); crop them first (size=)"
            )
        self.side = input_size or max(1, round(field * height))
        whole = round(self.side / field) if input_size is not None else height
        if whole > _MOST_PIXELS:
            raise ImageSizeError(
                f"input_size={input_size} and field={field:g} make images of {whole} pixels a "
                f"side, and {_MOST_PIXELS} are the most"
            )
        # An odd margin could not be cut off evenly, and a turned image would be another one.
        self._whole = whole + (whole - self.side) % 2
        self.shape = (self.side, self.side, channels) if self._resampled else image_shape

    def __repr__(self) -> str:
        return f"View({self.shape}, field={self.field}, {self.augmentation})"

    def plain(self, x: torch.Tensor) -> torch.Tensor:
        """Return the field of images (n, channels, height, width), resampled."""
        if not self._resampled:
            return x
        x, margin = self._resized(x), (self._whole - self.side) // 2
        return x[:, :, margin : margin + self.side, margin : margin + self.side]

    def augmented(
        self, x: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the field of images, varied, and which of them were mirrored.

        Turn, mirror, zoom and shift are one bilinear interpolation; what lies beyond the edge is
        the image reflected.
        """
        n, how = len(x), self.augmentation
        mirrored = torch.zeros(n, dtype=torch.bool)
        if how.moves:
            x = self._resized(x)
            mirrored = (torch.rand(n, generator=generator) < 0.5) & how.reflect
            maps = self._maps(mirrored, x.shape, generator).to(x.device)
            grid = sampled_places(maps, *self.shape[:2])
            x = functional.grid_sample(x, grid, padding_mode="reflection", align_corners=False)
            x = x.contiguous(memory_format=torch.channels_last)  # as nets are fastest
        else:
            x = self.plain(x)
        if how.brightness:
            factors = _uniform((n, 1, 1, 1), how.brightness, generator).exp()
            x = x * factors.to(x.device)
        return x, mirrored

    def _maps(
        self, mirrored: torch.Tensor, shape: torch.Size, generator: torch.Generator
    ) -> torch.Tensor:
        """Return the affine maps (n, 2, 3) from places of the input to places of the image."""
        n, how = len(mirrored), self.augmentation
        angle = torch.zeros(n)
        if how.rotation == "any":
            angle = _uniform((n,), math.pi, generator)
        elif how.rotation == "quarters":
            angle = torch.randint(4, (n,), generator=generator) * (math.pi / 2)
        zoom = _uniform((n,), how.zoom, generator).exp()
        sign = 1.0 - 2.0 * mirrored
        height, width = shape[2:]
        down, across = self.shape[0] / height / zoom, self.shape[1] / width / zoom
        cos, sin = angle.cos(), angle.sin()
        maps = torch.stack(
            [
                torch.stack([cos * sign * across, -sin * across], dim=1),
                torch.stack([sin * sign * down, cos * down], dim=1),
            ],
            dim=1,
        )
        shift = _uniform((n, 2, 1), how.shift, generator)
        shift = shift * torch.tensor([2 / width, 2 / height])[:, None]
        return torch.cat([maps, shift], dim=2)

    def _resized(self, x: torch.Tensor) -> torch.Tensor:
        """Return whole images at the scale of the input, without aliasing."""
        if not self._resampled or x.shape[-1] == self._whole:
            return x
        size = (self._whole, self._whole)
        return functional.interpolate(x, size, mode="bilinear", antialias=True)


def sampled_places(maps: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """Return the places (n, height, width, 2) that affine maps (n, 2, 3) send a grid to.

    They are those of `torch.nn.functional.affine_grid`, which is slower.
    """
    down, across = (_centres(side, maps.device) for side in (height, width))
    x, y, shift = (maps[:, None, None, :, i] for i in range(3))
    return x * across[None, None, :, None] + (y * down[None, :, None, None] + shift)


def _centres(side: int, device: torch.device) -> torch.Tensor:
    """Return where the middles of pixels lie, from -1 to 1 over the side."""
    return (2 * torch.arange(side, device=device) + 1) / side - 1


def _uniform(shape: tuple[int, ...], limit: float, generator: torch.Generator) -> torch.Tensor:
    return (torch.rand(shape, generator=generator) * 2 - 1) * limit
