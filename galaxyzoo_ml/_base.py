"""What every estimator of this library does with its X."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import assert_all_finite
from sklearn.utils.validation import check_array, validate_data

from galaxyzoo_ml.images import ImageArray, as_images

__all__ = ["is_stack", "like_input", "validate_images"]


def is_stack(X: Any) -> bool:
    """Tell whether X is meant as a stack of images rather than as a table."""
    return getattr(X, "ndim", 2) > 2


def validate_images(
    estimator: Any, X: Any, *, reset: bool, image_shape: Sequence[int] | None = None
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
        images = as_images(X)
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
            f"and these have shape {shape}; resize them (size=)"
        )
    return images


def like_input(images: ImageArray, X: Any) -> ImageArray | NDArray[Any]:
    """Return images in the container of X: an `ImageArray` stays one, arrays are rendered."""
    return images if isinstance(X, ImageArray) else images.render()
