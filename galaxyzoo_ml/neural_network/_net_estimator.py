"""What has skorch nets, in scikit-learn's grammar: whatever it learns."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import _check_sample_weight, check_is_fitted
from skorch.callbacks import Callback
from skorch.history import History
from torch import nn

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network._held_out import hold_out_rows, hold_out_sources
from galaxyzoo_ml.neural_network.nets._embedding import embedder, n_embedded
from galaxyzoo_ml.neural_network.nets._folded import folded, is_ours
from galaxyzoo_ml.neural_network.training._batches import Batches
from galaxyzoo_ml.neural_network.training._build import build_nets
from galaxyzoo_ml.neural_network.training._checkpoint import files_of_members
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData, Weights
from galaxyzoo_ml.neural_network.training._cross_entropy import WeightedCrossEntropy
from galaxyzoo_ml.neural_network.training._devices import resolve_device
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.neural_network.training._map_batches import map_batches
from galaxyzoo_ml.neural_network.training._members import train_members
from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset
from galaxyzoo_ml.neural_network.training._optimizer import OPTIMIZERS
from galaxyzoo_ml.neural_network.training._precision import resolve_precision
from galaxyzoo_ml.neural_network.training._rate_schedule import SCHEDULES

__all__ = ["HeldOut", "NetEstimator", "of_mean_1"]


class HeldOut(NamedTuple):
    """What a training is judged by, and which rows it may learn from."""

    dataset: NetDataset | None = None
    train_rows: NDArray[np.bool_] | None = None  # None: all


# Rows at a time, which bounds the memory of prediction. On a CPU, larger batches make tensors of
# more than 32 MB, which glibc gives back to the system after each, and gets again page by page.
_PREDICT_BATCH, _PREDICT_BATCH_OF_CPU = 256, 64


class NetEstimator(
    ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator, metaclass=ABCMeta
):
    """An estimator that has skorch nets, built in `fit`.

    Subclasses say what X and y are, how X becomes tensors, and which module learns by which loss.
    """

    _parameter_constraints: dict[str, Any] = {
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "optimizer": [StrOptions(set(OPTIMIZERS))],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "lr_schedule": [StrOptions(set(SCHEDULES))],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "label_smoothing": [Interval(Real, 0, 1, closed="left")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "warm_start": ["boolean"],
        "checkpoint": [str, Path, None],
        "keep_checkpoint": ["boolean"],
        "device": [str],
        "n_jobs": [Integral, None],
        "callbacks": [list, tuple, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    max_epochs: int
    batch_size: int
    optimizer: str
    lr: float
    lr_schedule: str
    momentum: float
    weight_decay: float
    label_smoothing: float
    early_stopping: bool
    validation_fraction: float
    n_iter_no_change: int
    warm_start: bool
    checkpoint: str | Path | None
    keep_checkpoint: bool
    device: str
    n_jobs: int | None
    callbacks: Sequence[Callback] | None
    random_state: RandomState
    verbose: int
    # What nets of images have a parameter for:
    n_members: int = 1
    averaging: float = 0.0
    precision: str = "float32"

    @abstractmethod
    def _validated(self, X: ArrayLike, *, reset: bool) -> ImageArray | NDArray[Any]:
        """Return X as this estimator takes it, and set or check what it knows of it."""

    def _validated_beside(
        self, X_val: ArrayLike, X: ImageArray | NDArray[Any]
    ) -> ImageArray | NDArray[Any]:
        """Return held-out X_val, validated, if it is of the kind of X."""
        return self._validated(X_val, reset=False)

    @abstractmethod
    def _dataset(
        self,
        X: ImageArray | NDArray[Any],
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> NetDataset:
        """Return validated X as what batches are made of, varied while it is learnt from."""

    @abstractmethod
    def _module(self) -> Callable[[], nn.Module]:
        """Return what makes a module; it travels to other processes."""

    def _criterion(self) -> Callable[[], nn.Module]:
        """Return what makes the loss."""
        return partial(WeightedCrossEntropy, label_smoothing=self.label_smoothing)

    def _training_config(self, seeds: Sequence[int]) -> TrainingConfig:
        """Return how nets are to be trained, one for each seed.

        Raises
        ------
        ValueError
            A checkpoint with a `random_state` that another process could not repeat, or that
            cannot be a file; a device that is not here.
        """
        self._check_checkpoint()
        device = resolve_device(self.device)
        return TrainingConfig(
            module=self._module(),
            criterion=self._criterion(),
            seeds=seeds,
            classes=getattr(self, "classes_", None),
            max_epochs=self.max_epochs,
            batch_size=self.batch_size,
            optimizer=self.optimizer,
            lr=self.lr,
            lr_schedule=self.lr_schedule,
            momentum=self.momentum,
            weight_decay=self.weight_decay,
            averaging=self.averaging,
            precision=resolve_precision(self.precision, device),
            patience=self.n_iter_no_change if self.early_stopping else None,
            callbacks=tuple(self.callbacks or ()),
            checkpoint=None if self.checkpoint is None else Path(self.checkpoint),
            device=device,
            n_jobs=self.n_jobs,
            verbose=self.verbose,
        )

    def _check_checkpoint(self) -> None:
        if self.checkpoint is None:
            return
        path = Path(self.checkpoint)
        if path.is_dir():
            raise ValueError(f"checkpoint has to name a file, and {path} is a folder")
        if not path.parent.is_dir():
            raise ValueError(f"checkpoint={str(path)!r}: there is no folder {path.parent}")
        if not isinstance(self.random_state, int | np.integer):
            raise ValueError(
                "a checkpoint needs a whole number as random_state: without it, the training that "
                "goes on would be another one"
            )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "nets_")

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Return what the net knows of each row before its last layer decides.

        Parameters
        ----------
        X : array-like of n images or rows

        Returns
        -------
        ndarray of shape (n, n_features_out), float32
            Coordinates in which galaxies that look alike are near: an embedding for
            `~galaxyzoo_ml.balancing.ImageSampler`, similarity search or plots. The members of an
            ensemble stand side by side.

        Raises
        ------
        TypeError
            A module of one's own without a linear layer and without a method ``embed``.
        """
        check_is_fitted(self)
        modules = [folded(net.module_) for net in self.nets_]
        embedders = [embedder(module) for module in modules]

        def features(x: torch.Tensor) -> torch.Tensor:
            return torch.cat([embed(x) for embed in embedders], dim=1)

        return self._of_batches(X, features, modules).astype(np.float32)

    def _train(
        self,
        X: ImageArray | NDArray[Any],
        targets: NDArray[Any],
        weights: NDArray[np.float64] | None,
        held_out: HeldOut,
        rng: np.random.RandomState,
        starts: list[Weights] | None = None,
    ) -> tuple[NDArray[Any], NDArray[np.float64] | None]:
        """Train the nets, and return the targets and weights of the rows that were learnt from."""
        rows = held_out.train_rows
        if rows is not None:
            X, targets = X[rows], targets[rows]
            weights = None if weights is None else weights[rows]
        train = self._dataset(X, targets, of_mean_1(weights), varied=True)
        config = self._training_config(self._seeds(rng))
        data = TrainingData(train, held_out.dataset)
        self._set_nets(train_members(config, data, starts))
        if config.checkpoint is not None and not self.keep_checkpoint:
            for path in files_of_members(config.checkpoint, self.n_members):
                path.unlink(missing_ok=True)
        return targets, weights

    def _starts(self) -> list[Weights] | None:
        """Return the weights to go on from; without `warm_start`, forget those there were.

        Raises
        ------
        ValueError
            Another number of members than before.
        """
        if not (self.warm_start and hasattr(self, "nets_")):
            for name in ("nets_", "net_"):  # a fit that fails leaves nothing that could answer
                self.__dict__.pop(name, None)
            return None
        self._check_members()
        return [net.module_.state_dict() for net in self.nets_]

    def _check_members(self) -> None:
        """Refuse to go on with another number of nets."""
        if len(self.nets_) != self.n_members:
            raise ValueError(
                f"n_members is {self.n_members}, and there are {len(self.nets_)} net(s) to go on "
                f"from: set n_members={len(self.nets_)}, or warm_start=False to begin anew"
            )

    def _hold_out(
        self,
        X: ImageArray | NDArray[Any],
        targets: NDArray[Any],
        labels: NDArray[np.int64],
        rng: np.random.RandomState,
    ) -> HeldOut:
        """Hold out a fraction, if asked to.

        `labels` are class numbers (one number, where there are no classes), of which a fraction
        each is held out.
        """
        if not self.early_stopping:
            return HeldOut()
        if isinstance(X, ImageArray):
            train_rows, images, rows = hold_out_sources(X, labels, self.validation_fraction, rng)
            return HeldOut(self._dataset(images, targets[rows]), train_rows)
        chosen = hold_out_rows(labels, self.validation_fraction, rng)
        return HeldOut(self._dataset(X[chosen], targets[chosen]), ~chosen)

    def _of_modules(
        self, X: ArrayLike, function: Callable[[list[nn.Module], torch.Tensor], torch.Tensor]
    ) -> NDArray[Any]:
        """Return a function of the modules and of each batch of X, as rows."""
        check_is_fitted(self)
        modules = [folded(net.module_) for net in self.nets_]
        return self._of_batches(X, partial(function, modules), modules)

    def _of_batches(
        self,
        X: ArrayLike,
        function: Callable[[torch.Tensor], torch.Tensor],
        modules: Sequence[nn.Module],
    ) -> NDArray[Any]:
        """Return a function of each batch of X, as rows."""
        X = self._validated(X, reset=False)
        device = str(next(self.net_.module_.parameters()).device)
        batches = Batches(self._dataset(X), _batch_of(X, device), device=device)
        # A stranger's module may keep something between two calls.
        together = device == "cpu" and len(batches) > 1 and all(map(is_ours, modules))
        answers = map_batches(
            function, (x for x, _ in batches), n_jobs=self.n_jobs, together=together
        )
        return np.concatenate(list(answers))

    @property
    def _n_features_out(self) -> int:
        return n_embedded(self.net_.module_) * len(self.nets_)

    def _set_nets(self, nets: list[GalaxyNet]) -> None:
        """Become fitted by trained nets."""
        self.nets_, self.net_ = nets, nets[0]
        self.history_ = self.net_.history
        self.loss_curve_ = [float(loss) for loss in self.history_[:, "train_loss"]]
        self.n_iter_ = len(self.history_)

    def restore(
        self,
        state: dict[str, Any],
        weights: Sequence[Weights],
        check: Callable[[Weights, Weights], None],
    ) -> Self:
        """Become fitted from what a model file holds. Not for users: `load_model` is.

        Parameters
        ----------
        state : dict
            The fitted attributes.
        weights : sequence of dict of tensors
            Of each net.
        check : callable
            Called with the weights of each net, and those that the module has, without values:
            nothing as large as a description says is made before it has agreed.
        """
        for key, value in state.items():
            setattr(self, key, value)
        is_ours = isinstance(getattr(self, "architecture", ""), str)
        with torch.device("meta" if is_ours else "cpu"):  # without values, if no stranger needs any
            wanted = self._module()().state_dict()
        for each in weights:
            check(each, wanted)
        self.nets_ = build_nets(self._training_config([0] * len(weights)), weights)
        self.net_ = self.nets_[0]
        for net in self.nets_:  # as many epochs as there were, so that partial_fit goes on
            net.history_ = History({"batches": []} for _ in self.loss_curve_)
        for epoch, loss in zip(self.net_.history, self.loss_curve_, strict=True):
            epoch["train_loss"] = loss
        self.n_iter_ = len(self.loss_curve_)
        self.history_ = self.net_.history
        return self

    def _seeds(self, rng: np.random.RandomState) -> list[int]:
        """Return a seed for each net."""
        seeds: list[int] = rng.randint(np.iinfo(np.int32).max, size=self.n_members).tolist()
        return seeds

    def _checked_weights(self, n: int, sample_weight: ArrayLike | None) -> NDArray[np.float64]:
        weights: NDArray[np.float64] = _check_sample_weight(
            sample_weight, np.empty(n), dtype=np.float64, ensure_non_negative=True
        )
        if not weights.sum() > 0:
            raise ValueError("sample_weight sums to 0: there is nothing to learn from")
        return weights

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # features are float32
        return tags


def of_mean_1(weights: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    """Return weights of mean 1: all ones stay ones, bit for bit.

    Raises
    ------
    ValueError
        Weights that are all 0.
    """
    if weights is None:
        return None
    if not weights.sum() > 0:
        raise ValueError(
            "sample_weight and class_weight are 0 for every row that is learnt from: there is "
            "nothing to learn"
        )
    scaled: NDArray[np.float64] = weights / weights.mean()
    return scaled


def _batch_of(X: ImageArray | NDArray[Any], device: str) -> int:
    """Return how many rows to use at a time, so that large images take no more memory."""
    values = int(np.prod(X.shape[1:]))
    most = _PREDICT_BATCH_OF_CPU if device == "cpu" else _PREDICT_BATCH
    return max(1, min(most, (16 << 20) // values))
