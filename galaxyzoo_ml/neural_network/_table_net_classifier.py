"""The classifier of tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.utils._param_validation import StrOptions
from sklearn.utils.validation import validate_data

from galaxyzoo_ml.neural_network._net_classifier import NetClassifier
from galaxyzoo_ml.neural_network.nets._dense_net import ACTIVATIONS, DenseNet
from galaxyzoo_ml.neural_network.training._table_dataset import TableDataset

__all__ = ["TableNetClassifier"]


class TableNetClassifier(NetClassifier):
    """A small fully connected net that classifies the rows of a table.

    With its defaults it is the net of exercise 1.1(e) (F. Ruehle, Machine Learning, Oxford 2020):
    two hidden layers of ten units with tanh, cross-entropy, stochastic gradient descent.

    Parameters
    ----------
    hidden_layer_sizes : sequence of int, default=(10, 10)
        Units of each hidden layer.
    activation : {"tanh", "relu"}, default="tanh"
    max_epochs : int, default=100
        How often the training set is passed through.
    batch_size : int, default=1
        Rows per step.
    optimizer : {"sgd", "adamw"}, default="sgd"
    lr : float, default=0.01
        Learning rate.
    lr_schedule : {"constant", "linear", "cosine", "one-cycle"}, default="constant"
        How the rate changes, step by step: it stays, falls to zero, or rises and falls.
    momentum : float, default=0.0
        Of "sgd".
    weight_decay : float, default=0.0
        Of matrices; biases do not decay.
    label_smoothing : float, default=0.0
        How much of a label is spread over all classes.
    class_weight : "balanced", dict of label to float, or None, default=None
        Weights of the classes in the loss, as in scikit-learn.
    early_stopping : bool, default=False
        Hold out rows, stop when their loss no longer falls, and keep the best epoch. Rows are held
        out one by one: behind a sampler that repeats rows this leaks. Then balance inside the
        cross-validation and give `fit` its ``X_val`` and ``y_val``.
    validation_fraction : float, default=0.1
        The fraction of each class that is held out.
    n_iter_no_change : int, default=10
        Epochs without a lower held-out loss after which the training ends.
    warm_start : bool, default=False
        Whether `fit` begins with the weights of the last one.
    checkpoint : path-like, default=None
        A file written after each epoch: a fit that was killed goes on from it, to the same bits.
    device : str, default="cpu"
        Where the net is trained and used.
    n_jobs : int, default=1
        Torch's number of threads during `fit` and prediction; a net this small is fastest on one.
        None leaves it as it is.
    callbacks : list of skorch callbacks, default=None
    random_state : int, RandomState or None, default=None
        Initial weights and order of rows: same seed, same weights.
    verbose : int, default=0
        1 shows a progress bar over epochs on standard error.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    net_ : skorch.NeuralNetClassifier
        The trained net; ``nets_`` is a list of it alone.
    history_ : skorch.history.History
        Loss and duration of each epoch.
    loss_curve_ : list of float
        The mean training loss of each epoch.
    n_iter_ : int
        The number of epochs.
    n_samples_fit_ : int
        The number of rows trained on.
    class_prior_ : ndarray of shape (n_classes,), float64
        Their mix, weighted.
    n_features_in_ : int

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
        device: str = "cpu",
        n_jobs: int | None = 1,
        callbacks: Sequence[Any] | None = None,
        random_state: Any = None,
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
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def _validated(self, X: Any, *, reset: bool) -> NDArray[Any]:
        table: NDArray[Any] = validate_data(self, X, reset=reset, dtype=(np.float64, np.float32))
        return table

    def _dataset(
        self,
        X: Any,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> TableDataset:
        return TableDataset(X, targets, weights)

    def _module(self) -> Callable[[], DenseNet]:
        sizes = [int(size) for size in self.hidden_layer_sizes]
        if any(size < 1 for size in sizes):
            raise ValueError(f"hidden_layer_sizes must be positive, got {sizes}")
        sizes = [self.n_features_in_, *sizes, len(self.classes_)]
        return partial(DenseNet, sizes, activation=self.activation, dtype=torch.float64)
