"""A net for prediction: filters expanded once, normalisation folded into them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from galaxyzoo_ml.neural_network.nets._course_net import CourseNet
from galaxyzoo_ml.neural_network.nets._dense_net import DenseNet
from galaxyzoo_ml.neural_network.nets._equivariant_net import EquivariantNet
from galaxyzoo_ml.neural_network.nets._group_layers import (
    GroupBatchNorm2d,
    GroupConv2d,
    LiftingConv2d,
)
from galaxyzoo_ml.neural_network.nets._residual_net import ResidualNet
from galaxyzoo_ml.neural_network.nets._twin import twin

__all__ = ["folded", "is_ours"]

_OURS = (CourseNet, DenseNet, EquivariantNet, ResidualNet)
_GroupConvolution = LiftingConv2d | GroupConv2d


def folded(module: nn.Module, *, exported: bool = False) -> nn.Module:
    """Return a module that answers as a trained one does, in plain convolutions.

    Group convolutions expand their weights at every call, and batch norm is another pass over all
    maps; both are known once a net is trained. The answers agree to float rounding. The module
    itself stays as it is; one that is none of the library's is returned in evaluation mode.

    Parameters
    ----------
    module : torch.nn.Module
    exported : bool, default=False
        Keep max pooling as one operation, which other runtimes are fast at.
    """
    if not is_ours(module):
        return module.eval()
    plain = twin(module).eval()
    with torch.no_grad():
        _fold_layers(plain)
    if not exported:
        _pool_without_notes(plain)
    return plain


def is_ours(module: nn.Module) -> bool:
    """Tell whether a module is one of the library's, which keep nothing between two calls."""
    return type(module) in _OURS


def _fold_layers(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Sequential):
            for layer in child:
                _fold_layers(layer)
            setattr(module, name, nn.Sequential(*_folded_sequence(list(child))))
        elif isinstance(child, _GroupConvolution):
            setattr(module, name, _plain(child, None))
        else:
            _fold_layers(child)


def _folded_sequence(layers: list[nn.Module]) -> Iterator[nn.Module]:
    """Yield layers, each convolution with the norm that follows it."""
    rest = iter([*layers[1:], None])
    for layer in layers:
        after = next(rest)
        match layer, after:
            case nn.Conv2d(), nn.BatchNorm2d():
                yield fuse_conv_bn_eval(layer, after)
            case ((LiftingConv2d() | GroupConv2d()), (GroupBatchNorm2d() | None)):
                yield _plain(layer, after)
            case ((nn.BatchNorm2d() | GroupBatchNorm2d()), _):
                pass
            case _:
                yield layer


def _pool_without_notes(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.MaxPool2d):
            setattr(module, name, _LargestOfFour())
        else:
            _pool_without_notes(child)


class _LargestOfFour(nn.Module):
    """Max pooling by 2 that does not note where the largest value was, as learning needs it."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
        x = torch.maximum(x[:, :, 0:height:2], x[:, :, 1:height:2])
        return torch.maximum(x[..., 0:width:2], x[..., 1:width:2])


def _plain(convolution: _GroupConvolution, norm: GroupBatchNorm2d | None) -> nn.Conv2d:
    """Return an ordinary convolution with a bias, for one and the norm behind it."""
    filters = convolution.filters()
    bias = filters.new_zeros(len(filters))
    if norm is not None:
        factor, bias = norm.affine()
        filters = filters * factor[:, None, None, None]
    n_out, n_in, side, _ = filters.shape
    plain = nn.Conv2d(n_in, n_out, side, padding=side // 2, device="meta")
    filters = filters.contiguous(memory_format=torch.channels_last)  # as the batches are
    plain.weight, plain.bias = nn.Parameter(filters), nn.Parameter(bias)
    return plain
