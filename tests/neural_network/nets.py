"""Nets small enough for tests; at module level, so that they can be pickled."""

import torch
from torch import nn


class TinyNet(nn.Module):
    """A net for images of any size."""

    def __init__(self, image_shape, n_classes, dtype=torch.float32):
        super().__init__()
        height, width, channels = image_shape
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(height * width * channels, 16, dtype=dtype),
            nn.ReLU(),
            nn.Linear(16, n_classes, dtype=dtype),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


class TinyDoubleNet(TinyNet):
    """The same in float64, where the order of a sum hardly matters."""

    def __init__(self, image_shape, n_classes):
        super().__init__(image_shape, n_classes, dtype=torch.float64)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x.double())
