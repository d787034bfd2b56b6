"""What a net knows of an image before it decides."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

from galaxyzoo_ml.neural_network.nets._net import Net
from galaxyzoo_ml.neural_network.nets._twin import twin

__all__ = ["embedder", "last_layer", "n_embedded"]


def embedder(module: nn.Module) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return the function from inputs to the features (n, n_features) of the last layer.

    A module with a method ``embed`` says itself; of any other, what its last linear layer is
    given is taken. The module may be used by other threads meanwhile; the function is for one.

    Raises
    ------
    TypeError
        A module without a linear layer.
    """
    if hasattr(module, "embed"):
        embed: Callable[[torch.Tensor], torch.Tensor] = module.embed  # type: ignore[assignment]
        return embed
    last_layer(module)  # raises
    module = twin(module)  # a hook on the module itself would see what other threads do
    inputs: list[torch.Tensor] = []
    last_layer(module)[1].register_forward_pre_hook(lambda _, given: inputs.append(given[0]))

    def seen_by_last_layer(x: torch.Tensor) -> torch.Tensor:
        inputs.clear()
        module(x)
        return inputs[0].flatten(1)

    return seen_by_last_layer


def n_embedded(module: nn.Module) -> int:
    """Return the number of features of an `embedder`.

    Raises
    ------
    TypeError
        A module without a linear layer that does not say it.
    """
    if isinstance(module, Net):
        return module.n_embedded
    return last_layer(module)[1].in_features


def last_layer(module: nn.Module) -> tuple[str, nn.Linear]:
    """Return the name and the last linear layer of a module: the one that decides.

    Raises
    ------
    TypeError
        A module without one.
    """
    layers = [(name, layer) for name, layer in module.named_modules() if type(layer) is nn.Linear]
    if not layers:
        raise TypeError(f"{type(module).__name__} has no linear layer: give it a method embed")
    return layers[-1]
