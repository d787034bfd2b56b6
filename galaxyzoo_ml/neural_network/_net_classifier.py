"""What the classifiers of images and of tables share: skorch nets in scikit-learn's grammar."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Iterator, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, _fit_context
from sklearn.utils import assert_all_finite, check_random_state, compute_class_weight
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
)
from torch import nn

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network._batches import Batches, NetDataset
from galaxyzoo_ml.neural_network._held_out import hold_out_rows, hold_out_sources
from galaxyzoo_ml.neural_network._members import Training, train_members
from galaxyzoo_ml.neural_network._net import GalaxyNet
from galaxyzoo_ml.neural_network._optimization import OPTIMIZERS, SCHEDULES
from galaxyzoo_ml.neural_network._session import torch_session

__all__ = ["NetClassifier"]

_PREDICT_BATCH = 256  # rows at a time: bounds the memory of prediction


class NetClassifier(ClassifierMixin, BaseEstimator, metaclass=ABCMeta):
    """A classifier that has skorch nets, built in `fit`.

    Subclasses say what X is, how it becomes tensors, and which module learns.
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
        "class_weight": [StrOptions({"balanced"}), dict, None],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left")],
        "warm_start": ["boolean"],
        "checkpoint": [str, Path, None],
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
    class_weight: str | dict[Any, float] | None
    early_stopping: bool
    validation_fraction: float
    n_iter_no_change: int
    warm_start: bool
    checkpoint: str | Path | None
    device: str
    n_jobs: int | None
    callbacks: Sequence[Any] | None
    random_state: Any
    verbose: int

    @abstractmethod
    def _validated(self, X: Any, *, reset: bool) -> Any:
        """Return X as this classifier takes it, and set or check what it knows of it."""

    @abstractmethod
    def _dataset(
        self,
        X: Any,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> NetDataset:
        """Return validated X as what batches are made of, varied while it is learnt from."""

    @abstractmethod
    def _module(self) -> tuple[type[nn.Module] | nn.Module, dict[str, Any]]:
        """Return the module, or its class, and the arguments of the class."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, X_val: Any = None, y_val: Any = None
    ) -> Self:
        """Train the net, from fresh weights unless `warm_start` is set.

        Parameters
        ----------
        X : array-like of n images or rows
            As the class describes.
        y : array-like of shape (n,)
            Labels: text or numbers.
        sample_weight : array-like of shape (n,), default=None
            How much each row counts, not negative.
        X_val, y_val : array-like, default=None
            Other galaxies, by which early stopping judges; None holds out some of X.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            Fewer than two classes, X and y of different lengths, or an X of the wrong kind.
        ImageSizeError
            Images too small for the net, or of a shape that does not suit it.
        DivergedError
            A loss that is no number any more: `lr` is too high.
        CheckpointError
            A `checkpoint` of another training.
        """
        X = self._validated(X, reset=True)
        known = self.classes_ if self.warm_start and hasattr(self, "nets_") else None
        targets = self._encode(y, len(X), known)
        if sample_weight is not None or self.class_weight is not None:
            sample_weight = self._weights(targets, sample_weight)
        rng = check_random_state(self.random_state)
        kept, held_out = self._held_out(X, targets, X_val, y_val, rng)
        if kept is not None:
            X, targets = X[kept], targets[kept]
            sample_weight = None if sample_weight is None else sample_weight[kept]
        starts = None if known is None else [net.module_.state_dict() for net in self.nets_]
        for name in {"net_", "nets_", "history_"} & set(vars(self)):
            delattr(self, name)  # not carried into other processes
        training = Training(
            self._dataset(X, targets, _scaled(sample_weight), varied=True), held_out, starts
        )
        self._take(train_members(self, training, self._seeds(rng)))
        self.n_samples_fit_ = len(targets)
        self.class_prior_ = self._prior(targets, sample_weight)
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """Train for one pass over X from the present weights, at a constant rate.

        Parameters
        ----------
        X : array-like of n images or rows
        y : array-like of shape (n,)
        classes : array-like of shape (n_classes,), default=None
            All labels there are: needed in the first call, and only there.
        sample_weight : array-like of shape (n,), default=None
            How much each row counts; class weights are not applied, for the mix is not known.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            No `classes` in the first call, or a label that is none of them.
        """
        first = not hasattr(self, "nets_")
        if first and classes is None:
            raise ValueError("classes must be given in the first call of partial_fit")
        X = self._validated(X, reset=first)
        known = np.unique(classes) if classes is not None else self.classes_
        if not first and not np.array_equal(known, self.classes_):
            raise ValueError(f"classes are {known}, and were {self.classes_} before")
        targets = self._encode(y, len(X), known)
        weights = None if sample_weight is None else self._checked_weights(targets, sample_weight)
        training = Training(self._dataset(X, targets, _scaled(weights), varied=True), epochs=1)
        if not first:
            training.nets = self.nets_
        self._take(
            train_members(self, training, self._seeds(check_random_state(self.random_state)))
        )
        seen = 0 if first else self.n_samples_fit_
        prior = self._prior(targets, weights)
        if not first:
            prior = (seen * self.class_prior_ + len(targets) * prior) / (seen + len(targets))
        self.n_samples_fit_, self.class_prior_ = seen + len(targets), prior
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return the probability of each class.

        Parameters
        ----------
        X : array-like of n images or rows
            Of the size seen in `fit`. Used in batches: the memory does not grow with n.

        Returns
        -------
        ndarray of shape (n, n_classes), float64
            In the order of `classes_`; the mean over members and, if asked for, symmetries.
        """
        check_is_fitted(self)
        X = self._validated(X, reset=False)
        modules = [net.module_.eval() for net in self.nets_]
        device = str(next(modules[0].parameters()).device)
        step = _batch_of(X)
        probabilities = np.zeros((len(X), len(self.classes_)))
        with torch_session(n_jobs=self.n_jobs), torch.inference_mode():
            for i, (x, _) in enumerate(Batches(self._dataset(X), step, device=device)):
                part = probabilities[i * step :][: len(x)]
                answers = [answer for m in modules for answer in self._answers(m, x)]
                part += torch.stack(answers).mean(dim=0).cpu().numpy()
        return probabilities

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most probable class.

        Parameters
        ----------
        X : array-like of n images or rows

        Returns
        -------
        ndarray of shape (n,)
            Labels, as in `classes_`.
        """
        check_is_fitted(self)
        winners: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return winners

    def _answers(self, module: nn.Module, x: torch.Tensor) -> Iterator[torch.Tensor]:
        """Yield probabilities (n, n_classes), float64, that are to be averaged."""
        yield module(x).double().softmax(dim=1)

    def _take(self, nets: list[GalaxyNet]) -> None:
        """Become fitted by trained nets."""
        self.nets_, self.net_ = nets, nets[0]
        self.history_ = self.net_.history
        self.loss_curve_ = [float(loss) for loss in self.history_[:, "train_loss"]]
        self.n_iter_ = len(self.history_)

    def _restore(self, state: dict[str, Any], weights: list[dict[str, torch.Tensor]]) -> Self:
        """Become fitted from what a model file holds: a state, and the weights of each net."""
        for key, value in state.items():
            setattr(self, key, value)
        self.nets_ = train_members(
            self, Training(None, starts=weights, epochs=0), [0] * len(weights)
        )
        self.net_ = self.nets_[0]
        self.n_iter_ = len(self.loss_curve_)
        self.history_ = self.net_.history
        return self

    def _seeds(self, rng: np.random.RandomState) -> list[int]:
        """Return a seed for each net."""
        size = getattr(self, "n_members", 1)
        seeds: list[int] = rng.randint(np.iinfo(np.int32).max, size=size).tolist()
        return seeds

    def _held_out(
        self, X: Any, targets: NDArray[np.int64], X_val: Any, y_val: Any, rng: Any
    ) -> tuple[NDArray[np.bool_] | None, NetDataset | None]:
        """Return which rows are learnt from (None: all), and what early stopping judges by."""
        if X_val is not None:
            X_val = self._validated(X_val, reset=False)
            return None, self._dataset(X_val, self._encode(y_val, len(X_val), self.classes_))
        if not self.early_stopping:
            return None, None
        if isinstance(X, ImageArray):
            kept, images, labels = hold_out_sources(X, targets, self.validation_fraction, rng)
            return kept, self._dataset(images, labels)
        chosen = hold_out_rows(targets, self.validation_fraction, rng)
        return ~chosen, self._dataset(X[chosen], targets[chosen])

    def _encode(self, y: Any, n: int, classes: NDArray[Any] | None = None) -> NDArray[np.int64]:
        """Return class numbers, and set ``classes_``."""
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        check_classification_targets(y)
        check_consistent_length(np.empty(n), y)
        found, targets = np.unique(y, return_inverse=True)
        self.classes_ = found if classes is None else classes
        unknown = np.setdiff1d(found, self.classes_).tolist()
        if unknown:
            raise ValueError(f"labels {unknown} are none of the classes {self.classes_.tolist()}")
        if len(self.classes_) < 2:
            raise ValueError(
                f"a classifier needs at least two classes; all {n} labels are of one class, "
                f"{self.classes_.tolist()[0]!r}"
            )
        numbers: NDArray[np.int64] = np.searchsorted(self.classes_, found)[targets]
        return numbers.astype(np.int64)

    def _checked_weights(
        self, targets: NDArray[np.int64], sample_weight: Any
    ) -> NDArray[np.float64]:
        weights: NDArray[np.float64] = _check_sample_weight(
            sample_weight, np.empty(len(targets)), dtype=np.float64, ensure_non_negative=True
        )
        if not weights.sum() > 0:
            raise ValueError("the weights sum to 0: there is nothing to learn from")
        return weights

    def _weights(self, targets: NDArray[np.int64], sample_weight: Any) -> NDArray[np.float64]:
        """Return the weight of each row: its own times that of its class."""
        weights = self._checked_weights(targets, sample_weight)
        if self.class_weight is not None:
            per_class = compute_class_weight(
                self.class_weight,
                classes=self.classes_[np.unique(targets)],
                y=self.classes_[targets],
            )
            weights = weights * per_class[np.unique(targets, return_inverse=True)[1]]
        return weights

    def _prior(self, targets: NDArray[np.int64], weights: Any) -> NDArray[np.float64]:
        counts = np.bincount(targets, weights, minlength=len(self.classes_))
        prior: NDArray[np.float64] = counts / counts.sum()
        return prior

    def _device(self) -> str:
        if self.device != "auto":
            return self.device
        return "cuda" if torch.cuda.is_available() else "cpu"


def _scaled(weights: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
    """Return weights of mean 1: all ones stay ones, bit for bit."""
    return None if weights is None else weights / weights.mean()


def _batch_of(X: Any) -> int:
    """Return how many rows to use at a time, so that large images take no more memory."""
    values = int(np.prod(X.shape[1:]))
    return max(1, min(_PREDICT_BATCH, (16 << 20) // values))
