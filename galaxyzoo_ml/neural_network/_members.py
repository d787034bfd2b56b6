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

from galaxyzoo_ml.neural_network._averaging import WeightAveraging
from galaxyzoo_ml.neural_network._batches import Batches, NetDataset
from galaxyzoo_ml.neural_network._checkpoint import Checkpoint
from galaxyzoo_ml.neural_network._early_stopping import EarlyStopping
from galaxyzoo_ml.neural_network._loss import WeightedCrossEntropy
from galaxyzoo_ml.neural_network._net import GalaxyNet
from galaxyzoo_ml.neural_network._optimization import RateSchedule, make_optimizer
from galaxyzoo_ml.neural_network._progress import EpochBar, EpochRate, StopOnNaN
from galaxyzoo_ml.neural_network._session import torch_session

if TYPE_CHECKING:
    from galaxyzoo_ml.neural_network._net_classifier import NetClassifier

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


def train_members(
    classifier: NetClassifier, training: Training, seeds: list[int]
) -> list[GalaxyNet]:
    """Train one net for each seed; several share the cores, each in a process of its own.

    Parameters
    ----------
    classifier : NetClassifier
        Its parameters are what counts.
    training : Training
    seeds : list of int

    Returns
    -------
    list of GalaxyNet
    """
    n_cores = effective_n_jobs(classifier.n_jobs)
    n_processes = min(len(seeds), n_cores) if training.dataset is not None else 1
    if n_processes == 1 or classifier._device() != "cpu":
        threads = classifier.n_jobs
        return [_train(classifier, training, i, seed, threads) for i, seed in enumerate(seeds)]
    jobs = (
        delayed(_train)(classifier, training, i, seed, n_cores // n_processes)
        for i, seed in enumerate(seeds)
    )
    nets: list[GalaxyNet] = Parallel(n_jobs=n_processes)(jobs)
    return nets


def _train(
    classifier: NetClassifier, training: Training, member: int, seed: int, threads: int | None
) -> GalaxyNet:
    device, dataset = classifier._device(), training.dataset
    with torch_session(seed=seed, n_jobs=threads, device=device):
        if training.nets is not None:
            net = _going_on(training.nets[member])
            epochs = len(net.history) + 1
        else:
            net = _built(classifier, training, member, seed)
            epochs = classifier.max_epochs if training.epochs is None else training.epochs
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


def _built(classifier: NetClassifier, training: Training, member: int, seed: int) -> GalaxyNet:
    """Return an initialised net, with the weights to begin with."""
    module, parameters = classifier._module()
    net: GalaxyNet = GalaxyNet(
        module,
        **{f"module__{name}": value for name, value in parameters.items()},
        seed=seed,
        precision=getattr(classifier, "precision", "float32"),
        criterion=WeightedCrossEntropy,
        criterion__label_smoothing=classifier.label_smoothing,
        optimizer=make_optimizer,
        optimizer__kind=classifier.optimizer,
        optimizer__momentum=classifier.momentum,
        optimizer__weight_decay=classifier.weight_decay,
        lr=classifier.lr,
        max_epochs=classifier.max_epochs,
        batch_size=classifier.batch_size,
        iterator_train=Batches,
        iterator_train__seed=seed,
        iterator_train__device=classifier._device(),
        train_split=None,
        classes=classifier.classes_,
        callbacks=_callbacks(classifier, training, member, seed),
        verbose=0,
        device=classifier._device(),
    ).initialize()
    if training.starts is not None:
        net.module_.load_state_dict(training.starts[member])
    net.module_.to(memory_format=torch.channels_last)  # as the batches are
    return net


def _callbacks(classifier: NetClassifier, training: Training, member: int, seed: int) -> list[Any]:
    callbacks: list[Any] = [StopOnNaN(), EpochRate()]
    if training.dataset is not None and training.epochs is None:
        steps = -(-len(training.dataset) // classifier.batch_size)
        callbacks.append(
            RateSchedule(classifier.lr_schedule, classifier.lr, steps, classifier.max_epochs)
        )
    averaging = None
    if getattr(classifier, "averaging", 0.0) > 0:
        averaging = WeightAveraging(getattr(classifier, "averaging", 0.0))
        callbacks.append(averaging)
    if training.held_out is not None:
        patience = classifier.n_iter_no_change
        callbacks.append(EarlyStopping(training.held_out, patience, averaging))
    callbacks += copy.deepcopy(list(classifier.callbacks or []))
    if classifier.checkpoint is not None and training.epochs is None:
        callbacks.append(_checkpoint(classifier, training, member, seed))
    if classifier.verbose and member == 0 and training.dataset is not None:
        callbacks.append(EpochBar())
    return callbacks


def _checkpoint(
    classifier: NetClassifier, training: Training, member: int, seed: int
) -> Checkpoint:
    """Return the checkpoint of a member, with a name for all that the result depends on.

    Raises
    ------
    ValueError
        A `random_state` that another process could not repeat.
    """
    if not isinstance(classifier.random_state, int | np.integer):
        raise ValueError(
            "a checkpoint needs a whole number as random_state: without it, the training that "
            "goes on would be another one"
        )
    path = Path(classifier.checkpoint)  # type: ignore[arg-type]
    if member > 0:
        path = path.with_name(f"{path.stem}-{member}{path.suffix}")
    params = classifier.get_params(deep=False)
    for name in ("callbacks", "checkpoint", "device", "n_jobs", "verbose"):
        params.pop(name)
    data: Any = training.dataset
    digest = hashlib.sha256(repr((sorted(params.items()), seed)).encode())
    digest.update(data.targets.numpy().tobytes() + data.weights.numpy().tobytes())
    some = np.linspace(0, len(data) - 1, 16).astype(np.intp)
    digest.update(data.inputs(some, "cpu").contiguous().numpy().tobytes())
    return Checkpoint(path, digest.hexdigest())
