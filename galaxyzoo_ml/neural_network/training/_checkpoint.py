"""A training that can be killed and goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from skorch.callbacks import Callback
from skorch.history import History

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.exceptions import CheckpointError
from galaxyzoo_ml.neural_network.training._averaging import WeightAveraging
from galaxyzoo_ml.neural_network.training._early_stopping import EarlyStopping

__all__ = ["Checkpoint"]


class Checkpoint(Callback):
    """Writes the state of a training after each epoch, and takes it up again.

    What is random in an epoch follows from the seed and the epoch's number, so weights,
    optimiser, history and what other callbacks remember are all that has to be kept: a training
    that was killed ends with the same bits. The file goes when the training has ended.

    Parameters
    ----------
    path : pathlib.Path
    fingerprint : str
        Names the data and the parameters: a file of another training is refused.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint

    def resume(self, net: Any) -> None:
        """Bring a net, just initialised, to where the file says it was; no file, no change.

        Raises
        ------
        CheckpointError
            A file that cannot be read, or of another training.
        """
        if not self.path.exists():
            return
        try:
            state = torch.load(self.path, weights_only=True, map_location=net.device)
            if state["fingerprint"] != self.fingerprint:
                raise CheckpointError(
                    f"{self.path} belongs to a training with other data or parameters; "
                    "remove it, or give another checkpoint"
                )
            net.module_.load_state_dict(state["module"])
            net.optimizer_.load_state_dict(state["optimizer"])
            net.history_ = History(json.loads(state["history"]))
        except CheckpointError:
            raise
        except Exception as error:
            raise CheckpointError(f"{self.path} is not a whole checkpoint; remove it") from error
        self.rest_ = state["callbacks"]

    def on_train_begin(self, net: Any, **kwargs: Any) -> None:
        rest = self.__dict__.pop("rest_", {})
        for _, callback in net.callbacks_:
            if isinstance(callback, WeightAveraging) and "averaged" in rest:
                callback.averaged_.load_state_dict(rest["averaged"])
            if isinstance(callback, EarlyStopping) and "best" in rest:
                callback.best_ = rest["best"]

    def on_epoch_end(self, net: Any, **kwargs: Any) -> None:
        kept: dict[str, Any] = {}
        for _, callback in net.callbacks_:
            if isinstance(callback, WeightAveraging):
                kept["averaged"] = callback.averaged_.state_dict()
            if isinstance(callback, EarlyStopping):
                kept["best"] = callback.best_
        state = {
            "fingerprint": self.fingerprint,
            "module": net.module_.state_dict(),
            "optimizer": net.optimizer_.state_dict(),
            "history": json.dumps(net.history, default=float),  # NumPy's numbers, too
            "callbacks": kept,
        }
        with written_whole(self.path) as file:
            torch.save(state, file)
