"""What accompanies a training, in the order in which it is called."""

from __future__ import annotations

import copy

from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network.training._checkpoint import Checkpoint
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData
from galaxyzoo_ml.neural_network.training._divergence import StopOnNaN
from galaxyzoo_ml.neural_network.training._early_stopping import EarlyStopping
from galaxyzoo_ml.neural_network.training._progress import EpochBar, EpochRate
from galaxyzoo_ml.neural_network.training._rate_schedule import RateSchedule
from galaxyzoo_ml.neural_network.training._weight_averaging import WeightAveraging

__all__ = ["callbacks_of_one_pass", "callbacks_of_training"]


def callbacks_of_training(
    config: TrainingConfig, data: TrainingData, member: int, checkpoint: Checkpoint | None
) -> list[Callback]:
    """Return the callbacks of a whole training."""
    steps = -(-len(data.train) // config.batch_size)
    averaging = _averaging(config)
    callbacks: list[Callback] = [
        StopOnNaN(),
        EpochRate(),
        RateSchedule(config.lr_schedule, config.lr, steps, config.max_epochs),
        *averaging,
    ]
    if data.held_out is not None:
        callbacks.append(EarlyStopping(data.held_out, config.patience, *averaging))
    callbacks += _copied(config)
    if checkpoint is not None:
        callbacks.append(checkpoint)
    return callbacks + _bar(config, member)


def callbacks_of_one_pass(config: TrainingConfig, member: int) -> list[Callback]:
    """Return the callbacks of one pass more, at a constant rate."""
    own = [StopOnNaN(), EpochRate(), *_averaging(config)]
    return own + _copied(config) + _bar(config, member)


def _averaging(config: TrainingConfig) -> list[WeightAveraging]:
    return [WeightAveraging(config.averaging)] if config.averaging > 0 else []


def _copied(config: TrainingConfig) -> list[Callback]:
    return copy.deepcopy(list(config.callbacks))


def _bar(config: TrainingConfig, member: int) -> list[EpochBar]:
    return [EpochBar()] if config.verbose and member == 0 else []  # one bar for an ensemble
