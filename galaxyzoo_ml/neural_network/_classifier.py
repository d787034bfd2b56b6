"""The classifier of galaxy images."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.utils._param_validation import HasMethods, StrOptions
from torch import nn

from galaxyzoo_ml._base import validate_images
from galaxyzoo_ml.neural_network._batches import ImageDataset
from galaxyzoo_ml.neural_network._course_net import CourseNet
from galaxyzoo_ml.neural_network._net_classifier import NetClassifier

__all__ = ["ARCHITECTURES", "PRESETS", "GalaxyCNNClassifier"]

ARCHITECTURES: Mapping[str, type[nn.Module]] = MappingProxyType({"course": CourseNet})
"""The nets that have a name."""

PRESETS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"course": MappingProxyType({"architecture": "course", "max_epochs": 10})}
)
"""Parameters that belong together, by name; see `GalaxyCNNClassifier.from_preset`."""


class GalaxyCNNClassifier(NetClassifier):
    """A convolutional net that classifies images of galaxies.

    A scikit-learn classifier that has a skorch net. It takes image arrays and ndarrays, and
    renders them batch by batch. uint8 pixels are divided by 255, floats are taken as they are:
    put a `~galaxyzoo_ml.preprocessing.StandardScaler` before it.

    Parameters
    ----------
    architecture : {"course"}, torch.nn.Module class or instance, default="course"
        The net. A class is called with ``image_shape`` and ``n_classes`` and returns logits; an
        instance is copied and trained on from its weights.
    max_epochs : int, default=10
        How often the training set is passed through.
    batch_size : int, default=64
        Images per step.
    lr : float, default=0.01
        Learning rate of stochastic gradient descent.
    lr_schedule : {"constant", "linear"}, default="linear"
        Whether the rate stays, or falls to zero step by step.
    momentum : float, default=0.9
    weight_decay : float, default=0.0
    class_weight : "balanced", dict of label to float, or None, default=None
        Weights of the classes in the loss, as in scikit-learn.
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows are images; one entry may be -1. None refuses flattened rows.
    device : str, default="auto"
        Where the net is trained and used: "cpu", "cuda", "cuda:1"; "auto" takes a CUDA device if
        there is one.
    n_jobs : int, default=None
        Torch's number of threads during `fit` and prediction; -1 is all cores. None leaves it as
        it is.
    callbacks : list of skorch callbacks, default=None
    random_state : int, RandomState or None, default=None
        Initial weights and order of batches: same seed, same weights, bit for bit, on the same
        machine and number of threads.
    verbose : int, default=0
        1 shows a progress bar over epochs on standard error.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The labels, sorted.
    net_ : skorch.NeuralNetClassifier
        The trained net; its ``module_`` maps (n, channels, height, width) to logits.
    history_ : skorch.history.History
        Loss and duration of each epoch.
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
        "architecture": [StrOptions(set(ARCHITECTURES)), HasMethods(["forward"])],
        "image_shape": [tuple, list, None],
    }

    def __init__(
        self,
        *,
        architecture: str | type[nn.Module] | nn.Module = "course",
        max_epochs: int = 10,
        batch_size: int = 64,
        lr: float = 0.01,
        lr_schedule: str = "linear",
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        class_weight: str | dict[Any, float] | None = None,
        image_shape: tuple[int, int, int] | None = None,
        device: str = "auto",
        n_jobs: int | None = None,
        callbacks: Sequence[Any] | None = None,
        random_state: Any = None,
        verbose: int = 0,
    ) -> None:
        self.architecture = architecture
        self.max_epochs = max_epochs
        self.batch_size = batch_size
        self.lr = lr
        self.lr_schedule = lr_schedule
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.class_weight = class_weight
        self.image_shape = image_shape
        self.device = device
        self.n_jobs = n_jobs
        self.callbacks = callbacks
        self.random_state = random_state
        self.verbose = verbose

    @classmethod
    def from_preset(cls, name: str, **overrides: Any) -> Self:
        """Return a classifier with parameters that belong together, all of them visible.

        Parameters
        ----------
        name : {"course"}
            "course": the net and the ten epochs of Problem Set 2.
        **overrides
            Parameters that are to be different.

        Returns
        -------
        GalaxyCNNClassifier

        Raises
        ------
        ValueError
            Another name.

        Examples
        --------
        >>> from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
        >>> GalaxyCNNClassifier.from_preset("course", max_epochs=5).max_epochs
        5
        """
        if name not in PRESETS:
            raise ValueError(f"there is no preset {name!r}; there are {sorted(PRESETS)}")
        return cls(**{**PRESETS[name], **overrides})

    def _validated(self, X: Any, *, reset: bool) -> Any:
        return validate_images(self, X, reset=reset, image_shape=self.image_shape)

    def _dataset(
        self,
        X: Any,
        targets: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> ImageDataset:
        return ImageDataset(X, targets, weights)

    def _module(self) -> tuple[type[nn.Module] | nn.Module, dict[str, Any]]:
        architecture = self.architecture
        if isinstance(architecture, nn.Module):
            return copy.deepcopy(architecture), {}
        if isinstance(architecture, str):
            architecture = ARCHITECTURES[architecture]
        return architecture, {"image_shape": self.image_shape_, "n_classes": len(self.classes_)}
