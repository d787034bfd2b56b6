"""Optimisers, and how their rate changes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import torch
from skorch.callbacks import Callback

__all__ = ["OPTIMIZERS", "SCHEDULES", "RateSchedule", "make_optimizer"]

OPTIMIZERS = ("sgd", "adamw")


def make_optimizer(
    groups: Sequence[dict[str, Any]], lr: float, kind: str, momentum: float, weight_decay: float
) -> torch.optim.Optimizer:
    """Return an optimiser that lets matrices and filters decay, and neither biases nor scales.

    Parameters
    ----------
    groups : sequence of dict
        With their ``params``, as skorch hands them on.
    lr : float
    kind : {"sgd", "adamw"}
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
    return torch.optim.SGD(split, lr=lr, momentum=momentum)


def _one_cycle(t: float) -> float:
    """Rise for a quarter, then fall to nothing (Smith and Topin 2018, arXiv 1708.07120)."""
    if t < 0.25:
        return 0.04 + 0.96 * (1 - math.cos(4 * math.pi * t)) / 2
    return (1 + math.cos(math.pi * (t - 0.25) / 0.75)) / 2


SCHEDULES: Mapping[str, Callable[[float], float]] = MappingProxyType(
    {
        "constant": lambda t: 1.0,
        "linear": lambda t: 1.0 - t,
        "cosine": lambda t: (1 + math.cos(math.pi * t)) / 2,
        "one-cycle": _one_cycle,
    }
)
"""The factor of the rate, by how much of the training is done (0 to 1)."""


class RateSchedule(Callback):
    """Sets the rate before each step, from the number of the step alone."""

    def __init__(self, kind: str, lr: float, steps_per_epoch: int, epochs: int) -> None:
        self.kind, self.lr = kind, lr
        self.steps_per_epoch, self.epochs = steps_per_epoch, epochs

    def on_epoch_begin(self, net: Any, **kwargs: Any) -> None:
        self.step_ = (len(net.history) - 1) * self.steps_per_epoch

    def on_batch_begin(self, net: Any, training: bool = True, **kwargs: Any) -> None:
        done = self.step_ / (self.steps_per_epoch * self.epochs)
        for group in net.optimizer_.param_groups:
            group["lr"] = self.lr * SCHEDULES[self.kind](min(done, 1.0))
        self.step_ += 1
