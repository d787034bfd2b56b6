"""Zero mean and unit variance: per column of a table, per channel of images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn import preprocessing
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from galaxyzoo_ml._base import is_stack, like_input, validate_images
from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._moments import Moments

__all__ = ["StandardScaler"]


class _ImageScaling:
    """What scikit-learn must not wrap: it makes a table of whatever a class itself transforms.

    (``set_output``, ``set_config(transform_output=...)``.) Tables are scaled by scikit-learn's own
    methods, which follow the setting.
    """

    mean_: NDArray[np.float64]
    scale_: NDArray[np.float64] | None  # as var_: None is not scaled
    with_mean: bool
    with_std: bool
    image_shape_: tuple[int, ...]
    n_features_in_: int
    fit: Callable[..., Self]
    _fitted_on_images: Callable[[ImagesOrTable], bool]

    def fit_transform(self, X: ImagesOrTable, y: object = None, **fit_params: Any) -> Any:
        """Fit, and scale.

        Parameters
        ----------
        X : ImageArray, ndarray of shape (n, height, width, channels), or table
        y : None
            Ignored.
        **fit_params : dict
            As of `fit`: ``sample_weight``.

        Returns
        -------
        ImageArray, or as scikit-learn's
        """
        return self.fit(X, y, **fit_params).transform(X)

    def transform(self, X: ImagesOrTable, copy: bool | None = None) -> Any:
        """Scale images per channel, or a table per column.

        Parameters
        ----------
        X : ImageArray, ndarray of shape (n, height, width, channels), or table
        copy : bool, default=None
            For tables, as in scikit-learn.

        Returns
        -------
        ImageArray, or ndarray
            Float32 for images; an `ImageArray` stays lazy.

        Raises
        ------
        ValueError
            Images where a table was fitted, the reverse, or images of another size.
        """
        if not self._fitted_on_images(X):
            return preprocessing.StandardScaler.transform(self, X, copy=copy)
        images = ImageArray(validate_images(self, X, reset=False))
        centred = images - self.mean_ if self.with_mean else images.astype(np.float32)
        return like_input(centred / self.scale_ if self.with_std else centred, X)

    def inverse_transform(self, X: ImagesOrTable, copy: bool | None = None) -> Any:
        """Undo the scaling.

        Parameters
        ----------
        X : ImageArray, ndarray of shape (n, height, width, channels), or table
        copy : bool, default=None
            For tables, as in scikit-learn.

        Returns
        -------
        ImageArray, or ndarray
            Float32 for images.
        """
        if not self._fitted_on_images(X):
            return preprocessing.StandardScaler.inverse_transform(self, X, copy=copy)
        images = ImageArray(validate_images(self, X, reset=False))
        spread = images * self.scale_ if self.with_std else images.astype(np.float32)
        return like_input(spread + self.mean_ if self.with_mean else spread, X)


class StandardScaler(_ImageScaling, preprocessing.StandardScaler):
    """Bring images to zero mean and unit variance per channel, and tables per column.

    On tables it is scikit-learn's own `~sklearn.preprocessing.StandardScaler`. On stacks of
    images there is one mean and one deviation per channel: statistics that rotations do not
    change, so that balancing before or after scaling is the same. An `ImageArray` is scaled
    lazily, and its statistics come from one pass over the base pixels.

    Parameters
    ----------
    copy : bool, default=True
        For tables, as in scikit-learn. Images are never changed in place.
    with_mean : bool, default=True
        Subtract the mean.
    with_std : bool, default=True
        Divide by the standard deviation.

    Attributes
    ----------
    mean_, var_, scale_ : ndarray of shape (channels,) or (n_features,), float64
        In the units of the input (0 to 255 for uint8 images). Channels without variance are
        divided by 1.
    n_samples_seen_ : int or float
        The number of images (rows), or the sum of their weights.
    image_shape_ : tuple of int
        Height, width and channels, if fitted on images.
    n_features_in_ : int
    input_dtype_ : {"uint8", "float32"}
        Of the images that it was fitted on.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.preprocessing import StandardScaler
    >>> X = make_galaxies(20, size=32, random_state=0).images
    >>> scaled = StandardScaler().fit_transform(X)
    >>> scaled.dtype, abs(scaled.mean()) < 1e-6, abs(scaled.std() - 1) < 1e-6
    (dtype('float32'), True, True)
    """

    n_samples_seen_: Any  # scikit-learn counts the rows of tables, or of each of their columns
    var_: NDArray[np.float64] | None
    _var: NDArray[np.float64]

    def partial_fit(
        self, X: ImagesOrTable, y: object = None, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Take more images, or rows, into account.

        Parameters
        ----------
        X : ImageArray, ndarray of shape (n, height, width, channels), or table
        y : None
            Ignored.
        sample_weight : array-like of shape (n,), default=None
            How much each image counts.

        Returns
        -------
        self : object
        """
        first = not hasattr(self, "n_samples_seen_")
        if not first:
            self._fitted_on_images(X)  # raises where a table meets images
        if not is_stack(X):
            super().partial_fit(X, y, sample_weight)
            return self
        images = ImageArray(validate_images(self, X, reset=first))
        if first:
            self.input_dtype_ = "uint8" if images.dtype == np.uint8 else "float32"
        weights = np.ones(len(images))
        if sample_weight is not None:
            weights = _check_sample_weight(sample_weight, images.recipe, dtype=np.float64)
        count = len(images) if sample_weight is None else weights.sum()
        moments = Moments(count, *images.channel_moments(weights))
        if not first:
            moments = Moments(self.n_samples_seen_, self.mean_, self._var).merged(moments)
        self._set_moments(moments)
        return self

    def _set_moments(self, moments: Moments) -> None:
        self.n_samples_seen_, self.mean_ = moments.weight, moments.mean
        self._var = moments.variance
        self.var_ = moments.variance if self.with_std else None
        # A deviation below the resolution of the pixels is rounding, not variance.
        deviation = np.sqrt(moments.variance)
        varies = deviation > np.finfo(np.float32).eps * np.abs(moments.mean)
        self.scale_ = np.where(varies, deviation, 1.0) if self.with_std else None

    def _reset(self) -> None:
        super()._reset()
        for name in ("image_shape_", "input_dtype_", "_var"):
            self.__dict__.pop(name, None)

    def _fitted_on_images(self, X: ImagesOrTable) -> bool:
        check_is_fitted(self)
        on_images = hasattr(self, "image_shape_")
        if on_images != is_stack(X):
            fitted, given = ("images", "a table") if on_images else ("a table", "images")
            raise ValueError(f"StandardScaler was fitted on {fitted} and was given {given}")
        return on_images
