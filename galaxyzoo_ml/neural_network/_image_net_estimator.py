"""What has nets that look at images."""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Callable, Hashable, Mapping
from numbers import Integral, Real
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from torch import nn

from galaxyzoo_ml._base import validate_images
from galaxyzoo_ml._mirrored_labels import mirrored_numbers
from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network._architecture import ImageModule
from galaxyzoo_ml.neural_network._input_kind import InputKind
from galaxyzoo_ml.neural_network._net_estimator import NetEstimator
from galaxyzoo_ml.neural_network._presets import ARCHITECTURES, PRESETS
from galaxyzoo_ml.neural_network.training._augmentation import Augmentation
from galaxyzoo_ml.neural_network.training._image_dataset import ImageDataset
from galaxyzoo_ml.neural_network.training._precision import PRECISIONS
from galaxyzoo_ml.neural_network.training._view import View

__all__ = ["ImageNetEstimator"]


class ImageNetEstimator(NetEstimator):
    """An estimator whose nets look at images: the field they see, how it varies, which net."""

    _parameter_constraints: dict[str, Any] = {
        **NetEstimator._parameter_constraints,
        "architecture": [StrOptions(set(ARCHITECTURES)), HasMethods(["forward"]), callable],
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
        "precision": [StrOptions(set(PRECISIONS))],
        "image_shape": [tuple, list, None],
    }

    architecture: str | Callable[..., nn.Module] | nn.Module
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
    def _outputs(self) -> list[Hashable]:
        """Return what each output of the net is about: labels, which may swap in the mirror."""

    def _validated(self, X: ArrayLike, *, reset: bool) -> ImageArray | NDArray[Any]:
        images = validate_images(self, X, reset=reset, image_shape=self.image_shape)
        kind = InputKind.of(images)
        if reset:
            self.input_kind_ = kind
            kind.warn_unscaled()
        elif hasattr(self, "input_kind_"):  # a model file of an earlier version does not tell
            difference = self.input_kind_.difference(kind)
            if difference is not None:
                warnings.warn(
                    f"X is {difference}, when the net was fitted: scale it in the same way",
                    DataWarning,
                    stacklevel=2,
                )
        return images

    def _validated_beside(
        self, X_val: ArrayLike, X: ImageArray | NDArray[Any]
    ) -> ImageArray | NDArray[Any]:
        """Return held-out images, validated, if they are scaled as X is; warn of what may not be.

        Raises
        ------
        ValueError
            Images that the steps before this net did not scale.
        """
        images = validate_images(self, X_val, reset=False, image_shape=self.image_shape)
        learnt, judged = InputKind.of(X), InputKind.of(images)
        text = (
            f"X_val is {judged}, and X is {learnt}: in a pipeline, the steps before the net "
            "transform X alone. Give the pipeline transform_input=['X_val'] (with "
            "sklearn.set_config(enable_metadata_routing=True) and the net's "
            "set_fit_request(X_val=True, y_val=True)), or transform X_val by hand"
        )
        if learnt.difference(judged) is not None:
            raise ValueError(text)
        if not learnt.is_scaled_as(judged):
            warnings.warn(text, DataWarning, stacklevel=2)
        return images

    def _dataset(
        self,
        X: ImageArray | NDArray[Any],
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        *,
        varied: bool = False,
    ) -> ImageDataset:
        return ImageDataset(X, self.view(varied=varied), targets, weights, self._mirror())

    def view(self, *, varied: bool = False) -> View:
        """Return what the net sees of an image; for what exports it.

        Parameters
        ----------
        varied : bool, default=False
            Whether as it learns.
        """
        augmentation = Augmentation()
        if varied:
            augmentation = Augmentation(
                self.rotation, bool(self.reflect), self.zoom, self.shift, self.brightness
            )
        return View(self.image_shape_, self.input_size, self.field, augmentation)

    def _mirror(self) -> NDArray[np.int64] | None:
        """Return the output that each becomes in the mirror; None if mirrors are not used."""
        return mirrored_numbers(self._outputs(), self.reflect)

    def _module(self) -> ImageModule:
        mirror, outputs = self._mirror(), self._outputs()
        return ImageModule(
            self.architecture,
            self.start_from,
            self.view().shape,
            len(outputs),
            None if mirror is None else mirror.tolist(),
        )
