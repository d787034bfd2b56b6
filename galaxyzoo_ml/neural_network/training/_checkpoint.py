"""A training that can be killed and goes on where it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from skorch.callbacks import Callback
from skorch.history import History

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.exceptions import CheckpointError
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData
from galaxyzoo_ml.neural_network.training._early_stopping import EarlyStopping
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._weight_averaging import WeightAveraging

__all__ = ["Checkpoint", "files_of_members", "fingerprint", "path_of_member"]

_FORMAT = 3
_WITHOUT_EFFECT = (  # on what is learnt; the module is told by its first weights
    "module", "seeds", "classes", "callbacks", "checkpoint", "device", "n_jobs", "verbose",
)  # fmt: skip


class Checkpoint(Callback):
    """Writes the state of a training after each epoch, and takes it up again.

    What is random in an epoch follows from the seed and the epoch's number, so weights,
    optimiser, history and what other callbacks remember are all that has to be kept: a training
    that was killed ends with the same bits. A training that has ended leaves its weights there:
    who asked for it removes the file.

    Parameters
    ----------
    path : pathlib.Path
    fingerprint : str
        Names the data and the parameters: a file of another training is refused.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint

    def resume(self, net: GalaxyNet) -> bool:
        """Bring a net, just initialised, to where the file says it was; no file, no change.

        Returns
        -------
        bool
            Whether its training has ended.

        Raises
        ------
        CheckpointError
            A file that cannot be read, or of another training.
        """
        if not self.path.exists():
            return False
        try:
            state = torch.load(self.path, weights_only=True, map_location=net.device)
            self._check(state)
            net.module_.load_state_dict(state["module"])
            net.optimizer_.load_state_dict(state["optimizer"])
            net.history_ = History(json.loads(state["history"]))
        except CheckpointError:
            raise
        except OSError as error:
            raise CheckpointError(f"{self.path} cannot be read ({error.strerror})") from error
        except Exception as error:
            raise CheckpointError(
                f"{self.path} is not a whole checkpoint; give another path"
            ) from error
        self.resumed_ = state["callbacks"]
        return bool(state["ended"])

    def _check(self, state: dict[str, Any]) -> None:
        if "fingerprint" not in state:
            raise CheckpointError(
                f"{self.path} is no checkpoint of galaxyzoo-ml; give another path"
            )
        if state.get("format") != _FORMAT:
            raise CheckpointError(
                f"{self.path} was written by another version of galaxyzoo-ml; give another path"
            )
        if state["fingerprint"] != self.fingerprint:
            raise CheckpointError(
                f"{self.path} belongs to a training with other data or parameters; "
                "give another path"
            )

    def on_train_begin(self, net: GalaxyNet, **kwargs: object) -> None:
        resumed = self.__dict__.pop("resumed_", {})
        for _, callback in net.callbacks_:
            if isinstance(callback, WeightAveraging) and "averaged" in resumed:
                callback.averaged_.load_state_dict(resumed["averaged"])
            if isinstance(callback, EarlyStopping) and "best" in resumed:
                callback.best_ = resumed["best"]

    def on_epoch_end(self, net: GalaxyNet, **kwargs: object) -> None:
        self._write(net, ended=False)

    def end(self, net: GalaxyNet) -> None:
        """Keep the weights of a net whose training has ended."""
        self._write(net, ended=True)

    def _write(self, net: GalaxyNet, *, ended: bool) -> None:
        state_of_callbacks: dict[str, Any] = {}
        for _, callback in net.callbacks_:
            if isinstance(callback, WeightAveraging) and not ended:
                state_of_callbacks["averaged"] = callback.averaged_.state_dict()
            if isinstance(callback, EarlyStopping) and not ended:
                state_of_callbacks["best"] = callback.best_
        state = {
            "format": _FORMAT,
            "ended": ended,
            "fingerprint": self.fingerprint,
            "module": net.module_.state_dict(),
            "optimizer": net.optimizer_.state_dict(),
            "history": json.dumps(_epochs(net.history), default=float),  # NumPy's numbers, too
            "callbacks": state_of_callbacks,
        }
        with written_whole(self.path) as file:
            torch.save(state, file)


def _epochs(history: History) -> list[dict[str, Any]]:
    """Return the history without what happened batch by batch."""
    return [{**epoch, "batches": []} for epoch in history]


def fingerprint(config: TrainingConfig, data: TrainingData, net: GalaxyNet) -> str:
    """Return a name for all that the result of a training depends on.

    Parameters
    ----------
    config : TrainingConfig
    data : TrainingData
    net : GalaxyNet
        As it begins.
    """
    values = vars(config).items()
    settings = sorted((name, value) for name, value in values if name not in _WITHOUT_EFFECT)
    digest = hashlib.sha256(repr((settings, net.seed, net.module_)).encode())
    for key, tensor in net.module_.state_dict().items():
        digest.update(key.encode() + tensor.cpu().numpy().tobytes())
    for dataset in (data.train, data.held_out):
        digest.update(b"none" if dataset is None else dataset.fingerprint().encode())
    return digest.hexdigest()


def path_of_member(path: Path, member: int) -> Path:
    """Return the file of one member of an ensemble."""
    return path if member == 0 else path.with_name(f"{path.stem}-{member}{path.suffix}")


def files_of_members(path: Path, n_members: int) -> list[Path]:
    """Return the files of all members of an ensemble."""
    return [path_of_member(path, member) for member in range(n_members)]
