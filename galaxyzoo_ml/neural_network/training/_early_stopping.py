"""A training that ends when galaxies it does not learn from say so."""

from __future__ import annotations

import copy
from typing import Any

from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet

__all__ = ["EarlyStopping"]


class EarlyStopping(Callback):
    """Stops when the loss on held-out rows no longer falls, and restores the best epoch.

    Parameters
    ----------
    patience : int
        Epochs without a lower loss after which the training ends.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def on_train_begin(self, net: GalaxyNet, **kwargs: object) -> None:
        self.best_: dict[str, Any] = {"loss": float("inf"), "epoch": -1, "state": None}

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        loss, epoch = float(net.history[-1, "valid_loss"]), len(net.history) - 1
        is_best = loss < self.best_["loss"]
        net.history.record("valid_loss_best", is_best)  # skorch forgets it when one goes on
        if is_best:
            state = copy.deepcopy(net.judged.state_dict())
            self.best_ = {"loss": loss, "epoch": epoch, "state": state}
        elif epoch - self.best_["epoch"] >= self.patience:
            raise KeyboardInterrupt  # how skorch's callbacks end a training

    def on_train_end(self, net: GalaxyNet, **kwargs: object) -> None:
        if self.best_["state"] is not None:
            net.module_.load_state_dict(self.best_.pop("state"))
