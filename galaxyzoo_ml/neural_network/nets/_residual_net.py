"""A small residual net."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from galaxyzoo_ml.exceptions import ImageSizeError

__all__ = ["ResidualNet"]

_LEAST_SIDE = 16


class ResidualNet(nn.Module):
    """A residual net of four stages (He et al. 2016, arXiv 1512.03385).

    It has the depth and the widths of `EquivariantNet`, eight times its parameters, and no
    symmetry built in: it has to learn that a turned galaxy is the same one.

    Parameters
    ----------
    image_shape : tuple of (height, width, channels)
        At least 16 x 16 pixels.
    n_classes : int
    widths : sequence of int, default=(16, 32, 64, 128)
        Maps of the stages.

    Raises
    ------
    ImageSizeError
        Smaller images.

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import ResidualNet
    >>> sum(p.numel() for p in ResidualNet((48, 48, 3), 6).parameters())
    307862
    """

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        n_classes: int,
        widths: Sequence[int] = (16, 32, 64, 128),
    ) -> None:
        super().__init__()
        height, width, channels = image_shape
        if min(height, width) < _LEAST_SIDE:
            raise ImageSizeError(
                f"images of {height} x {width} pixels are too small for the residual net, which "
                f"needs at least {_LEAST_SIDE} x {_LEAST_SIDE}"
            )
        self.stem = nn.Sequential(
            nn.Conv2d(channels, widths[0], 3, padding=1, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.MaxPool2d(2),
            nn.ReLU(inplace=True),  # never falls, so that it may follow the pooling
        )
        inputs = (widths[0], *widths)
        self.blocks = nn.Sequential(
            *(
                _Block(n_in, n_out, halve=i > 0)
                for i, (n_in, n_out) in enumerate(zip(inputs, widths, strict=False))
            )
        )
        self.n_embedded = widths[-1]
        self.head = nn.Linear(widths[-1], n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to logits.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, n_classes)
        """
        logits: torch.Tensor = self.head(self.embed(x))
        return logits

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to the features that the last layer sees.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, widths[-1])
        """
        features: torch.Tensor = self.blocks(self.stem(x)).mean(dim=(2, 3))
        return features


class _Block(nn.Module):
    """Two convolutions beside a shortcut; starts as the shortcut alone."""

    def __init__(self, n_in: int, n_out: int, *, halve: bool) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(2) if halve else nn.Identity()
        last = nn.BatchNorm2d(n_out)
        nn.init.zeros_(last.weight)
        self.layers = nn.Sequential(
            nn.Conv2d(n_in, n_out, 3, padding=1, bias=False),
            nn.BatchNorm2d(n_out),
            nn.ReLU(inplace=True),
            nn.Conv2d(n_out, n_out, 3, padding=1, bias=False),
            last,
        )
        self.shortcut = nn.Identity() if n_in == n_out else nn.Conv2d(n_in, n_out, 1, bias=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(x)
        y: torch.Tensor = self.layers(x)
        return y.add_(self.shortcut(x)).relu_()
