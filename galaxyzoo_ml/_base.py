"""What every estimator of this library does with its X."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeGuard, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import assert_all_finite
from sklearn.utils.validation import check_array, validate_data

from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.images import ImageArray, as_images

__all__ = ["ImageEstimator", "is_stack", "like_input", "stacked", "validate_images"]

X_ = TypeVar("X_", bound=ImagesOrTable)


class ImageEstimator(Protocol):
    """What an estimator knows of its images."""

    image_shape_: tuple[int, ...]
    n_features_in_: int


def is_stack(X: ImagesOrTable) -> TypeGuard[ArrayLike]:
    """Tell whether X is meant as a stack of images rather than as a table."""
    n_dimensions: int = getattr(X, "ndim", 1)
    return n_dimensions > 2 if n_dimensions != 1 else _first_ndim(X) >= 2


def stacked(X: X_) -> X_ | NDArray[Any]:
    """Return a list, object array or Series of images as one array; anything else as it is.

    Raises
    ------
    ValueError
        Images of different shapes.
    """
    if getattr(X, "ndim", 1) != 1 or _first_ndim(X) < 2:
        return X
    images = [np.asarray(image) for image in _listed(X)]
    for i, image in enumerate(images):
        if image.shape != images[0].shape:
            raise ValueError(
                f"image {i} has shape {image.shape}, those before it {images[0].shape}: bring all "
                "to one size"
            )
    return np.stack(images)


def _first_ndim(X: ImagesOrTable) -> int:
    """Return the number of dimensions of the first thing in a sequence."""
    return next((int(np.ndim(each)) for each in _listed(X)), 0)


def _listed(X: ImagesOrTable) -> Iterable[ArrayLike]:
    """Return the things in a list, object array or Series; of anything else none."""
    if isinstance(X, (list, tuple)):
        return X
    is_of_objects = getattr(X, "dtype", None) == np.dtype(object)
    return np.asarray(X) if is_of_objects else ()


def validate_images(
    estimator: ImageEstimator,
    X: ImagesOrTable,
    *,
    reset: bool,
    image_shape: Sequence[int] | None = None,
) -> ImageArray | NDArray[Any]:
    """Return X as a stack of images, and set or check what an estimator knows of it.

    ``n_features_in_`` is height * width * channels, ``image_shape_`` the three. Flattened rows go
    through scikit-learn's own validation first.

    Parameters
    ----------
    estimator : estimator
        Its attributes are set if `reset`, else compared.
    X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
    reset : bool
        True in ``fit``, False afterwards.
    image_shape : tuple of int, default=None
        How flattened rows become images.

    Returns
    -------
    ImageArray or ndarray of shape (n, height, width, channels)

    Raises
    ------
    ValueError
        What is not a stack of images, not finite, empty, or of another size than in ``fit``.
    """
    if is_stack(X):
        images = as_images(stacked(X))
        if reset:
            vars(estimator).pop("feature_names_in_", None)  # of a table seen before
    else:
        if image_shape is None:
            as_images(check_array(X, dtype=None, ensure_all_finite=False))  # raises: no shape
        rows = validate_data(estimator, X, reset=reset, dtype=(np.float32, np.uint8))
        images = as_images(rows, image_shape)
    if isinstance(images, ImageArray) and not images.is_finite:
        raise ValueError(f"Input X contains NaN or infinity: {type(estimator).__name__} takes none")
    if isinstance(images, np.ndarray) and images.dtype != np.uint8:
        assert_all_finite(images, input_name="X", estimator_name=type(estimator).__name__)
    if len(images) == 0:
        raise ValueError(
            f"Found array with 0 sample(s) (shape={images.shape}) while a minimum of 1 is required "
            f"by {type(estimator).__name__}."
        )
    shape = tuple(int(side) for side in images.shape[1:])
    if reset:
        estimator.image_shape_ = shape
        estimator.n_features_in_ = int(np.prod(shape))
    elif shape != estimator.image_shape_:
        raise ValueError(
            f"{type(estimator).__name__} was fitted on images of shape {estimator.image_shape_}, "
            f"and these have shape {shape}; {_remedy(shape, estimator.image_shape_)}"
        )
    return images


def _remedy(shape: tuple[int, ...], fitted: tuple[int, ...]) -> str:
    """Say what brings images to the shape that an estimator was fitted on."""
    if shape[:2] != fitted[:2]:
        return "resize them (size=)"
    found, needed = shape[2], fitted[2]
    if (found, needed) == (4, 3):
        return "4 channels and not 3: without alpha they are np.asarray(X)[..., :3]"
    if (found, needed) == (1, 3):
        return "1 channel and not 3: grey as RGB is np.repeat(np.asarray(X), 3, axis=-1)"
    return f"{found} channels and not {needed}: choose the same bands, np.asarray(X)[..., bands]"


def like_input(images: ImageArray, X: object) -> ImageArray | NDArray[Any]:
    """Return images in the container of X: an `ImageArray` stays one, arrays are rendered."""
    return images if isinstance(X, ImageArray) else images.render()
