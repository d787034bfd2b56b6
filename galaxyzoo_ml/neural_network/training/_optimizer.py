"""Optimisers, and which parameters decay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

__all__ = ["OPTIMIZERS", "make_optimizer"]

OPTIMIZERS = ("sgd", "adam", "adamw")


def make_optimizer(
    groups: Sequence[dict[str, Any]], lr: float, kind: str, momentum: float, weight_decay: float
) -> torch.optim.Optimizer:
    """Return an optimiser that lets matrices and filters decay, and neither biases nor scales.

    Parameters
    ----------
    groups : sequence of dict
        With their ``params``, as skorch hands them on.
    lr : float
    kind : {"sgd", "adam", "adamw"}
    momentum : float
        Of "sgd".
    weight_decay : float
    """
    parameters = [parameter for group in groups for parameter in group["params"]]
    split: list[dict[str, Any]] = [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
    if kind == "adamw":
        return torch.optim.AdamW(split, lr=lr, fused=True)
    if kind == "adam":
        return torch.optim.Adam(split, lr=lr, fused=True)
    return torch.optim.SGD(split, lr=lr, momentum=momentum)
