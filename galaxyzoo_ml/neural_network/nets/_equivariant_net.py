"""A residual net whose answer does not depend on how a galaxy is turned."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.neural_network.nets._group_layers import (
    GroupBatchNorm2d,
    GroupConv2d,
    LiftingConv2d,
)

__all__ = ["EquivariantNet"]

_FACTOR = 16  # by which the net reduces the side of an image


class EquivariantNet(nn.Module):
    """A residual net of group convolutions, equivariant under the symmetries of the square.

    Its answer for a galaxy is the same, to float rounding, however the image is turned by
    quarters and, where the labels allow, mirrored: nothing of this has to be learnt. With 2, 4, 8
    and 16 fields it has 38,584 parameters for six classes.

    Parameters
    ----------
    image_shape : tuple of (height, width, channels)
        Square, the side divisible by 16.
    n_classes : int
    mirror : sequence of int of shape (n_classes,), default=None
        The class that each class becomes in the mirror: the answer for a mirrored image is the
        same with these swapped. None makes a net that knows rotations alone, for labels that say
        nothing of a mirror image.
    fields : sequence of int, default=(2, 4, 8, 16)
        Fields of the four stages; each has eight maps (four if `mirror` is None).

    Raises
    ------
    ImageSizeError
        Images of another size.

    References
    ----------
    Cohen and Welling 2016, Group Equivariant Convolutional Networks, arXiv 1602.07576.

    Examples
    --------
    >>> import torch
    >>> from galaxyzoo_ml.neural_network import EquivariantNet
    >>> net = EquivariantNet((48, 48, 3), 3, mirror=[1, 0, 2]).eval()
    >>> x = torch.rand(2, 3, 48, 48)
    >>> with torch.no_grad():
    ...     print(torch.allclose(net(x), net(x.rot90(1, (2, 3))), atol=1e-5))
    ...     print(torch.allclose(net(x)[:, [1, 0, 2]], net(x.flip(3)), atol=1e-5))
    True
    True
    """

    mirror: torch.Tensor

    def __init__(
        self,
        image_shape: tuple[int, int, int],
        n_classes: int,
        mirror: Sequence[int] | None = None,
        fields: Sequence[int] = (2, 4, 8, 16),
    ) -> None:
        super().__init__()
        height, width, channels = image_shape
        if height != width or height % _FACTOR:
            raise ImageSizeError(
                f"images of {height} x {width} pixels do not suit the equivariant net, which needs "
                f"squares with a side divisible by {_FACTOR}: set input_size=48, say"
            )
        self.order = order = 4 if mirror is None else 8
        swapped = torch.arange(n_classes) if mirror is None else torch.as_tensor(mirror)
        self.register_buffer("mirror", swapped, persistent=False)
        # ReLU never falls, so that it may follow the pooling: a quarter of the work.
        self.stem = nn.Sequential(
            LiftingConv2d(channels, fields[0], order),
            GroupBatchNorm2d(fields[0], order),
            nn.MaxPool2d(2),
            nn.ReLU(inplace=True),
        )
        inputs = (fields[0], *fields)
        self.blocks = nn.Sequential(
            *(
                _Block(n_in, n_out, order, halve=i > 0)
                for i, (n_in, n_out) in enumerate(zip(inputs, fields, strict=False))
            )
        )
        self.n_embedded = fields[-1]
        self.head = nn.Linear(fields[-1] * order // 4, n_classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to logits.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, n_classes)
        """
        pooled = self._pooled(x)
        logits: torch.Tensor = self.head(pooled.flatten(1))
        if self.order == 8:  # as the mirror image sees it, with its classes swapped
            logits = (logits + self.head(pooled.flip(1).flatten(1))[:, self.mirror]) / 2
        return logits

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Map images to features that no symmetry changes.

        Parameters
        ----------
        x : torch.Tensor of shape (n, channels, height, width)

        Returns
        -------
        torch.Tensor of shape (n, fields)
        """
        return self._pooled(x).mean(dim=1)

    def _pooled(self, x: torch.Tensor) -> torch.Tensor:
        """Return the features averaged over places and rotations: (n, 1 or 2, fields)."""
        maps: torch.Tensor = self.blocks(self.stem(x)).mean(dim=(2, 3))
        return maps.view(x.shape[0], -1, self.order // 4, 4).mean(dim=3).transpose(1, 2)


class _Block(nn.Module):
    """Two group convolutions beside a shortcut.

    Halving by an average keeps the symmetry, which a convolution of stride 2 breaks.
    """

    def __init__(self, n_in: int, n_out: int, order: int, *, halve: bool) -> None:
        super().__init__()
        self.pool = nn.AvgPool2d(2) if halve else nn.Identity()
        self.layers = nn.Sequential(
            GroupConv2d(n_in, n_out, order),
            GroupBatchNorm2d(n_out, order),
            nn.ReLU(inplace=True),
            GroupConv2d(n_out, n_out, order),
            GroupBatchNorm2d(n_out, order, scale=0.0),
        )
        self.shortcut = (
            nn.Identity() if n_in == n_out else GroupConv2d(n_in, n_out, order, kernel_size=1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.pool(x)
        y: torch.Tensor = self.layers(x)
        return y.add_(self.shortcut(x)).relu_()
