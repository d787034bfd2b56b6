"""Training one net, or the members of an ensemble, one a core."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import torch
from joblib import Parallel, delayed, effective_n_jobs

from galaxyzoo_ml.neural_network.training._build import build_net
from galaxyzoo_ml.neural_network.training._callbacks import (
    callbacks_of_one_pass,
    callbacks_of_training,
    check_callbacks,
)
from galaxyzoo_ml.neural_network.training._checkpoint import (
    Checkpoint,
    fingerprint,
    path_of_member,
)
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData, Weights
from galaxyzoo_ml.neural_network.training._divergence import check_answers
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._precision import warn_if_imitated
from galaxyzoo_ml.neural_network.training._torch_session import torch_session

__all__ = ["train_further", "train_members"]

T = TypeVar("T")


def train_members(
    config: TrainingConfig, data: TrainingData, weights: Sequence[Weights] | None = None
) -> list[GalaxyNet]:
    """Train one net for each seed; several share the cores, each in a process of its own.

    Parameters
    ----------
    config : TrainingConfig
    data : TrainingData
    weights : sequence of dict of tensors, default=None
        What each net begins with. None draws them.

    Returns
    -------
    list of GalaxyNet
    """
    check_callbacks(config, data)
    warn_if_imitated(config.precision, config.device)
    starts = [None] * len(config.seeds) if weights is None else weights
    return _of_each(config, partial(_train, config, data), starts)


def train_further(
    config: TrainingConfig, data: TrainingData, nets: Sequence[GalaxyNet]
) -> list[GalaxyNet]:
    """Return nets that learnt from one pass more over data, from the weights of others.

    Parameters
    ----------
    config : TrainingConfig
        As it stands now: its rate is constant here.
    data : TrainingData
    nets : sequence of GalaxyNet

    Returns
    -------
    list of GalaxyNet
    """
    config = dataclasses.replace(config, lr_schedule="constant", checkpoint=None)
    check_callbacks(config, data)
    warn_if_imitated(config.precision, config.device)
    return _of_each(config, partial(_train_further, config, data), nets)


def _of_each(
    config: TrainingConfig, train: Callable[[int, T, int | None], GalaxyNet], starts: Sequence[T]
) -> list[GalaxyNet]:
    """Train each member from its start; it is given its number and its number of threads, too."""
    n_cores = effective_n_jobs(config.n_jobs)
    n_processes = min(len(starts), n_cores)
    if n_processes == 1 or config.device != "cpu":
        return [train(i, start, config.n_jobs) for i, start in enumerate(starts)]
    threads = n_cores // n_processes
    jobs = (delayed(train)(i, start, threads) for i, start in enumerate(starts))
    nets: list[GalaxyNet] = Parallel(n_jobs=n_processes)(jobs)
    return nets


def _train(
    config: TrainingConfig,
    data: TrainingData,
    member: int,
    weights: Weights | None,
    threads: int | None,
) -> GalaxyNet:
    seed = config.seeds[member]
    with torch_session(seed=seed, n_jobs=threads, device=config.device):
        net, checkpoint = build_net(config, seed, weights), None
        if config.checkpoint is not None:
            path = path_of_member(config.checkpoint, member)
            checkpoint = Checkpoint(path, fingerprint(config, data, net))
            if checkpoint.resume(net):
                return net
        net.replace_callbacks(callbacks_of_training(config, data, member, checkpoint))
        net.train(data.train, config.max_epochs - len(net.history), data.held_out)
        check_answers(net, data.train)
        if checkpoint is not None:
            checkpoint.end(net)
    return net


def _train_further(
    config: TrainingConfig, data: TrainingData, member: int, net: GalaxyNet, threads: int | None
) -> GalaxyNet:
    with torch_session(seed=net.seed, n_jobs=threads, device=config.device):
        further = build_net(config, net.seed, net.module_.state_dict())
        further.history_ = copy.deepcopy(net.history)
        if type(further.optimizer_) is type(net.optimizer_):
            _take_momenta(further.optimizer_, net.optimizer_)
        further.replace_callbacks(callbacks_of_one_pass(config, member))
        further.train(data.train, epochs=1)
        check_answers(further, data.train)
    return further


def _take_momenta(optimizer: torch.optim.Optimizer, before: torch.optim.Optimizer) -> None:
    """Go on with what another optimiser remembers, and the rates and decays as they now are."""
    now = [
        {name: value for name, value in group.items() if name != "params"}
        for group in optimizer.param_groups
    ]
    optimizer.load_state_dict(before.state_dict())
    for group, settings in zip(optimizer.param_groups, now, strict=True):
        group.update(settings)
