"""The skorch net inside the classifiers."""

from __future__ import annotations

from typing import Any

import torch
from skorch import NeuralNetClassifier
from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network.training._batches import epoch_seed
from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset

__all__ = ["GalaxyNet"]


class _Stopped(Exception):  # noqa: N818 - no error: a callback has had enough
    """Raised by a callback at the end of an epoch."""


class GalaxyNet(NeuralNetClassifier):
    """A skorch net that seeds each epoch, and multiplies in half precision if asked to.

    Parameters
    ----------
    seed : int
    precision : {"float32", "bfloat16"}
    """

    def __init__(
        self, *args: Any, seed: int = 0, precision: str = "float32", **kwargs: Any
    ) -> None:
        self.seed = seed
        self.precision = precision
        super().__init__(*args, **kwargs)

    def replace_callbacks(self, callbacks: list[Callback]) -> None:
        """Be accompanied by these, beside skorch's own, from now on."""
        self.callbacks = callbacks
        self.initialize_callbacks()

    def train(self, dataset: NetDataset, epochs: int) -> None:
        """Train for some epochs more. Ctrl-C is not swallowed, as skorch's `fit` would."""
        self.iterator_train__epoch = len(self.history)
        self.notify("on_train_begin", X=dataset, y=None)
        try:
            if epochs > 0:
                self.fit_loop(dataset, None, epochs=epochs)
        except _Stopped:
            pass
        finally:
            self.notify("on_train_end", X=dataset, y=None)

    def notify(self, method_name: str, **cb_kwargs: Any) -> None:
        """Call the callbacks; skorch's own stop a training by a KeyboardInterrupt."""
        if method_name == "on_epoch_begin":
            torch.manual_seed(epoch_seed(self.seed, len(self.history)))
        if method_name != "on_epoch_end":
            super().notify(method_name, **cb_kwargs)
            return
        try:
            super().notify(method_name, **cb_kwargs)
        except KeyboardInterrupt as stop:
            raise _Stopped from stop

    def infer(self, x: Any, **fit_params: Any) -> torch.Tensor:
        """Return logits, in float32 or better."""
        half = self.precision == "bfloat16"
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=half):
            logits: torch.Tensor = super().infer(x, **fit_params)
        return logits.float() if half else logits
