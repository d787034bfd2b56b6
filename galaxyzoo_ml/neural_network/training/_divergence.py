"""A training whose loss is no number any more."""

from __future__ import annotations

import math

from skorch.callbacks import Callback

from galaxyzoo_ml.exceptions import DivergedError
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet

__all__ = ["StopOnNaN"]


class StopOnNaN(Callback):
    """Ends a fit whose loss is no number any more: nothing good comes after it."""

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        loss = net.history[-1, "train_loss"]
        if not math.isfinite(loss):
            raise DivergedError(
                f"the loss was {loss} in epoch {len(net.history)}: the training diverged; lower lr "
                f"(now {net.lr:g}), or scale X to about unit variance"
            )
