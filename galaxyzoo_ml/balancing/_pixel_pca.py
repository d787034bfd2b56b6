"""Where distances between images are measured by default."""

from __future__ import annotations

from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    _fit_context,
)
from sklearn.decomposition import PCA
from sklearn.utils import Tags, check_random_state
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml._base import validate_images
from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.balancing._block_means import block_means
from galaxyzoo_ml.images import ImageArray

__all__ = ["PixelPCA"]


class PixelPCA(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Principal components of down-scaled images.

    Images are averaged over blocks until they have at most ``side`` pixels a side, and projected
    on their first principal components (randomised, seeded): a small space in which neighbours
    are images that look alike. Images are rendered in batches.

    Parameters
    ----------
    n_components : int, default=32
        At most so many components; fewer where there are fewer images or pixels.
    side : int, default=16
        At most so many pixels a side, after averaging.
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows are images; one entry may be -1. None refuses flattened rows.
    random_state : int, RandomState or None, default=None
        For the randomised decomposition.
    verbose : int, default=0
        1 shows a progress bar on standard error.

    Attributes
    ----------
    pca_ : sklearn.decomposition.PCA
    image_shape_ : tuple of int
    n_features_in_ : int

    Examples
    --------
    >>> from galaxyzoo_ml.balancing import PixelPCA
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> X = make_galaxies(40, size=48, random_state=0).images
    >>> PixelPCA(8, random_state=0).fit_transform(X).shape
    (40, 8)
    """

    _parameter_constraints: dict[str, Any] = {
        "n_components": [Interval(Integral, 1, None, closed="left")],
        "side": [Interval(Integral, 1, None, closed="left")],
        "image_shape": [tuple, list, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        n_components: int = 32,
        *,
        side: int = 16,
        image_shape: tuple[int, int, int] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.n_components = n_components
        self.side = side
        self.image_shape = image_shape
        self.random_state = random_state
        self.verbose = verbose

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Find the principal components.

        Parameters
        ----------
        X : ImageArray or array-like of shape (n, height, width, channels)
        y : None
            Ignored.

        Returns
        -------
        self : object
        """
        self.fit_transform(X)
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def fit_transform(self, X: ArrayLike, y: object = None) -> NDArray[np.float32]:
        """Find the principal components, and project on them.

        Parameters
        ----------
        X : ImageArray or array-like of shape (n, height, width, channels)
        y : None
            Ignored.

        Returns
        -------
        ndarray of shape (n, n_components), float32
        """
        images = validate_images(self, X, reset=True, image_shape=self.image_shape)
        small = block_means(ImageArray(images), self.side, verbose=self.verbose)
        n_components = min(self.n_components, *small.shape)
        solver = "randomized" if n_components < 0.8 * min(small.shape) else "full"
        self.pca_ = PCA(
            n_components, svd_solver=solver, random_state=check_random_state(self.random_state)
        )
        self.pca_.fit(small)
        return self._projected(small)

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Project images on the principal components.

        Parameters
        ----------
        X : ImageArray or array-like of shape (n, height, width, channels)

        Returns
        -------
        ndarray of shape (n, n_components), float32
        """
        check_is_fitted(self)
        images = validate_images(self, X, reset=False, image_shape=self.image_shape)
        return self._projected(block_means(ImageArray(images), self.side, verbose=self.verbose))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # components are float32
        return tags

    @property
    def _n_features_out(self) -> int:
        return int(self.pca_.n_components_)

    def _projected(self, small: NDArray[np.float32]) -> NDArray[np.float32]:
        # In float64: the last digits would depend on how many images there are.
        projected: NDArray[np.float64] = self.pca_.transform(small.astype(np.float64))
        return projected.astype(np.float32)
