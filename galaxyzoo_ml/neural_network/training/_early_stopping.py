"""A training that ends when galaxies it does not learn from say so."""

from __future__ import annotations

import copy
from typing import Any

import torch
from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network.training._batches import Batches
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset
from galaxyzoo_ml.neural_network.training._weight_averaging import WeightAveraging

__all__ = ["EarlyStopping"]

_BATCH = 256


class EarlyStopping(Callback):
    """Records the loss on held-out rows, stops when it no longer falls, restores the best epoch.

    Parameters
    ----------
    held_out : NetDataset
        Forgotten when the training ends.
    patience : int
        Epochs without a lower loss after which the training ends.
    averaging : WeightAveraging, default=None
        If there is one, its weights are judged.
    """

    def __init__(
        self, held_out: NetDataset, patience: int, averaging: WeightAveraging | None = None
    ) -> None:
        self.held_out: Any = held_out  # None when the training has ended
        self.patience, self.averaging = patience, averaging
        self.best_: dict[str, Any] = {"loss": float("inf"), "epoch": -1, "state": None}

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        module = net.module_ if self.averaging is None else self.averaging.averaged_.module
        loss, epoch = self._loss(net, module, self.held_out), len(net.history) - 1
        is_best = loss < self.best_["loss"]
        net.history.record("valid_loss", loss)
        net.history.record("valid_loss_best", is_best)
        if is_best:
            state = copy.deepcopy(module.state_dict())
            self.best_ = {"loss": loss, "epoch": epoch, "state": state}
        elif epoch - self.best_["epoch"] >= self.patience:
            raise KeyboardInterrupt  # how skorch's callbacks end a training

    def on_train_end(self, net: GalaxyNet, **kwargs: object) -> None:
        if self.best_["state"] is not None:
            net.module_.load_state_dict(self.best_.pop("state"))
        self.held_out = None

    @torch.no_grad()
    def _loss(self, net: GalaxyNet, module: torch.nn.Module, held_out: NetDataset) -> float:
        module.eval()
        total = 0.0
        for x, (targets, _) in Batches(held_out, _BATCH, device=net.device):
            total += float(net.criterion_.losses(module(x), targets).sum())
        return total / len(held_out)
