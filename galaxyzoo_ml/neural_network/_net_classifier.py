"""What the classifiers of images and of tables share: a skorch net in scikit-learn's grammar."""

from __future__ import annotations

import copy
from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from numbers import Integral, Real
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
from skorch import NeuralNetClassifier
from skorch.callbacks import LRScheduler
from torch import nn

from galaxyzoo_ml.neural_network._batches import Batches, NetDataset
from galaxyzoo_ml.neural_network._loss import WeightedCrossEntropy
from galaxyzoo_ml.neural_network._progress import EpochBar, StopOnNaN
from galaxyzoo_ml.neural_network._session import torch_session

__all__ = ["NetClassifier"]

_PREDICT_BATCH = 256  # rows at a time: bounds the memory of prediction


class NetClassifier(ClassifierMixin, BaseEstimator, metaclass=ABCMeta):
    """A classifier that has a skorch net, built in `fit`.

    Subclasses say what X is, how it becomes tensors, and which module learns.
    """

    _parameter_constraints: dict[str, Any] = {
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "lr": [Interval(Real, 0, None, closed="neither")],
        "lr_schedule": [StrOptions({"constant", "linear"})],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "class_weight": [StrOptions({"balanced"}), dict, None],
        "device": [str],
        "n_jobs": [Integral, None],
        "callbacks": [list, tuple, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    max_epochs: int
    batch_size: int
    lr: float
    lr_schedule: str
    momentum: float
    weight_decay: float
    class_weight: str | dict[Any, float] | None
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
        targets: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> NetDataset:
        """Return validated X as what batches are made of."""

    @abstractmethod
    def _module(self) -> tuple[type[nn.Module] | nn.Module, dict[str, Any]]:
        """Return the module, or its class, and the arguments of the class."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Train the net from fresh weights.

        Parameters
        ----------
        X : array-like of n images or rows
            As the class describes.
        y : array-like of shape (n,)
            Labels: text or numbers.
        sample_weight : array-like of shape (n,), default=None
            How much each row counts, not negative.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            Fewer than two classes, X and y of different lengths, or an X of the wrong kind.
        ImageSizeError
            Images too small for the net.
        DivergedError
            A loss that is no number any more: `lr` is too high.
        """
        X = self._validated(X, reset=True)
        targets = self._encode(y, len(X))
        weights = self._weights(targets, sample_weight)
        dataset = self._dataset(X, targets, weights)
        rng = check_random_state(self.random_state)
        seed = int(rng.randint(np.iinfo(np.int32).max))
        device = self._device()
        with torch_session(seed=seed, n_jobs=self.n_jobs, device=device):
            self.net_ = self._build_net(rng, device, n_rows=len(dataset)).initialize()
            self.net_.module_.to(memory_format=torch.channels_last)  # as the batches are
            self.net_.partial_fit(dataset, None)
        self.history_ = self.net_.history
        self.loss_curve_ = [float(loss) for loss in self.history_[:, "train_loss"]]
        self.n_iter_ = len(self.history_)
        self.n_samples_fit_ = len(targets)
        self.class_prior_ = np.bincount(targets, weights) / dataset.weights.sum().item()
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
            In the order of `classes_`.
        """
        logits = self._logits(X)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
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
        winners: NDArray[Any] = self.classes_[self._logits(X).argmax(axis=1)]
        return winners

    def _restore(self, state: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        """Become fitted from what a model file holds."""
        for key, value in state.items():
            setattr(self, key, value)
        device = self._device()
        with torch_session(seed=0, device=device):  # the weights are replaced at once
            self.net_ = self._build_net(check_random_state(0), device).initialize()
        self.net_.module_.load_state_dict(weights)
        self.net_.module_.to(memory_format=torch.channels_last)
        self.n_iter_ = len(self.loss_curve_)
        self.history_ = self.net_.history
        return self

    def _logits(self, X: Any) -> NDArray[np.float64]:
        check_is_fitted(self)
        X = self._validated(X, reset=False)
        module = self.net_.module_.eval()
        device = str(next(module.parameters()).device)
        batches = Batches(self._dataset(X), _PREDICT_BATCH, device=device)
        logits = np.empty((len(X), len(self.classes_)))
        with torch_session(n_jobs=self.n_jobs), torch.no_grad():
            for i, (x, _) in enumerate(batches):
                logits[i * _PREDICT_BATCH :][: len(x)] = module(x).cpu().numpy()
        return logits

    def _encode(self, y: Any, n: int) -> NDArray[np.int64]:
        y = column_or_1d(y, warn=True)
        assert_all_finite(y, input_name="y")
        check_classification_targets(y)
        check_consistent_length(np.empty(n), y)
        self.classes_, targets = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"a classifier needs at least two classes; all {n} labels are of one class, "
                f"{self.classes_.tolist()[0]!r}"
            )
        return targets.astype(np.int64)

    def _weights(
        self, targets: NDArray[np.int64], sample_weight: Any
    ) -> NDArray[np.float32] | None:
        if sample_weight is None and self.class_weight is None:
            return None
        weights = _check_sample_weight(
            sample_weight, np.empty(len(targets)), dtype=np.float64, ensure_non_negative=True
        )
        if self.class_weight is not None:
            per_class = compute_class_weight(
                self.class_weight, classes=self.classes_, y=self.classes_[targets]
            )
            weights = weights * per_class[targets]
        if not weights.sum() > 0:
            raise ValueError("the weights sum to 0: there is nothing to learn from")
        scaled: NDArray[np.float32] = (weights / weights.mean()).astype(np.float32)
        return scaled

    def _device(self) -> str:
        if self.device != "auto":
            return self.device
        return "cuda" if torch.cuda.is_available() else "cpu"

    def _build_net(
        self, rng: np.random.RandomState, device: str, n_rows: int = 1
    ) -> NeuralNetClassifier:
        module, parameters = self._module()
        callbacks = [StopOnNaN(), *copy.deepcopy(list(self.callbacks or []))]
        if self.lr_schedule == "linear":
            n_steps = self.max_epochs * -(-n_rows // self.batch_size)
            callbacks.append(_falling_to_zero(n_steps))
        if self.verbose:
            callbacks.append(EpochBar())
        return NeuralNetClassifier(
            module,
            **{f"module__{name}": value for name, value in parameters.items()},
            criterion=WeightedCrossEntropy,
            optimizer=torch.optim.SGD,
            lr=self.lr,
            optimizer__momentum=self.momentum,
            optimizer__weight_decay=self.weight_decay,
            max_epochs=self.max_epochs,
            batch_size=self.batch_size,
            iterator_train=Batches,
            iterator_train__rng=rng,
            iterator_train__device=device,
            train_split=None,
            classes=self.classes_,
            callbacks=callbacks,
            verbose=0,
            device=device,
        )


def _falling_to_zero(n_steps: int) -> LRScheduler:
    return LRScheduler(
        torch.optim.lr_scheduler.LinearLR,
        start_factor=1.0,
        end_factor=0.0,
        total_iters=n_steps,
        step_every="batch",
    )
