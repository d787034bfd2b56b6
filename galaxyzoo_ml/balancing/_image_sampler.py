"""Any sampler on images, and none of them sees a pixel."""

from __future__ import annotations

from typing import Any, NoReturn, Self

import numpy as np
from imblearn.base import BaseSampler
from imblearn.utils import check_sampling_strategy, check_target_type
from imblearn.utils._validation import ArraysTransformer
from numpy.typing import ArrayLike, NDArray
from sklearn.base import clone
from sklearn.preprocessing import label_binarize
from sklearn.utils import check_consistent_length, check_random_state, get_tags
from sklearn.utils._param_validation import HasMethods, StrOptions
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_feature_names, _check_n_features

from galaxyzoo_ml._base import is_stack, like_input, stacked
from galaxyzoo_ml._typing import Estimator, ImagesOrTable, RandomState
from galaxyzoo_ml.balancing import _supported_samplers
from galaxyzoo_ml.balancing._checks import images_and_labels
from galaxyzoo_ml.balancing._pixel_pca import PixelPCA
from galaxyzoo_ml.balancing._progress import progress_bar
from galaxyzoo_ml.balancing._resample import ResampleMixin, forget
from galaxyzoo_ml.balancing._sampler import Sampler
from galaxyzoo_ml.balancing._sampler_routes import recipe_of
from galaxyzoo_ml.images import ImageArray

__all__ = ["ImageSampler"]


def _seed(estimator: Estimator, rng: np.random.RandomState) -> None:
    """Give every `random_state` that is None a seed: an estimator's own, and those inside it."""
    unset = [
        name
        for name, value in estimator.get_params(deep=True).items()
        if value is None and name.split("__")[-1] == "random_state"
    ]
    for name in sorted(unset, key=lambda name: (name.count("__"), name)):
        estimator.set_params(**{name: rng.randint(np.iinfo(np.int32).max)})


