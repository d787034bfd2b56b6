"""How nets are to be trained, without a word of who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from numpy.typing import NDArray
from skorch.callbacks import Callback
from torch import nn

from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset

__all__ = ["TrainingConfig", "TrainingData", "Weights"]

Weights = Mapping[str, torch.Tensor]
"""What ``module.state_dict()`` returns."""


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """All that decides how nets learn, whatever the data; it travels to other processes.

    Parameters
    ----------
    module : callable
        Makes a module; its random weights are drawn from torch's generator.
    criterion : callable
        Makes the loss: of outputs, and of targets with weights.
    seeds : sequence of int
        One for each net: of its first weights, the order of rows and their augmentation.
    classes : ndarray, default=None
        What skorch's net calls its classes.
    max_epochs, batch_size : int
    optimizer : {"sgd", "adam", "adamw"}
    lr : float
    lr_schedule : {"constant", "linear", "cosine", "one-cycle"}
    momentum, weight_decay : float
    averaging : float
        Decay of the averaged weights; 0 averages none.
    precision : {"float32", "bfloat16"}
    patience : int or None
        Epochs without a lower held-out loss after which a training ends, with the best weights.
        None only watches the held-out loss.
    callbacks : sequence of skorch callbacks
        As they are for one net; copied for each of several.
    checkpoint : pathlib.Path or None
    device : str
        As torch names it.
    n_jobs : int or None
    verbose : int
    """

    module: Callable[[], nn.Module]
    criterion: Callable[[], nn.Module]
    seeds: Sequence[int]
    classes: NDArray[Any] | None = None
    max_epochs: int
    batch_size: int
    optimizer: str
    lr: float
    lr_schedule: str
    momentum: float
    weight_decay: float
    averaging: float
    precision: str
    patience: int | None
    callbacks: Sequence[Callback] = ()
    checkpoint: Path | None = None
    device: str = "cpu"
    n_jobs: int | None = None
    verbose: int = 0


@dataclass(frozen=True)
class TrainingData:
    """What nets learn from.

    Parameters
    ----------
    train : NetDataset
    held_out : NetDataset, default=None
        What a training is judged by.
    """

    train: NetDataset
    held_out: NetDataset | None = None
