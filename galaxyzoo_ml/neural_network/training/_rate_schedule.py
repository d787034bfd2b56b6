"""How the learning rate changes in a training."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet

__all__ = ["SCHEDULES", "RateSchedule"]


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

    def on_epoch_begin(self, net: GalaxyNet, **kwargs: object) -> None:
        self.step_ = (len(net.history) - 1) * self.steps_per_epoch

    def on_batch_begin(self, net: GalaxyNet, training: bool = True, **kwargs: object) -> None:
        if not training:
            return
        done = self.step_ / (self.steps_per_epoch * self.epochs)
        for group in net.optimizer_.param_groups:
            group["lr"] = self.lr * SCHEDULES[self.kind](min(done, 1.0))
        self.step_ += 1
