"""The net of the course."""

from __future__ import annotations

import torch
from torch import nn

from galaxyzoo_ml.exceptions import ImageSizeError

__all__ = ["CourseNet"]

_KERNEL, _STRIDE, _POOL = 8, 2, 2


class CourseNet(nn.Module):
    """The convolutional net of Problem Set 2 (F. Ruehle, Machine Learning, Oxford 2020).

    A convolution with 6 filters of 8 x 8 and stride 2, leaky ReLU, max pooling by 2; the same
    with 16 filters; fully connected layers of 120 and 60 units with leaky ReLU; one output a
    class. At 120 x 120 x 3 pixels and three classes it has 62,881 parameters. The softmax of the
    sheet is part of the loss.

    Parameters
    ----------
    image_shape : tuple of (height, width, channels)
        At least 46 x 46 pixels.
    n_classes : int

    Raises
    ------
    ImageSizeError
        Images so small that nothing is left after the second pooling.

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import CourseNet
    >>> net = CourseNet((120, 120, 3), 3)
    >>> sum(parameter.numel() for parameter in net.parameters())
    62881
    """

    def __init__(self, image_shape: tuple[int, int, int], n_classes: int) -> None:
        super().__init__()
        height, width, channels = image_shape
        left = [_side_after(_side_after(side)) for side in (height, width)]
        if min(left) < 1:
            raise ImageSizeError(
                f"images of {height} x {width} pixels are too small for the course's net, which "
                f"needs at least {_least_side()} x {_least_side()}"
            )
        # The sheet pools after the leaky ReLU. That function rises everywhere, so the maximum may
        # be taken first: the same numbers for a quarter of the work.
        self.features = nn.Sequential(
            nn.Conv2d(channels, 6, _KERNEL, _STRIDE),
            nn.MaxPool2d(_POOL),
            nn.LeakyReLU(),
            nn.Conv2d(6, 16, _KERNEL, _STRIDE),
            nn.MaxPool2d(_POOL),
            nn.LeakyReLU(),
        )
        self.n_embedded = 60
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(16 * left[0] * left[1], 120),
            nn.LeakyReLU(),
            nn.Linear(120, self.n_embedded),
            nn.LeakyReLU(),
            nn.Linear(self.n_embedded, n_classes),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to logits.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, n_classes)
        """
        logits: torch.Tensor = self.classifier[-1](self.embed(x))
        return logits

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to the features that the last layer sees.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, 60)
        """
        x = self.features(x)
        *hidden, _ = self.classifier
        for layer in hidden:
            x = layer(x)
        return x


def _side_after(side: int) -> int:
    """Return the side of an image after one convolution and one pooling."""
    return ((side - _KERNEL) // _STRIDE + 1) // _POOL if side >= _KERNEL else 0


def _least_side() -> int:
    return next(side for side in range(1, 1000) if _side_after(_side_after(side)) >= 1)