class ImageSampler(ResampleMixin, BaseSampler):
    """Let a sampler of imbalanced-learn balance images.

    The sampler never sees a pixel. Distances are measured in an embedding of the images; what the
    sampler selects or interpolates is done to the recipes of the images. The result is exactly
    what imbalanced-learn computes on the embedding with the same seed, at the cost of the
    embedding.

    On a table (two dimensions, and no `image_shape`) the sampler is used as it is.

    Parameters
    ----------
    sampler : imbalanced-learn sampler
        One that selects rows (RandomOverSampler, RandomUnderSampler, NearMiss, TomekLinks,
        EditedNearestNeighbours, ...), interpolates between neighbours (SMOTE, BorderlineSMOTE,
        ADASYN), or does both (SMOTEENN, SMOTETomek). Others are refused with the reason.
    embedding : transformer, default=None
        Gives the coordinates in which neighbours are near: fitted on the images and labels, its
        output has shape (n, n_dimensions). None is `PixelPCA`. A net, or anything else, that is
        fitted already and shall stay as it is goes into scikit-learn's `FrozenEstimator`; fit it
        on other images than those that a fold holds out.
    too_few_neighbors : {"raise", "lower"}, default="raise"
        What happens where a class has fewer images than the sampler looks for neighbours: an
        error that says so, or fewer neighbours and a
        `~galaxyzoo_ml.exceptions.NeighborsLoweredWarning`. An error is the default, because with
        fewer neighbours it is another sampler, and folds are no longer compared alike.
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows are images; one entry may be -1. None takes rows for a table.
    random_state : int, RandomState or None, default=None
        For the embedding and the sampler, and whatever is inside them (the steps of a pipeline,
        the SMOTE of a combination), where they have none of their own.
    verbose : int, default=0
        1 shows a progress bar on standard error: over the images while they are embedded, and
        over the two steps, embedding and sampling.

    Attributes
    ----------
    sampler_ : imbalanced-learn sampler
        The fitted sampler.
    sampling_strategy_ : dict
        As of `sampler_`.
    embedding_ : transformer
        The fitted embedding; None if the sampler needs no distances.
    recipe_ : scipy.sparse.csr_array of shape (n_out, n), float64
        What each new image is made of; see `resample`. Not there for tables.
    sample_indices_ : ndarray of shape (n_out,), int64
        The rows that were selected, if the sampler selects.
    image_shape_ : tuple of int
        Height, width and channels.
    n_features_in_ : int
        Their product.

    See Also
    --------
    RotationOversampler : Over-samples by rotations, which no other sampler knows.
    sklearn.frozen.FrozenEstimator : Keeps what is fitted as it is.

    Notes
    -----
    SMOTE and its kin run on the sparse identity matrix, with their neighbours looked up in the
    embedding: each row they return *is* a recipe. Images of uint8 are rounded once, when they are
    rendered; on the flattened pixels imbalanced-learn would compute differences in uint8, which
    wrap around in silence.

    Examples
    --------
    >>> from collections import Counter
    >>> from imblearn.over_sampling import SMOTE
    >>> from galaxyzoo_ml.balancing import ImageSampler
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> X, y = make_galaxies(300, size=32, random_state=0, return_X_y=True)
    >>> sampler = ImageSampler(SMOTE(random_state=0), random_state=0)
    >>> X_balanced, y_balanced = sampler.fit_resample(X, y)
    >>> len(set(Counter(y_balanced).values())), X_balanced.is_mixed
    (1, True)
    """

    _parameter_constraints: dict[str, Any] = {
        "sampler": [HasMethods(["fit_resample"])],
        "too_few_neighbors": [StrOptions({"raise", "lower"})],
        "embedding": [HasMethods(["fit_transform"]), HasMethods(["fit", "transform"]), None],
        "image_shape": [tuple, list, None],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }
    _sampling_type = "bypass"

    def __init__(
        self,
        sampler: Sampler,
        *,
        embedding: Estimator | None = None,
        too_few_neighbors: str = "raise",
        image_shape: tuple[int, int, int] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        self.sampler = sampler
        self.embedding = embedding
        self.too_few_neighbors = too_few_neighbors
        self.image_shape = image_shape
        self.random_state = random_state
        self.verbose = verbose

    embedding_: Estimator | None

    def fit(self, X: ImagesOrTable, y: ArrayLike, **params: object) -> Self:
        """Check the input; `fit_resample` does the work.

        Parameters
        ----------
        X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
        y : array-like of shape (n,)
            Labels.
        **params : dict
            Ignored.

        Returns
        -------
        self : object
        """
        self._validate_params()
        forget(self)
        images, labels, _ = self._checked(stacked(X), y)
        if images is None:
            self.sampling_strategy_ = clone(self.sampler).fit(X, y).sampling_strategy_
            return self
        self.sampling_strategy_ = check_sampling_strategy(
            getattr(self.sampler, "sampling_strategy", "auto"),
            labels,
            getattr(self.sampler, "_sampling_type", "over-sampling"),
        )
        return self

    def fit_resample(self, X: ImagesOrTable, y: ArrayLike, **params: object) -> tuple[Any, Any]:
        """Balance images.

        Parameters
        ----------
        X : ImageArray, or array-like of shape (n, height, width, channels) or (n, n_features)
            Nothing is rendered of an `ImageArray` but the batches of the embedding.
        y : array-like of shape (n,)
            Labels.
        **params : dict
            Ignored.

        Returns
        -------
        X_resampled : ImageArray or ndarray
            As X.
        y_resampled : array-like of shape (n_out,)
            As y.

        Raises
        ------
        UnsupportedSamplerError
            A sampler that would be silently wrong on recipes.
        DataError
            A class of fewer images than the sampler looks for neighbours.
        ValueError
            What imbalanced-learn refuses: a strategy that cannot be reached, say.
        """
        self._validate_params()
        forget(self)
        X = stacked(X)
        if self._is_images(X):
            _supported_samplers.check_supported(self.sampler)
        containers = ArraysTransformer(X, y)
        images, labels, is_one_hot = self._checked(X, y)
        rng = check_random_state(self.random_state)
        sampler = clone(self.sampler)
        if self.random_state is not None:
            _seed(sampler, rng)
        if images is None:
            return self._resample_table(sampler, X, y)
        with progress_bar("balancing", 2, "step", self.verbose) as bar:
            coordinates = self._coordinates(images, labels, sampler, rng)
            bar.update()
            self.recipe_, new_labels = recipe_of(
                sampler, coordinates, labels, lower=self.too_few_neighbors == "lower"
            )
            bar.update()
        self.sampler_ = sampler
        self.sampling_strategy_ = sampler.sampling_strategy_
        if type(sampler) in _supported_samplers.SELECTS:
            self.sample_indices_ = self.recipe_.indices.astype(np.int64)
        new_X = like_input(ImageArray(images).mix(self.recipe_), X if is_stack(X) else images)
        if not is_stack(X):
            new_X = np.asarray(new_X).reshape(len(new_X), -1)
        if is_one_hot:
            new_labels = label_binarize(new_labels, classes=np.unique(labels))
        new_X, new_y = containers.transform(new_X, new_labels)
        return new_X, new_y

    def _is_images(self, X: ImagesOrTable) -> bool:
        return is_stack(X) or self.image_shape is not None

    def _checked(
        self, X: ImagesOrTable, y: ArrayLike
    ) -> tuple[ImageArray | NDArray[Any] | None, NDArray[Any], bool]:
        """Return images (None for a table), labels, and whether the labels were one-hot."""
        check_classification_targets(y)
        if not self._is_images(X):
            return None, self._checked_table(X, y), False
        return images_and_labels(self, X, y, self.image_shape)

    def _checked_table(self, X: ImagesOrTable, y: ArrayLike) -> NDArray[Any]:
        """Return the labels of a table; what it may hold is for the sampler to say."""
        labels: NDArray[Any] = check_target_type(y)
        check_consistent_length(X, labels)
        _check_n_features(self, X, reset=True)
        _check_feature_names(self, X, reset=True)
        return labels

    def _resample_table(self, sampler: Sampler, X: ImagesOrTable, y: ArrayLike) -> tuple[Any, Any]:
        resampled = sampler.fit_resample(X, y)
        self.sampler_, self.embedding_ = sampler, None
        self.sampling_strategy_ = getattr(sampler, "sampling_strategy_", None)
        if hasattr(sampler, "sample_indices_"):
            self.sample_indices_ = sampler.sample_indices_
        return resampled

    def _coordinates(
        self,
        images: ImageArray | NDArray[Any],
        labels: NDArray[Any],
        sampler: Sampler,
        rng: np.random.RandomState,
    ) -> NDArray[Any]:
        """Return where the images lie, or one column of zeros for samplers that do not look."""
        self.embedding_ = None
        if type(sampler) in _supported_samplers.SELECTS_BLINDLY:
            return np.zeros((len(images), 1))
        own = self.embedding is not None
        embedding = clone(self.embedding) if own else PixelPCA(verbose=self.verbose)
        _seed(embedding, rng)
        self.embedding_ = embedding
        if hasattr(embedding, "fit_transform"):  # at once: images are averaged but once
            coordinates = np.asarray(embedding.fit_transform(images, labels))
        else:
            coordinates = np.asarray(embedding.fit(images, labels).transform(images))
        if coordinates.ndim != 2 or len(coordinates) != len(images):
            raise ValueError(
                f"the embedding gives {coordinates.shape} for {len(images)} images; "
                f"a shape ({len(images)}, n_dimensions) is needed"
            )
        return coordinates.astype(np.float32) if coordinates.dtype.kind in "iub" else coordinates

    def _fit_resample(self, X: object, y: object, **params: object) -> NoReturn:  # pragma: no cover
        raise NotImplementedError("fit_resample does the work")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        inner = get_tags(self.sampler)
        sampler_tags = getattr(inner, "sampler_tags", None)
        tags.sampler_tags.sample_indices = bool(sampler_tags and sampler_tags.sample_indices)
        if self.image_shape is None:  # tables go to the sampler as they are
            tags.input_tags.sparse = inner.input_tags.sparse
            tags.input_tags.string = inner.input_tags.string
            tags.input_tags.allow_nan = inner.input_tags.allow_nan
        else:
            tags.input_tags.sparse = False
        return tags
