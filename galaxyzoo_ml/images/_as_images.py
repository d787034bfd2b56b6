"""What an estimator's X is, as a stack of images: the one reading of `image_shape=`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from galaxyzoo_ml.images._image_array import ImageArray
from galaxyzoo_ml.images._pixels import as_pixels

__all__ = ["as_images", "resolve_image_shape"]


def resolve_image_shape(image_shape: Sequence[int], n_features: int) -> tuple[int, int, int]:
    """Fill in the one -1 that an image shape may hold, as `numpy.reshape` does.

    Raises
    ------
    ValueError
        Not three numbers, or a product that is not the number of features.
    """
    shape = tuple(int(side) for side in image_shape)
    if (
        len(shape) != 3
        or sum(side == -1 for side in shape) > 1
        or any(side < 1 and side != -1 for side in shape)
    ):
        raise ValueError(
            "image_shape must be (height, width, channels), positive, with at most one -1; "
            f"got {image_shape!r}"
        )
    known = int(np.prod([side for side in shape if side != -1]))
    if -1 in shape and n_features % known == 0 and n_features:
        shape = tuple(n_features // known if side == -1 else side for side in shape)
    if -1 in shape or int(np.prod(shape)) != n_features:
        raise ValueError(
            f"rows of {n_features} feature(s) do not make images of shape {tuple(image_shape)}"
        )
    return shape[0], shape[1], shape[2]


def as_images(X: ArrayLike, image_shape: Sequence[int] | None = None) -> ImageArray | NDArray[Any]:
    """Return X as a stack of images: an `ImageArray` as it is, anything else as an ndarray.

    Parameters
    ----------
    X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows become images; one entry may be -1. None means that flattened rows
        are an error, never a guess.

    Returns
    -------
    ImageArray or ndarray of shape (n, height, width, channels), uint8 or float32

    Raises
    ------
    ValueError
        A shape that is not that of a stack of images.
    TypeError
        A dtype that pixels cannot have.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.images import as_images
    >>> as_images(np.zeros((2, 12)), image_shape=(2, 2, -1)).shape
    (2, 2, 2, 3)
    """
    if isinstance(X, ImageArray):
        return X
    pixels = np.asarray(X)
    if pixels.ndim == 2:
        if image_shape is None:
            raise ValueError(
                f"rows of shape {pixels.shape} are not images; say how they become images with "
                "image_shape=(height, width, channels), or pass (n, height, width, channels)"
            )
        if pixels.dtype != np.uint8:
            pixels = pixels.astype(np.float32, copy=False)
        return pixels.reshape(len(pixels), *resolve_image_shape(image_shape, pixels.shape[1]))
    return as_pixels(pixels)
