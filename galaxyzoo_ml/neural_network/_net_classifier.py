"""What the classifiers of images and of tables share."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Real
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, _fit_context
from sklearn.utils import assert_all_finite, check_random_state
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d
from torch import nn

from galaxyzoo_ml._predictions import most_probable
from galaxyzoo_ml._prior_correction import as_frequencies, class_frequencies
from galaxyzoo_ml.neural_network._net_estimator import HeldOut, NetEstimator, of_mean_1
from galaxyzoo_ml.neural_network._soft_labels import is_soft, soft_labels
from galaxyzoo_ml.neural_network.training._build import build_nets
from galaxyzoo_ml.neural_network.training._config import TrainingData
from galaxyzoo_ml.neural_network.training._members import train_further

__all__ = ["NetClassifier"]


class NetClassifier(ClassifierMixin, NetEstimator):
    """A classifier that has skorch nets, built in `fit`.

    Subclasses say what X is, how it becomes tensors, and which module learns.
    """

    _parameter_constraints: dict[str, Any] = {
        **NetEstimator._parameter_constraints,
        "class_weight": [StrOptions({"balanced"}), dict, None],
    }

    class_weight: str | dict[Any, float] | None

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
    ) -> Self:
        """Train the net, from fresh weights unless `warm_start` is set.

        Parameters
        ----------
        X : array-like of n images or rows
            As the class describes.
        y : array-like of shape (n,), or of shape (n, n_classes)
            Labels: text or numbers. Or soft labels: a table of floats with a column for each
            class and rows that sum to 1, such as the fractions of votes; the names of a
            DataFrame's columns are the classes, numbers otherwise.
        sample_weight : array-like of shape (n,), default=None
            How much each row counts, not negative.
        X_val, y_val : array-like, default=None
            Other galaxies, by which each epoch is judged (``valid_loss`` in the history), and
            with `early_stopping` the end of the training. None, with `early_stopping`, holds out
            some of X. Behind other steps of a pipeline they have to be transformed, too: see the
            user guide.

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
            A loss or answers that are no numbers any more: `lr` is too high.
        CheckpointError
            A `checkpoint` of another training.
        """
        starts = self._starts()
        X = self._validated(X, reset=starts is None)
        targets = self._encode(y, len(X), None if starts is None else self.classes_)
        weights = self._weights(targets, sample_weight)
        rng = check_random_state(self.random_state)
        if X_val is not None:
            if y_val is None:
                raise ValueError("X_val needs y_val")
            X_val = self._validated_beside(X_val, X)
            y_val = self._encode(y_val, len(X_val), self.classes_)
            held_out = HeldOut(self._dataset(X_val, y_val))
        else:
            held_out = self._hold_out(X, targets, _numbers(targets), rng)
        targets, weights = self._train(X, targets, weights, held_out, rng, starts)
        self.n_samples_fit_ = len(targets)
        self.class_prior_ = self._prior(targets, weights)
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Train for one pass over X from the present weights, at a constant rate.

        Parameters are taken as they stand: `lr`, `batch_size`, `optimizer` may have been set anew.

        Parameters
        ----------
        X : array-like of n images or rows
        y : array-like of shape (n,), or soft labels as in `fit`
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
        if not first:
            self._check_members()
        known = np.unique(classes) if classes is not None else self.classes_
        if not first and not np.array_equal(known, self.classes_):
            raise ValueError(f"classes are {known}, and were {self.classes_} before")
        X = self._validated(X, reset=first)
        targets = self._encode(y, len(X), known)
        weights = None if sample_weight is None else self._checked_weights(len(X), sample_weight)
        config = self._training_config(self._seeds(check_random_state(self.random_state)))
        data = TrainingData(self._dataset(X, targets, of_mean_1(weights), varied=True))
        nets = build_nets(config) if first else self.nets_
        self._set_nets(train_further(config, data, nets))
        seen = 0 if first else self.n_samples_fit_
        prior = self._prior(targets, weights)
        if not first:
            prior = (seen * self.class_prior_ + len(targets) * prior) / (seen + len(targets))
        self.n_samples_fit_, self.class_prior_ = seen + len(targets), prior
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
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
        return self._of_modules(X, self.answers_of)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
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
        return most_probable(self.predict_proba(X), self.classes_)

    def score(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> float:
        """Return the accuracy.

        Parameters
        ----------
        X : array-like of n images or rows
        y : array-like of shape (n,), or soft labels as in `fit`
            Of soft labels, the most probable one is compared.
        sample_weight : array-like of shape (n,), default=None

        Returns
        -------
        float
        """
        if is_soft(y):
            names, fractions = soft_labels(y)
            y = names[fractions.argmax(axis=1)]
        accuracy: float = super().score(X, y, sample_weight)
        return accuracy

    def _answers(self, module: nn.Module, x: torch.Tensor) -> Iterator[torch.Tensor]:
        """Yield probabilities (n, n_classes), float64, that are to be averaged."""
        yield module(x).double().softmax(dim=1)

    def answers_of(self, modules: list[nn.Module], x: torch.Tensor) -> torch.Tensor:
        """Return the probabilities that modules make of a batch; for what exports them.

        Parameters
        ----------
        modules : list of torch.nn.Module
        x : tensor of n rows, as the modules take them

        Returns
        -------
        tensor of shape (n, n_classes), float64
        """
        answers = [answer for module in modules for answer in self._answers(module, x)]
        return torch.stack(answers).mean(dim=0)

    def _encode(self, y: ArrayLike, n: int, classes: NDArray[Any] | None = None) -> NDArray[Any]:
        """Return class numbers (n,) or soft labels (n, n_classes), and set ``classes_``."""
        if is_soft(y):
            names, soft = soft_labels(y)
            check_consistent_length(np.empty(n), soft)
            self.classes_ = np.sort(names) if classes is None else classes
            if not np.array_equal(self.classes_, np.sort(names)):
                raise ValueError(f"y has the columns {names.tolist()}, not {classes}")
            return soft[:, np.argsort(names)]
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

    def _weights(
        self, targets: NDArray[Any], sample_weight: ArrayLike | None
    ) -> NDArray[np.float64] | None:
        """Return the weight of each row, its own times that of its class; None is all ones."""
        if sample_weight is None and self.class_weight is None:
            return None
        weights = self._checked_weights(len(targets), sample_weight)
        if self.class_weight is not None:
            numbers = _numbers(targets)
            weights = weights * self._weights_of_classes(numbers, weights)[numbers]
        return weights

    def _weights_of_classes(
        self, numbers: NDArray[np.int64], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return the weight of each class; what "balanced" balances is the weight of its rows."""
        if isinstance(self.class_weight, dict):
            strangers = sorted(set(self.class_weight) - set(self.classes_.tolist()), key=str)
            if strangers:
                raise ValueError(
                    f"class_weight names {strangers}, none of the classes {self.classes_.tolist()}"
                )
            per_class = {
                label: self.class_weight.get(label, 1.0) for label in self.classes_.tolist()
            }
            for label, weight in per_class.items():
                if not (isinstance(weight, Real) and 0 <= weight < np.inf):
                    raise ValueError(
                        f"class_weight of {label!r} is {weight!r}: a number from 0 on is needed"
                    )
            if not any(per_class.values()):
                raise ValueError(f"class_weight={self.class_weight!r}: every class weighs 0")
            return np.array([*per_class.values()], np.float64)
        totals = np.bincount(numbers, weights, minlength=len(self.classes_))
        present = totals > 0
        balanced = totals.sum() / (present.sum() * np.where(present, totals, 1.0))
        return np.where(present, balanced, 0.0)

    def _prior(
        self, targets: NDArray[Any], weights: NDArray[np.float64] | None
    ) -> NDArray[np.float64]:
        if targets.ndim == 2:
            return as_frequencies(np.average(targets, axis=0, weights=weights))
        return class_frequencies(targets, np.arange(len(self.classes_)), sample_weight=weights)


def _numbers(targets: NDArray[Any]) -> NDArray[np.int64]:
    """Return the class number of each row: of soft labels, the most probable."""
    return targets.argmax(axis=1) if targets.ndim == 2 else targets
