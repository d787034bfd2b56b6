"""The classifier of tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import validate_data
from skorch.callbacks import Callback

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network._net_classifier import NetClassifier
from galaxyzoo_ml.neural_network._shared_docs import fill_docs
from galaxyzoo_ml.neural_network.nets._dense_net import ACTIVATIONS, DenseNet
from galaxyzoo_ml.neural_network.training._table_dataset import TableDataset

__all__ = ["TableNetClassifier"]


@fill_docs
class TableNetClassifier(NetClassifier):
    """A small fully connected net that classifies the rows of a table.

    With its defaults it is the net of exercise 1.1(e) (F. Ruehle, Machine Learning, Oxford 2020):
    two hidden layers of ten units with tanh, cross-entropy, stochastic gradient descent.

    Parameters
    ----------
    hidden_layer_sizes : sequence of int, default=(10, 10)
        Units of each hidden layer.
    activation : {"tanh", "relu"}, default="tanh"
    %(max_epochs)s
    %(batch_size)s
    %(optimizer)s
    %(lr)s
    %(lr_schedule)s
    %(momentum)s
    %(weight_decay)s
    %(label_smoothing)s
    %(class_weight)s
    early_stopping : bool, default=False
        Hold out rows, stop when their loss no longer falls, and keep the best epoch. Rows are held
        out one by one: behind a sampler that repeats rows this leaks. Then balance inside the
        cross-validation and give `fit` its ``X_val`` and ``y_val``.
    %(validation_fraction)s
    %(n_iter_no_change)s
    %(warm_start)s
    %(checkpoint)s
    %(keep_checkpoint)s
    %(device)s
    n_jobs : int, default=1
        Torch's number of threads during `fit` and prediction; a net this small is fastest on one.
        None leaves it as it is.
    %(callbacks)s
    %(random_state)s
    %(verbose)s

    Attributes
    ----------
    %(classes_)s
    net_ : skorch.NeuralNetClassifier
        The trained net; ``nets_`` is a list of it alone.
    history_ : skorch.history.History
        Loss and duration of each epoch.
    %(loss_curve_)s
    %(n_iter_)s
    %(n_samples_fit_)s
    %(class_prior_)s
    %(n_features_in_)s

    See Also
    --------
    sklearn.neural_network.MLPClassifier : Without torch, with more solvers.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_charges
    >>> from galaxyzoo_ml.neural_network import TableNetClassifier
    >>> X, y = make_charges(return_X_y=True)
    >>> classifier = TableNetClassifier(max_epochs=30, random_state=0).fit(X / 5, y)
    >>> bool(classifier.score(X / 5, y) > 0.5)
    True
    """

    _parameter_constraints: dict[str, Any] = {
        **NetClassifier._parameter_constraints,
        "hidden_layer_sizes": ["array-like"],
        "activation": [StrOptions(set(ACTIVATIONS))],
    }

    def __init__(
        self,
        *,
        hidden_layer_sizes: Sequence[int] = (10, 10),
        activation: str = "tanh",
        max_epochs: int = 100,
        batch_size: int = 1,
        optimizer: str = "sgd",
        lr: float = 0.01,
        lr_schedule: str = "constant",
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        label_smoothing: float = 0.0,
        class_weight: str | dict[Any, float] | None = None,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        checkpoint: str | Path | None = None,
        keep_checkpoint: bool = False,
        device: str = "cpu",
        n_jobs: int | None = 1,
        callbacks: Sequence[Callback] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.lr = lr
        self.lr_schedule = lr_schedule
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.label_smoothing = label_smoothing
        self.class_weight = class_weight
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.checkpoint = checkpoint
        self.keep_checkpoint = keep_checkpoint
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def _validated(self, X: ArrayLike, *, reset: bool) -> NDArray[Any]:
        table: NDArray[Any] = validate_data(self, X, reset=reset, dtype=(np.float64, np.float32))
        return table

    def _dataset(
        self,
        X: ImageArray | NDArray[Any],
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> TableDataset:
        return TableDataset(np.asarray(X), targets, weights)

    def _module(self) -> Callable[[], DenseNet]:
        sizes = [int(size) for size in self.hidden_layer_sizes]
        if any(size < 1 for size in sizes):
            raise ValueError(f"hidden_layer_sizes must be positive, got {sizes}")
        sizes = [self.n_features_in_, *sizes, len(self.classes_)]
        return partial(DenseNet, sizes, activation=self.activation, dtype=torch.float64)
