"""What a net knows of an image before it decides."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

__all__ = ["embed", "last_layer"]


def embed(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """Return the features (n, n_features) that the last layer of a module is given.

    A module with a method ``embed`` says itself; of any other, what its last linear layer is
    given is taken.

    Raises
    ------
    TypeError
        A module without a linear layer.
    """
    if hasattr(module, "embed"):
        features: torch.Tensor = module.embed(x)  # type: ignore[operator]
        return features
    seen: list[torch.Tensor] = []

    def keep(_: nn.Module, inputs: tuple[Any, ...]) -> None:
        seen.append(inputs[0])

    _, layer = last_layer(module)
    handle = layer.register_forward_pre_hook(keep)
    try:
        module(x)
    finally:
        handle.remove()
    return seen[0].flatten(1)


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
