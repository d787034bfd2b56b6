"""The classifier of galaxy images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from galaxyzoo_ml.images import compose
from galaxyzoo_ml.neural_network._image_net_estimator import ImageNetEstimator
from galaxyzoo_ml.neural_network._net_classifier import NetClassifier
from galaxyzoo_ml.neural_network.nets._symmetries import transformed

__all__ = ["GalaxyCNNClassifier"]


class GalaxyCNNClassifier(ImageNetEstimator, NetClassifier):
    """A convolutional net, or an ensemble of them, that classifies images of galaxies.

    A scikit-learn classifier that has skorch nets. It takes image arrays and ndarrays, and
    renders them batch by batch. uint8 pixels are divided by 255, floats are taken as they are:
    put a `~galaxyzoo_ml.preprocessing.StandardScaler` before it. The defaults are the course's;
    `from_preset` gives stronger nets.

    Parameters
    ----------
    architecture : {"course", "residual", "equivariant"}, torch.nn.Module class or instance, \
default="course"
        The net (`CourseNet`, `ResidualNet`, `EquivariantNet`). A class is called with
        ``image_shape`` and ``n_classes`` (and ``mirror``, where it takes that) and returns
        logits; an instance is copied and trained on from its weights.
    start_from : torch.nn.Module, default=None
        A trained net of the same architecture (``trained.net_.module_``) whose weights `fit`
        begins with, all but those of its last layer: to learn another question from few labels.
        Choose a lower `lr` than that of the first training.
    input_size : int, default=None
        Pixels a side that the net is given; images are resampled without aliasing. None leaves
        them as they are.
    field : float, default=1.0
        The central part of the image that the net is given, as a fraction of its side.
    rotation : {"none", "quarters", "any"}, default="none"
        How images are turned while the net learns, anew in each epoch.
    reflect : bool or mapping of str to str, default=False
        Whether they are mirrored, too. A mirrored clockwise spiral is an anticlockwise one: True
        asserts that no label has a handedness; a mapping says which labels swap
        (`galaxyzoo_ml.datasets.MIRRORED_LABELS`); labels that it does not name are taken to have
        none. It also decides which symmetries the equivariant net knows.
    zoom : float, default=0.0
        Sizes are multiplied by exp(u), u uniform between minus and plus this.
    shift : float, default=0.0
        The largest shift along each axis, in pixels of the net's input.
    brightness : float, default=0.0
        Values, counted from zero, are multiplied by exp(u), u uniform between minus and plus this.
    average_symmetries : bool, default=False
        Whether probabilities are averaged over the turned (and, with `reflect`, mirrored) image.
        Four or eight times the work; the equivariant net has no need of it.
    n_members : int, default=1
        Nets that are trained from different seeds; their probabilities are averaged.
    max_epochs : int, default=10
        How often the training set is passed through.
    batch_size : int, default=64
        Images per step.
    optimizer : {"sgd", "adamw"}, default="sgd"
    lr : float, default=0.01
        Learning rate.
    lr_schedule : {"constant", "linear", "cosine", "one-cycle"}, default="linear"
        How the rate changes, step by step: it stays, falls to zero, or rises and falls.
    momentum : float, default=0.9
        Of "sgd".
    weight_decay : float, default=0.0
        Of matrices and filters; biases and scales do not decay.
    label_smoothing : float, default=0.0
        How much of a label is spread over all classes.
    averaging : float, default=0.0
        Decay, step by step, of an average of the weights that replaces them in the end (0.99,
        say). 0 takes the last weights.
    precision : {"float32", "bfloat16"}, default="float32"
        In which products are computed while the net learns; predictions are in float32.
    class_weight : "balanced", dict of label to float, or None, default=None
        Weights of the classes in the loss, as in scikit-learn.
    early_stopping : bool, default=False
        Hold out galaxies, stop when their loss no longer falls, and keep the best epoch. Of an
        `~galaxyzoo_ml.images.ImageArray` whole source images are held out, each once, unmixed and
        unturned, and every row that touches one is dropped: nothing leaks, whatever sampler came
        before. The sources of an ndarray are not known, so that its *rows* are held out, which
        does leak behind a sampler: use an image array, or give `fit` ``X_val`` and ``y_val``.
    validation_fraction : float, default=0.1
        The fraction of each class that is held out.
    n_iter_no_change : int, default=10
        Epochs without a lower held-out loss after which the training ends.
    warm_start : bool, default=False
        Whether `fit` begins with the weights of the last one.
    checkpoint : path-like, default=None
        A file written after each epoch: a fit that was killed goes on from it, to the same bits.
        It needs a whole number as `random_state`, and is removed when the fit is done.
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows are images; one entry may be -1. None refuses flattened rows.
    device : str, default="auto"
        Where the net is trained and used: "cpu", "cuda", "cuda:1"; "auto" takes a CUDA device if
        there is one. A base stack that fits is kept there.
    n_jobs : int, default=None
        Torch's number of threads during `fit` and prediction; -1 is all cores. None leaves it as
        it is. The members of an ensemble are trained in so many processes, one thread each.
    callbacks : list of skorch callbacks, default=None
        Copied for each net. One that raises KeyboardInterrupt at the end of an epoch, as skorch's
        own do, ends the training.
    random_state : int, RandomState or None, default=None
        Initial weights, order of batches and augmentation: same seed, same weights, bit for bit,
        on the same machine, versions and number of threads.
    verbose : int, default=0
        1 shows a progress bar over epochs on standard error (of an ensemble, its first net's).

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    net_ : skorch.NeuralNetClassifier
        The trained net; its ``module_`` maps (n, channels, height, width) to logits.
    nets_ : list of skorch.NeuralNetClassifier
        All members; `net_` is the first.
    history_ : skorch.history.History
        Of `net_`: ``train_loss``, ``dur`` (seconds), ``images_per_second`` of each epoch, and with
        held-out galaxies ``valid_loss``.
    loss_curve_ : list of float
        The mean training loss of each epoch.
    n_iter_ : int
        The number of epochs.
    n_samples_fit_ : int
        The number of images trained on, after whatever balanced them.
    class_prior_ : ndarray of shape (n_classes,), float64
        Their mix, weighted: what the probabilities take for granted.
    image_shape_ : tuple of int
        Height, width and channels.
    n_features_in_ : int
        Their product.

    See Also
    --------
    galaxyzoo_ml.balancing.RotationOversampler : Balances the classes in front of it.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
    >>> X, y = make_galaxies(60, size=48, random_state=0, return_X_y=True)
    >>> classifier = GalaxyCNNClassifier(max_epochs=1, random_state=0).fit(X, y)
    >>> classifier.predict_proba(X[:2]).shape
    (2, 3)
    """

    _parameter_constraints: dict[str, Any] = {
        **NetClassifier._parameter_constraints,
        **ImageNetEstimator._parameter_constraints,
        "average_symmetries": ["boolean"],
    }

    def __init__(
        self,
        *,
        architecture: str | type[nn.Module] | nn.Module = "course",
        start_from: nn.Module | None = None,
        input_size: int | None = None,
        field: float = 1.0,
        rotation: str = "none",
        reflect: bool | Mapping[str, str] = False,
        zoom: float = 0.0,
        shift: float = 0.0,
        brightness: float = 0.0,
        average_symmetries: bool = False,
        n_members: int = 1,
        max_epochs: int = 10,
        batch_size: int = 64,
        optimizer: str = "sgd",
        lr: float = 0.01,
        lr_schedule: str = "linear",
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        label_smoothing: float = 0.0,
        averaging: float = 0.0,
        precision: str = "float32",
        class_weight: str | dict[Any, float] | None = None,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        checkpoint: str | Path | None = None,
        image_shape: tuple[int, int, int] | None = None,
        device: str = "auto",
        n_jobs: int | None = None,
        callbacks: Sequence[Any] | None = None,
        random_state: Any = None,
        verbose: int = 0,
    ) -> None:
        self.architecture = architecture
        self.start_from = start_from
        self.input_size = input_size
        self.field = field
        self.rotation = rotation
        self.reflect = reflect
        self.zoom = zoom
        self.shift = shift
        self.brightness = brightness
        self.average_symmetries = average_symmetries
        self.n_members = n_members
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.optimizer = optimizer
        self.lr = lr
        self.lr_schedule = lr_schedule
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.label_smoothing = label_smoothing
        self.averaging = averaging
        self.precision = precision
        self.class_weight = class_weight
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.warm_start = warm_start
        self.checkpoint = checkpoint
        self.image_shape = image_shape
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def _outputs(self) -> list[Any]:
        labels: list[Any] = self.classes_.tolist()
        return labels

    def _answers(self, module: nn.Module, x: torch.Tensor) -> Iterator[torch.Tensor]:
        if not self.average_symmetries:
            yield from super()._answers(module, x)
            return
        mirror = self._mirror()
        turns = range(4) if x.shape[2] == x.shape[3] else (0, 2)
        for turn in turns:
            yield from super()._answers(module, transformed(x, turn))
            if mirror is not None:
                mirrored = transformed(x, int(compose(4, turn)))  # turned, then mirrored
                for answer in super()._answers(module, mirrored):
                    yield answer[:, mirror]
