"""Nets before they have learnt anything, or with weights from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from galaxyzoo_ml.neural_network.training._batches import Batches
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, Weights
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._optimizer import make_optimizer
from galaxyzoo_ml.neural_network.training._torch_session import torch_session

__all__ = ["build_net", "build_nets"]


_JUDGED_AT_A_TIME = 256  # held-out rows


def build_nets(config: TrainingConfig, weights: Sequence[Weights] | None = None) -> list[GalaxyNet]:
    """Return a net for each seed, not trained.

    Parameters
    ----------
    config : TrainingConfig
    weights : sequence of dict of tensors, default=None
        Those of each net, of a model file, say. None draws them.
    """
    nets = []
    for member, seed in enumerate(config.seeds):
        with torch_session(seed=seed, device=config.device):
            nets.append(build_net(config, seed, None if weights is None else weights[member]))
    return nets


def build_net(config: TrainingConfig, seed: int, weights: Weights | None = None) -> GalaxyNet:
    """Return one net, initialised from torch's generator as it stands."""
    net: GalaxyNet = GalaxyNet(
        config.module,
        seed=seed,
        precision=config.precision,
        criterion=config.criterion,
        optimizer=make_optimizer,
        optimizer__kind=config.optimizer,
        optimizer__momentum=config.momentum,
        optimizer__weight_decay=config.weight_decay,
        lr=config.lr,
        max_epochs=config.max_epochs,
        batch_size=config.batch_size,
        iterator_train=Batches,
        iterator_train__seed=seed,
        iterator_train__device=config.device,
        iterator_valid=Batches,
        iterator_valid__device=config.device,
        iterator_valid__batch_size=_JUDGED_AT_A_TIME,
        use_caching=True,
        train_split=None,
        classes=config.classes,
        verbose=0,
        device=config.device,
    ).initialize()
    if weights is not None:
        _take(weights, net)
    net.module_.to(memory_format=torch.channels_last)  # as the batches are
    return net


def _take(weights: Weights, net: GalaxyNet) -> None:
    try:
        net.module_.load_state_dict(weights)
    except RuntimeError as error:
        first = str(error).splitlines()[1].strip() if "\n" in str(error) else str(error)
        raise ValueError(
            f"the weights to go on from do not fit this {type(net.module_).__name__}: {first}"
        ) from error
