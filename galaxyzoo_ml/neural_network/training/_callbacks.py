"""What accompanies a training, in the order in which it is called."""

from __future__ import annotations

import copy

from skorch.callbacks import Callback, LRScheduler
from skorch.callbacks.scoring import ScoringBase

from galaxyzoo_ml.neural_network.training._batches import Batches
from galaxyzoo_ml.neural_network.training._checkpoint import Checkpoint
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData
from galaxyzoo_ml.neural_network.training._divergence import StopOnNaN
from galaxyzoo_ml.neural_network.training._early_stopping import EarlyStopping
from galaxyzoo_ml.neural_network.training._progress import EpochBar, EpochRate
from galaxyzoo_ml.neural_network.training._rate_schedule import RateSchedule
from galaxyzoo_ml.neural_network.training._weight_averaging import WeightAveraging

__all__ = ["callbacks_of_one_pass", "callbacks_of_training", "check_callbacks"]


def callbacks_of_training(
    config: TrainingConfig, data: TrainingData, member: int, checkpoint: Checkpoint | None
) -> list[Callback]:
    """Return the callbacks of a whole training."""
    callbacks: list[Callback] = [StopOnNaN(), EpochRate()]
    if config.lr_schedule != "constant":
        steps = len(Batches(data.train, config.batch_size, config.seeds[member]))
        callbacks.append(RateSchedule(config.lr_schedule, config.lr, steps, config.max_epochs))
    callbacks += _averaging(config)
    if data.held_out is not None and config.patience is not None:
        callbacks.append(EarlyStopping(config.patience))
    callbacks += _given(config)
    if checkpoint is not None:
        callbacks.append(checkpoint)
    return callbacks + _bar(config, member)


def check_callbacks(config: TrainingConfig, data: TrainingData) -> None:
    """Refuse callbacks that would say or do nothing.

    Raises
    ------
    TypeError
        What is no callback of skorch.
    ValueError
        What scores held-out rows where there are none, or classes where none are learnt; a rate
        that two set, or that would begin anew behind a checkpoint.
    """
    for given in config.callbacks:
        callback = given[1] if isinstance(given, tuple) else given
        name = getattr(callback, "__name__", type(callback).__name__)
        kind = callback if isinstance(callback, type) else type(callback)
        if not issubclass(kind, Callback):
            raise TypeError(f"callbacks are those of skorch, and {name} is none: {callback!r}")
        if isinstance(callback, ScoringBase):
            if config.classes is None:
                raise ValueError(f"{name} scores classes, and what is learnt here are none")
            if data.held_out is None and not callback.on_train:
                raise ValueError(
                    f"{name} scores held-out galaxies, and there are none: set "
                    "early_stopping=True, or give fit X_val and y_val, or "
                    f"{name}(..., on_train=True)"
                )
        if isinstance(callback, LRScheduler):
            if config.lr_schedule != "constant":
                raise ValueError(
                    f"{name} and lr_schedule={config.lr_schedule!r} would both set the rate: "
                    "lr_schedule='constant' leaves it to the callback"
                )
            if config.checkpoint is not None:
                raise ValueError(
                    f"{name} begins anew where a checkpoint goes on: use lr_schedule instead, or "
                    "no checkpoint"
                )


def callbacks_of_one_pass(config: TrainingConfig, member: int) -> list[Callback]:
    """Return the callbacks of one pass more, at a constant rate."""
    own = [StopOnNaN(), EpochRate(), *_averaging(config)]
    return own + _given(config) + _bar(config, member)


def _averaging(config: TrainingConfig) -> list[WeightAveraging]:
    return [WeightAveraging(config.averaging)] if config.averaging > 0 else []


def _given(config: TrainingConfig) -> list[Callback]:
    given = list(config.callbacks)
    # What listens to one net may report to somebody outside, whom a copy would not know.
    return given if len(config.seeds) == 1 else copy.deepcopy(given)


def _bar(config: TrainingConfig, member: int) -> list[EpochBar]:
    return [EpochBar()] if config.verbose and member == 0 else []  # one bar for an ensemble
