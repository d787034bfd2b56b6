"""Training one net, or the members of an ensemble, one a core."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from joblib import Parallel, delayed, effective_n_jobs
from torch import nn

from galaxyzoo_ml.neural_network.nets._embedding import last_layer
from galaxyzoo_ml.neural_network.training._averaging import WeightAveraging
from galaxyzoo_ml.neural_network.training._batches import Batches, NetDataset
from galaxyzoo_ml.neural_network.training._checkpoint import Checkpoint
from galaxyzoo_ml.neural_network.training._early_stopping import EarlyStopping
from galaxyzoo_ml.neural_network.training._net import GalaxyNet
from galaxyzoo_ml.neural_network.training._optimization import RateSchedule, make_optimizer
from galaxyzoo_ml.neural_network.training._progress import EpochBar, EpochRate, StopOnNaN
from galaxyzoo_ml.neural_network.training._torch_session import torch_session

if TYPE_CHECKING:
    from galaxyzoo_ml.neural_network._net_estimator import NetEstimator

__all__ = ["Training", "train_members"]


@dataclass
class Training:
    """What nets are trained on, and from where.

    Parameters
    ----------
    dataset : NetDataset or None
        None trains nothing: the nets are only built.
    held_out : NetDataset, default=None
        What early stopping judges by.
    starts : list of dict of tensors, default=None
        The weights to begin with, of each net. None draws them.
    nets : list of GalaxyNet, default=None
        Nets that go on.
    epochs : int, default=None
        None is the classifier's ``max_epochs``.
    """

    dataset: NetDataset | None
    held_out: NetDataset | None = None
    starts: list[dict[str, torch.Tensor]] | None = None
    nets: list[GalaxyNet] | None = None
    epochs: int | None = None


def train_members(estimator: NetEstimator, training: Training, seeds: list[int]) -> list[GalaxyNet]:
    """Train one net for each seed; several share the cores, each in a process of its own.

    Parameters
    ----------
    estimator : NetEstimator
        Its parameters are what counts.
    training : Training
    seeds : list of int

    Returns
    -------
    list of GalaxyNet
    """
    n_cores = effective_n_jobs(estimator.n_jobs)
    n_processes = min(len(seeds), n_cores) if training.dataset is not None else 1
    if n_processes == 1 or estimator._device() != "cpu":
        threads = estimator.n_jobs
        return [_train(estimator, training, i, seed, threads) for i, seed in enumerate(seeds)]
    jobs = (
        delayed(_train)(estimator, training, i, seed, n_cores // n_processes)
        for i, seed in enumerate(seeds)
    )
    nets: list[GalaxyNet] = Parallel(n_jobs=n_processes)(jobs)
    return nets


def _train(
    estimator: NetEstimator, training: Training, member: int, seed: int, threads: int | None
) -> GalaxyNet:
    device, dataset = estimator._device(), training.dataset
    with torch_session(seed=seed, n_jobs=threads, device=device):
        if training.nets is not None:
            net = _going_on(training.nets[member])
            epochs = len(net.history) + 1
        else:
            net = _built(estimator, training, member, seed)
            epochs = estimator.max_epochs if training.epochs is None else training.epochs
        checkpoint = next((c for _, c in net.callbacks_ if isinstance(c, Checkpoint)), None)
        if checkpoint is not None:
            checkpoint.resume(net)
        net.iterator_train__epoch = len(net.history)
        if dataset is not None:
            net.train(dataset, epochs - len(net.history))
        if checkpoint is not None:
            checkpoint.path.unlink(missing_ok=True)
    return net


def _going_on(net: GalaxyNet) -> GalaxyNet:
    """Return a net without what belonged to an earlier fit, at its first rate."""
    once = (RateSchedule, EarlyStopping, Checkpoint)
    net.callbacks_ = [(name, c) for name, c in net.callbacks_ if not isinstance(c, once)]
    for group in net.optimizer_.param_groups:
        group["lr"] = net.lr
    return net


def _built(estimator: NetEstimator, training: Training, member: int, seed: int) -> GalaxyNet:
    """Return an initialised net, with the weights to begin with."""
    module, parameters = estimator._module()
    criterion, options = estimator._criterion()
    net: GalaxyNet = GalaxyNet(
        module,
        **{f"module__{name}": value for name, value in parameters.items()},
        seed=seed,
        precision=getattr(estimator, "precision", "float32"),
        criterion=criterion,
        **{f"criterion__{name}": value for name, value in options.items()},
        optimizer=make_optimizer,
        optimizer__kind=estimator.optimizer,
        optimizer__momentum=estimator.momentum,
        optimizer__weight_decay=estimator.weight_decay,
        lr=estimator.lr,
        max_epochs=estimator.max_epochs,
        batch_size=estimator.batch_size,
        iterator_train=Batches,
        iterator_train__seed=seed,
        iterator_train__device=estimator._device(),
        train_split=None,
        classes=getattr(estimator, "classes_", None),
        callbacks=_callbacks(estimator, training, member, seed),
        verbose=0,
        device=estimator._device(),
    ).initialize()
    if training.starts is not None:
        net.module_.load_state_dict(training.starts[member])
    elif getattr(estimator, "start_from", None) is not None:
        _start_from(net.module_, estimator.start_from)
    estimator._check_module(net.module_)
    net.module_.to(memory_format=torch.channels_last)  # as the batches are
    return net


def _start_from(module: nn.Module, trained: nn.Module) -> None:
    """Take the weights of a trained net, all but those of its last layer.

    Raises
    ------
    ValueError
        A net of another architecture.
    """
    last, _ = last_layer(module)
    weights = module.state_dict()
    known = {key: value for key, value in trained.state_dict().items() if not _is_of(last, key)}
    wanted = {key: value.shape for key, value in weights.items() if not _is_of(last, key)}
    if {key: value.shape for key, value in known.items()} != wanted:
        raise ValueError(
            f"start_from is a {type(trained).__name__} whose weights do not fit this "
            f"{type(module).__name__}: architecture, input_size and reflect have to be the same"
        )
    module.load_state_dict({**weights, **known})


def _is_of(layer: str, key: str) -> bool:
    return key.startswith(f"{layer}.")


def _callbacks(estimator: NetEstimator, training: Training, member: int, seed: int) -> list[Any]:
    callbacks: list[Any] = [StopOnNaN(), EpochRate()]
    if training.dataset is not None and training.epochs is None:
        steps = -(-len(training.dataset) // estimator.batch_size)
        callbacks.append(
            RateSchedule(estimator.lr_schedule, estimator.lr, steps, estimator.max_epochs)
        )
    averaging = None
    if getattr(estimator, "averaging", 0.0) > 0:
        averaging = WeightAveraging(getattr(estimator, "averaging", 0.0))
        callbacks.append(averaging)
    if training.held_out is not None:
        patience = estimator.n_iter_no_change
        callbacks.append(EarlyStopping(training.held_out, patience, averaging))
    callbacks += copy.deepcopy(list(estimator.callbacks or []))
    if estimator.checkpoint is not None and training.epochs is None:
        callbacks.append(_checkpoint(estimator, training, member, seed))
    if estimator.verbose and member == 0 and training.dataset is not None:
        callbacks.append(EpochBar())
    return callbacks


def _checkpoint(estimator: NetEstimator, training: Training, member: int, seed: int) -> Checkpoint:
    """Return the checkpoint of a member, with a name for all that the result depends on.

    Raises
    ------
    ValueError
        A `random_state` that another process could not repeat.
    """
    if not isinstance(estimator.random_state, int | np.integer):
        raise ValueError(
            "a checkpoint needs a whole number as random_state: without it, the training that "
            "goes on would be another one"
        )
    path = Path(estimator.checkpoint)  # type: ignore[arg-type]
    if member > 0:
        path = path.with_name(f"{path.stem}-{member}{path.suffix}")
    params = estimator.get_params(deep=False)
    for name in ("callbacks", "checkpoint", "device", "n_jobs", "verbose"):
        params.pop(name)
    data: Any = training.dataset
    modules = {name: value for name, value in params.items() if isinstance(value, nn.Module)}
    digest = hashlib.sha256(repr((sorted(params.items()), seed)).encode())
    for _, module in sorted(modules.items()):  # a repr says nothing of weights
        for key, tensor in module.state_dict().items():
            digest.update(key.encode() + tensor.detach().cpu().numpy().tobytes())
    digest.update(data.targets.numpy().tobytes() + data.weights.numpy().tobytes())
    some = np.linspace(0, len(data) - 1, 16).astype(np.intp)
    digest.update(data.inputs(some, "cpu").contiguous().numpy().tobytes())
    return Checkpoint(path, digest.hexdigest())
