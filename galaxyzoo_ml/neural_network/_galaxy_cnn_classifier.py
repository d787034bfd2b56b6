"""The classifier of galaxy images."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from skorch.callbacks import Callback
from torch import nn

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.images import compose
from galaxyzoo_ml.neural_network._image_net_estimator import ImageNetEstimator
from galaxyzoo_ml.neural_network._net_classifier import NetClassifier
from galaxyzoo_ml.neural_network._shared_docs import fill_docs
from galaxyzoo_ml.neural_network.nets._symmetries import transformed

__all__ = ["GalaxyCNNClassifier"]


@fill_docs
class GalaxyCNNClassifier(ImageNetEstimator, NetClassifier):
    """A convolutional net, or an ensemble of them, that classifies images of galaxies.

    A scikit-learn classifier that has skorch nets. It takes image arrays and ndarrays, and
    renders them batch by batch. uint8 pixels are divided by 255, floats are taken as they are,
    with a warning if nobody scaled them: put a `~galaxyzoo_ml.preprocessing.StandardScaler`
    before it. The defaults are the course's;
    `from_preset` gives stronger nets.

    Parameters
    ----------
    %(architecture)s
    %(start_from)s
    %(input_size)s
    %(field)s
    %(rotation)s
    %(reflect)s
    %(zoom)s
    %(shift)s
    %(brightness)s
    average_symmetries : bool, default=False
        Whether probabilities are averaged over the turned (and, with `reflect`, mirrored) image.
        Four or eight times the work; the equivariant net has no need of it.
    %(n_members)s
    %(max_epochs)s
    %(batch_size)s
    %(optimizer)s
    %(lr)s
    %(lr_schedule)s
    %(momentum)s
    %(weight_decay)s
    %(label_smoothing)s
    %(averaging)s
    %(precision)s
    %(class_weight)s
    %(early_stopping)s
    %(validation_fraction)s
    %(n_iter_no_change)s
    %(warm_start)s
    %(checkpoint)s
    %(keep_checkpoint)s
    %(image_shape)s
    %(device)s
    %(n_jobs)s
    %(callbacks)s
    %(random_state)s
    %(verbose)s

    Attributes
    ----------
    %(classes_)s
    net_ : skorch.NeuralNetClassifier
        The trained net; its ``module_`` maps (n, channels, height, width) to logits.
    %(nets_)s
    history_ : skorch.history.History
        Of `net_`: ``train_loss``, ``dur`` (seconds), ``images_per_second`` of each epoch, and with
        held-out galaxies ``valid_loss`` and ``valid_acc``.
    %(loss_curve_)s
    %(n_iter_)s
    %(n_samples_fit_)s
    %(class_prior_)s
    %(image_shape_)s
    %(input_kind_)s
    %(n_features_in_)s

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
        architecture: str | Callable[..., nn.Module] | nn.Module = "course",
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
        precision: str = "auto",
        class_weight: str | dict[Any, float] | None = None,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        warm_start: bool = False,
        checkpoint: str | Path | None = None,
        keep_checkpoint: bool = False,
        image_shape: tuple[int, int, int] | None = None,
        device: str = "auto",
        n_jobs: int | None = None,
        callbacks: Sequence[Callback] | None = None,
        random_state: RandomState = None,
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
        self.keep_checkpoint = keep_checkpoint
        self.image_shape = image_shape
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    def _outputs(self) -> list[Hashable]:
        labels: list[Hashable] = self.classes_.tolist()
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
