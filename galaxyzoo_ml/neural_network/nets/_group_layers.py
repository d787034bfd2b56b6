"""Convolutions that know the symmetries of the square, in plain torch.

A feature map of a symmetry group has one map for each field and each symmetry: channel
``field * order + g``. Turning the image turns every map and permutes the symmetries, and nothing
else (Cohen and Welling 2016, arXiv 1602.07576). A layer's small weight is expanded to that of an
ordinary convolution, so that all the work is done by `torch.nn.functional.conv2d`.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from galaxyzoo_ml.images import compose
from galaxyzoo_ml.neural_network.nets._symmetries import transformed

__all__ = ["GroupBatchNorm2d", "GroupConv2d", "LiftingConv2d"]


class LiftingConv2d(nn.Module):
    """A convolution of an image with each of its filters under every symmetry.

    Parameters
    ----------
    channels, fields : int
        Of the image, and of the feature map.
    order : {4, 8}
        The rotations, or all symmetries of the square.
    kernel_size : int, default=3
        Odd.
    """

    expand: torch.Tensor

    def __init__(self, channels: int, fields: int, order: int, kernel_size: int = 3) -> None:
        super().__init__()
        self.order, self.kernel_size = order, kernel_size
        self.weight = nn.Parameter(torch.empty(fields, channels, kernel_size**2))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.register_buffer("expand", _one_hot(_turned(order, kernel_size)), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (n, channels, h, w) to (n, fields * order, h, w)."""
        return functional.conv2d(x, self.filters(), padding=self.kernel_size // 2)

    def filters(self) -> torch.Tensor:
        """Return the weight of an ordinary convolution: (fields * order, channels, side, side)."""
        fields, channels, _ = self.weight.shape
        side = self.kernel_size
        weight = _expanded(self.weight, self.expand)
        weight = weight.view(fields, channels, self.order, side, side).transpose(1, 2)
        return weight.reshape(fields * self.order, channels, side, side)


class GroupConv2d(nn.Module):
    """A convolution of feature maps of a symmetry group that keeps their symmetry.

    Parameters
    ----------
    fields_in, fields_out : int
    order : {4, 8}
    kernel_size : int, default=3
        Odd.
    """

    expand: torch.Tensor

    def __init__(self, fields_in: int, fields_out: int, order: int, kernel_size: int = 3) -> None:
        super().__init__()
        self.order, self.kernel_size = order, kernel_size
        self.weight = nn.Parameter(torch.empty(fields_out, fields_in, order * kernel_size**2))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.register_buffer("expand", _one_hot(_permuted(order, kernel_size)), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (n, fields_in * order, h, w) to (n, fields_out * order, h, w)."""
        return functional.conv2d(x, self.filters(), padding=self.kernel_size // 2)

    def filters(self) -> torch.Tensor:
        """Return the weight of an ordinary convolution, of all maps from all maps."""
        n_out, n_in, _ = self.weight.shape
        order, side = self.order, self.kernel_size
        weight = _expanded(self.weight, self.expand)
        weight = weight.view(n_out, n_in, order, order, side, side).transpose(1, 2)
        return weight.reshape(n_out * order, n_in * order, side, side)


class GroupBatchNorm2d(nn.Module):
    """Batch normalisation with one scale and one shift for all symmetries of a field.

    While training, each map is normalised by itself, which is faster and the same on average;
    when it is used, the statistics of a field are those of all its maps, so that it is exact.

    Parameters
    ----------
    fields : int
    order : {4, 8}
    scale : float, default=1.0
        The initial scale; 0 makes a residual block start as the identity.
    """

    running_mean: torch.Tensor
    running_var: torch.Tensor
    eps = 1e-5

    def __init__(self, fields: int, order: int, scale: float = 1.0) -> None:
        super().__init__()
        self.order = order
        self.weight = nn.Parameter(torch.full((fields,), scale))
        self.bias = nn.Parameter(torch.zeros(fields))
        self.register_buffer("running_mean", torch.zeros(fields * order))
        self.register_buffer("running_var", torch.ones(fields * order))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise (n, fields * order, h, w)."""
        weight, bias = self._of_maps(self.weight), self._of_maps(self.bias)
        mean, var = self.running_mean, self.running_var
        if not self.training:
            mean, var = map(self._of_maps, self._of_fields())
        return functional.batch_norm(
            x, mean, var, weight, bias, training=self.training, eps=self.eps
        )

    def affine(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the factor and the shift of each map (fields * order,) when it is used."""
        mean, var = self._of_fields()
        factor = self.weight * (var + self.eps).rsqrt()
        return self._of_maps(factor), self._of_maps(self.bias - mean * factor)

    def _of_fields(self) -> tuple[torch.Tensor, torch.Tensor]:
        means = self.running_mean.view(-1, self.order)
        spread = means.var(dim=1, unbiased=False)
        return means.mean(dim=1), self.running_var.view(-1, self.order).mean(dim=1) + spread

    def _of_maps(self, values: torch.Tensor) -> torch.Tensor:
        return values[:, None].expand(-1, self.order).flatten()  # its gradient is a plain sum


def _expanded(weight: torch.Tensor, expand: torch.Tensor) -> torch.Tensor:
    """Repeat and permute the last axis of a weight, in full precision.

    A product with a matrix of zeros and ones is exact, and its gradient is fast, which that of
    indexing is not.
    """
    with torch.autocast(weight.device.type, enabled=False):
        return weight @ expand


@lru_cache
def _one_hot(index: tuple[int, ...]) -> torch.Tensor:
    """Return the matrix by which a row becomes ``row[index]``."""
    size = max(index) + 1
    return functional.one_hot(torch.tensor(index, device="cpu"), size).T.float().contiguous()


@lru_cache
def _turned(order: int, kernel_size: int) -> tuple[int, ...]:
    """Return, for every symmetry, which value of a filter comes to each place."""
    return tuple(np.concatenate([_places(g, kernel_size) for g in range(order)]).tolist())


@lru_cache
def _permuted(order: int, kernel_size: int) -> tuple[int, ...]:
    """Return the same for a filter with one part for each symmetry.

    Output symmetry g sees input symmetry s through the part g^-1 s, turned by g.
    """
    area = kernel_size**2
    index = []
    for g in range(order):
        inverse = next(h for h in range(order) if compose(h, g) == 0)
        index += [int(compose(inverse, s)) * area + _places(g, kernel_size) for s in range(order)]
    return tuple(np.concatenate(index).tolist())


def _places(symmetry: int, kernel_size: int) -> NDArray[np.int64]:
    places = torch.arange(kernel_size**2, device="cpu").view(kernel_size, kernel_size)
    return transformed(places, symmetry).flatten().numpy()
