"""What watches a training."""

from __future__ import annotations

import math
from typing import Any

from skorch.callbacks import Callback
from tqdm import tqdm

from galaxyzoo_ml.exceptions import DivergedError

__all__ = ["EpochBar", "EpochRate", "StopOnNaN"]


class StopOnNaN(Callback):
    """Ends a fit whose loss is no number any more: nothing good comes after it."""

    def on_epoch_end(self, net: Any, **kwargs: Any) -> None:
        loss = net.history[-1, "train_loss"]
        if not math.isfinite(loss):
            raise DivergedError(
                f"the loss was {loss} in epoch {len(net.history)}: the training diverged; lower lr "
                f"(now {net.lr:g}), or scale X to about unit variance"
            )


class EpochRate(Callback):
    """Records how many images a second an epoch took."""

    def on_epoch_end(self, net: Any, dataset_train: Any = None, **kwargs: Any) -> None:
        net.history.record("images_per_second", len(dataset_train) / net.history[-1, "dur"])


class EpochBar(Callback):
    """Shows the epochs of a fit, with the losses and the rate, on standard error."""

    def on_train_begin(self, net: Any, **kwargs: Any) -> None:
        done = len(net.history)
        self.bar_ = tqdm(total=net.max_epochs, initial=done, desc="training", unit="epoch")

    def on_epoch_end(self, net: Any, **kwargs: Any) -> None:
        last = net.history[-1]
        losses = f"loss {last['train_loss']:.4f}"
        if "valid_loss" in last:
            losses += f", held out {last['valid_loss']:.4f}"
        self.bar_.set_postfix_str(f"{losses}, {last['images_per_second']:,.0f} images/s")
        self.bar_.update()

    def on_train_end(self, net: Any, **kwargs: Any) -> None:
        self.bar_.close()
        del self.bar_
