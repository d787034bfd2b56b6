"""What has nets that look at images."""

from __future__ import annotations

import copy
import inspect
from abc import abstractmethod
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from torch import nn

from galaxyzoo_ml._base import validate_images
from galaxyzoo_ml.neural_network._net_estimator import NetEstimator
from galaxyzoo_ml.neural_network._presets import ARCHITECTURES, PRESETS
from galaxyzoo_ml.neural_network.training._batches import ImageDataset
from galaxyzoo_ml.neural_network.training._view import Augmentation, View

__all__ = ["ImageNetEstimator"]


class ImageNetEstimator(NetEstimator):
    """An estimator whose nets look at images: the field they see, how it varies, which net."""

    _parameter_constraints: dict[str, Any] = {
        **NetEstimator._parameter_constraints,
        "architecture": [StrOptions(set(ARCHITECTURES)), HasMethods(["forward"])],
        "start_from": [HasMethods(["state_dict"]), None],
        "input_size": [Interval(Integral, 1, None, closed="left"), None],
        "field": [Interval(Real, 0, 1, closed="right")],
        "rotation": [StrOptions({"none", "quarters", "any"})],
        "reflect": ["boolean", Mapping],
        "zoom": [Interval(Real, 0, None, closed="left")],
        "shift": [Interval(Real, 0, None, closed="left")],
        "brightness": [Interval(Real, 0, None, closed="left")],
        "n_members": [Interval(Integral, 1, None, closed="left")],
        "averaging": [Interval(Real, 0, 1, closed="left")],
        "precision": [StrOptions({"float32", "bfloat16"})],
        "image_shape": [tuple, list, None],
    }

    architecture: str | type[nn.Module] | nn.Module
    start_from: nn.Module | None
    input_size: int | None
    field: float
    rotation: str
    reflect: bool | Mapping[str, str]
    zoom: float
    shift: float
    brightness: float
    n_members: int
    averaging: float
    precision: str
    image_shape: tuple[int, int, int] | None

    @classmethod
    def from_preset(cls, name: str, **overrides: Any) -> Self:
        """Return an estimator with parameters that belong together, all of them visible.

        Parameters
        ----------
        name : {"course", "fast", "best"}
            "course": the net and the ten epochs of Problem Set 2. "fast": one equivariant net,
            trained in less than a minute on 5,000 galaxies and two cores. "best": an ensemble of
            such nets, in four minutes. Both mirror images, and swap the handed labels of Galaxy
            Zoo: give ``reflect=False``, or a mapping, for other labels with a handedness.
        **overrides
            Parameters that are to be different.

        Returns
        -------
        self : object
            Of this class, not fitted.

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

    @abstractmethod
    def _answered(self) -> list[Any]:
        """Return what each output of the net is about: labels, which may swap in the mirror."""

    def _validated(self, X: Any, *, reset: bool) -> Any:
        return validate_images(self, X, reset=reset, image_shape=self.image_shape)

    def _dataset(
        self,
        X: Any,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> ImageDataset:
        return ImageDataset(X, self._view(varied=varied), targets, weights, self._mirror())

    def _view(self, *, varied: bool = False) -> View:
        augmentation = Augmentation()
        if varied:
            augmentation = Augmentation(
                self.rotation, bool(self.reflect), self.zoom, self.shift, self.brightness
            )
        return View(self.image_shape_, self.input_size, self.field, augmentation)

    def _mirror(self) -> NDArray[np.int64] | None:
        """Return the class that each class becomes in the mirror; None if mirrors are not used."""
        if not self.reflect:
            return None
        swaps = self.reflect if isinstance(self.reflect, Mapping) else {}
        labels = self._answered()
        twins = [swaps.get(label, label) for label in labels]
        for label, twin in zip(labels, twins, strict=True):
            if twin not in labels or swaps.get(twin, twin) != label:
                raise ValueError(
                    f"reflect makes {label!r} of the mirror image {twin!r}, which is no class here "
                    f"or does not become {label!r} again; the classes are {labels}"
                )
        return np.array([labels.index(twin) for twin in twins])

    def _check_module(self, module: nn.Module) -> None:
        """Refuse a module of one's own with another number of outputs.

        Raises
        ------
        ValueError
            It would be trained on what is not there, or be silent on what is.
        """
        if isinstance(self.architecture, str):
            return
        height, width, channels = self._view().shape
        weight = next(module.parameters(), torch.empty(0))
        was_training = module.training
        with torch.no_grad():
            shape = tuple(module.eval()(weight.new_zeros(2, channels, height, width)).shape)
        module.train(was_training)
        if shape != (2, len(self._answered())):
            raise ValueError(
                f"{type(module).__name__} makes an output of shape {shape} of two images; "
                f"{(2, len(self._answered()))} is needed. A trained net with another last layer is "
                "to be given as start_from"
            )

    def _module(self) -> tuple[type[nn.Module] | nn.Module, dict[str, Any]]:
        architecture = self.architecture
        if isinstance(architecture, nn.Module):
            return copy.deepcopy(architecture), {}
        if isinstance(architecture, str):
            architecture = ARCHITECTURES[architecture]
        arguments = {"image_shape": self._view().shape, "n_classes": len(self._answered())}
        if "mirror" in inspect.signature(architecture).parameters:
            mirror = self._mirror()
            arguments["mirror"] = None if mirror is None else mirror.tolist()
        return architecture, arguments
