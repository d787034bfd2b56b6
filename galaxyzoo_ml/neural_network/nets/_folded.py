"""A net for prediction: filters expanded once, normalisation folded into them."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from galaxyzoo_ml.neural_network.nets._equivariant_net import EquivariantNet
from galaxyzoo_ml.neural_network.nets._group_layers import (
    GroupBatchNorm2d,
    GroupConv2d,
    LiftingConv2d,
)
from galaxyzoo_ml.neural_network.nets._residual_net import ResidualNet
from galaxyzoo_ml.neural_network.nets._twin import twin

__all__ = ["folded"]

_OURS = (EquivariantNet, ResidualNet)  # a stranger's module may hide anything between its layers
_Convolution = nn.Conv2d | LiftingConv2d | GroupConv2d
_Norm = nn.BatchNorm2d | GroupBatchNorm2d


def folded(module: nn.Module) -> nn.Module:
    """Return a module that answers as a trained one does, in plain convolutions.

    Group convolutions expand their weights at every call, and batch norm is another pass over all
    maps; both are known once a net is trained. The answers agree to float rounding. The module
    itself stays as it is; one that is none of the library's is returned in evaluation mode.
    """
    if type(module) not in _OURS:
        return module.eval()
    plain = twin(module)
    with torch.no_grad():
        _fold_layers(plain)
    return plain.eval()


def _fold_layers(module: nn.Module) -> None:
    for name, child in module.named_children():
        if isinstance(child, nn.Sequential):
            for layer in child:
                _fold_layers(layer)
            setattr(module, name, nn.Sequential(*_folded_sequence(list(child))))
        elif isinstance(child, _Convolution):
            setattr(module, name, _plain(child, None))
        else:
            _fold_layers(child)


def _folded_sequence(layers: list[nn.Module]) -> Iterator[nn.Module]:
    """Yield layers, each convolution with the norm that follows it."""
    for before, layer, after in zip([None, *layers], layers, [*layers[1:], None], strict=False):
        if isinstance(layer, _Convolution):
            yield _plain(layer, after if isinstance(after, _Norm) else None)
        elif not (isinstance(layer, _Norm) and isinstance(before, _Convolution)):
            yield layer


def _plain(convolution: _Convolution, norm: _Norm | None) -> nn.Conv2d:
    """Return an ordinary convolution with a bias, for one and the norm behind it."""
    filters, bias = _filters(convolution)
    if norm is not None:
        factor, shift = _affine(norm)
        filters, bias = filters * factor[:, None, None, None], shift + bias * factor
    n_out, n_in, side, _ = filters.shape
    plain = nn.Conv2d(n_in, n_out, side, padding=side // 2, device="meta")
    filters = filters.contiguous(memory_format=torch.channels_last)  # as the batches are
    plain.weight, plain.bias = nn.Parameter(filters), nn.Parameter(bias)
    return plain


def _filters(convolution: _Convolution) -> tuple[torch.Tensor, torch.Tensor]:
    if isinstance(convolution, nn.Conv2d):
        filters, bias = convolution.weight, convolution.bias
    else:
        filters, bias = convolution.filters(), None
    return filters, filters.new_zeros(len(filters)) if bias is None else bias


def _affine(norm: _Norm) -> tuple[torch.Tensor, torch.Tensor]:
    """Return by what a norm multiplies each map, and what it adds, when it is used."""
    if isinstance(norm, GroupBatchNorm2d):
        return norm.affine()
    factor = norm.weight * (norm.get_buffer("running_var") + norm.eps).rsqrt()
    return factor, norm.bias - norm.get_buffer("running_mean") * factor
