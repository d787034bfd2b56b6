"""The door from images to estimators that know tables only."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags
from sklearn.utils.validation import check_array, check_is_fitted

from galaxyzoo_ml._base import validate_images

__all__ = ["FlattenImages"]


class FlattenImages(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Turn images into rows, for estimators that know tables only.

    Parameters
    ----------
    image_shape : tuple of (height, width, channels), default=None
        How rows that are flat already become images; one entry may be -1. None refuses them.

    Attributes
    ----------
    image_shape_ : tuple of int
        Height, width and channels seen in `fit`.
    n_features_in_ : int
        Their product.

    See Also
    --------
    StandardScaler : Scales images without flattening them.

    Examples
    --------
    >>> from sklearn.decomposition import PCA
    >>> from sklearn.pipeline import make_pipeline
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.preprocessing import FlattenImages
    >>> X = make_galaxies(30, size=32, random_state=0).images
    >>> make_pipeline(FlattenImages(), PCA(5)).fit_transform(X).shape
    (30, 5)
    """

    def __init__(self, *, image_shape: tuple[int, int, int] | None = None) -> None:
        self.image_shape = image_shape

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Remember the shape of the images.

        Parameters
        ----------
        X : ImageArray or array-like of shape (n, height, width, channels)
        y : None
            Ignored.

        Returns
        -------
        self : object
        """
        validate_images(self, X, reset=True, image_shape=self.image_shape)
        return self

    def transform(self, X: ArrayLike) -> NDArray[Any]:
        """Render the images and flatten them.

        Parameters
        ----------
        X : ImageArray or array-like of shape (n, height, width, channels)

        Returns
        -------
        ndarray of shape (n, height * width * channels)
            uint8 or float32, as the images.

        Raises
        ------
        RenderMemoryError
            If the rows would take more than half of the free memory.
        """
        check_is_fitted(self)
        images = validate_images(self, X, reset=False, image_shape=self.image_shape)
        return np.asarray(images).reshape(len(images), -1)

    def inverse_transform(self, X: ArrayLike) -> NDArray[Any]:
        """Turn rows into images again.

        Parameters
        ----------
        X : array-like of shape (n, height * width * channels)

        Returns
        -------
        ndarray of shape (n, height, width, channels)
        """
        check_is_fitted(self)
        rows = check_array(X, dtype=None)
        if rows.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {rows.shape[1]} features, but FlattenImages is expecting "
                f"{self.n_features_in_} features as input"
            )
        images: NDArray[Any] = rows.reshape(len(rows), *self.image_shape_)
        return images

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float32"]  # float64 is cast once
        return tags
