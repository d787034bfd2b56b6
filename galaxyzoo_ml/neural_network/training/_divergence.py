"""A training that ends in what is no number."""

from __future__ import annotations

import math

import numpy as np
import torch
from skorch.callbacks import Callback

from galaxyzoo_ml.exceptions import DivergedError
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset

__all__ = ["StopOnNaN", "check_answers"]

_ROWS = 64


class StopOnNaN(Callback):
    """Ends a fit whose loss is no number any more: nothing good comes after it."""

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        loss = net.history[-1, "train_loss"]
        if not math.isfinite(loss):
            raise _diverged(net, f"the loss was {loss} in epoch {len(net.history)}")


def check_answers(net: GalaxyNet, dataset: NetDataset) -> None:
    """Refuse a trained net that answers no numbers: the last step comes after the last loss.

    Raises
    ------
    DivergedError
    """
    rows = np.arange(min(_ROWS, len(dataset)))
    with torch.inference_mode():
        answers = net.module_.eval()(dataset.inputs(rows, net.device))
    values = [*net.module_.state_dict().values(), answers]
    if not all(bool(value.isfinite().all()) for value in values):
        raise _diverged(net, "the last step left weights or answers that are no numbers")


def _diverged(net: GalaxyNet, what: str) -> DivergedError:
    return DivergedError(
        f"{what}: the training diverged; lower lr (now {net.lr:g}), or scale X to about unit "
        "variance"
    )
