"""The skorch net inside the classifiers."""

from __future__ import annotations

from typing import Any

import torch
from skorch import NeuralNetClassifier
from skorch.callbacks import Callback
from torch import nn

from galaxyzoo_ml.neural_network.training._batches import epoch_seed
from galaxyzoo_ml.neural_network.training._ctrl_c import CtrlC
from galaxyzoo_ml.neural_network.training._net_dataset import Batch, NetDataset

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

    @property
    def _default_callbacks(self) -> list[tuple[str, Callback]]:
        """Those of skorch: an accuracy only where there are classes."""
        own: list[tuple[str, Callback]] = super()._default_callbacks
        return [each for each in own if self.classes is not None or each[0] != "valid_acc"]

    def replace_callbacks(self, callbacks: list[Callback]) -> None:
        """Be accompanied by these, beside skorch's own, from now on."""
        self.callbacks = callbacks
        self.initialize_callbacks()

    def train(self, dataset: NetDataset, epochs: int, held_out: NetDataset | None = None) -> None:
        """Train for some epochs more. Ctrl-C is not swallowed, as skorch's `fit` would.

        Parameters
        ----------
        dataset : NetDataset
        epochs : int
        held_out : NetDataset, default=None
            What each epoch is judged by; forgotten in the end.
        """
        self.iterator_train__epoch = len(self.history)
        self._held_out = held_out
        with CtrlC() as self._ctrl_c:
            self.notify("on_train_begin", X=dataset, y=None)
            try:
                if epochs > 0:
                    self.fit_loop(dataset, None, epochs=epochs)
            except _Stopped:
                pass
            finally:
                self.notify("on_train_end", X=dataset, y=None)
                del self._held_out, self._ctrl_c

    def get_split_datasets(
        self, X: NetDataset, y: object = None, **fit_params: object
    ) -> tuple[NetDataset, NetDataset | None]:
        """Return what is learnt, and what each epoch is judged by."""
        return X, self._held_out

    @property
    def judged(self) -> nn.Module:
        """The module that would be kept, were this epoch the last: averaged, if so asked for."""
        for _, callback in self.callbacks_:
            averaged = getattr(callback, "averaged_", None)
            if averaged is not None:
                return averaged.module  # type: ignore[no-any-return]
        return self.module_  # type: ignore[no-any-return]

    def validation_step(self, batch: Batch, **fit_params: object) -> dict[str, Any]:
        """Judge held-out rows: in float32, without weights and smoothing."""
        x, (targets, _) = batch
        with torch.no_grad():
            outputs = self.judged.eval()(x)
            loss = self.criterion_.losses(outputs, targets).mean()
        return {"loss": loss, "y_pred": outputs}

    def notify(self, method_name: str, **cb_kwargs: Any) -> None:
        """Call the callbacks; skorch's own stop a training by a KeyboardInterrupt."""
        if method_name == "on_epoch_begin":
            torch.manual_seed(epoch_seed(self.seed, len(self.history)))
        if "batch" in cb_kwargs:
            cb_kwargs["batch"] = _as_skorch_knows_it(cb_kwargs["batch"])
        if method_name != "on_epoch_end":
            super().notify(method_name, **cb_kwargs)
            return
        try:
            super().notify(method_name, **cb_kwargs)
        except KeyboardInterrupt as stop:
            if self._ctrl_c.came:
                raise
            raise _Stopped from stop
        finally:
            self.history[-1]["batches"] = []  # they would be nearly all of a pickle

    def infer(self, x: torch.Tensor, **fit_params: Any) -> torch.Tensor:
        """Return logits, in float32 or better."""
        half = self.precision == "bfloat16"
        with torch.autocast(torch.device(self.device).type, torch.bfloat16, enabled=half):
            logits: torch.Tensor = super().infer(x, **fit_params)
        return logits.float() if logits.dtype == torch.bfloat16 else logits


def _as_skorch_knows_it(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """Return inputs and class numbers, without weights: of soft labels, the most probable."""
    x, (targets, _) = batch
    return x, targets.argmax(dim=1) if targets.ndim == 2 else targets
