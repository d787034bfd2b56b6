"""Over-sampling by the symmetries of the square."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import StrOptions

from galaxyzoo_ml._base import is_stack, validate_images
from galaxyzoo_ml._mirrored_labels import check_swaps, twin_of
from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.balancing._checks import images_and_labels
from galaxyzoo_ml.balancing._progress import progress_bar
from galaxyzoo_ml.balancing._resample import ResampleMixin, selection
from galaxyzoo_ml.balancing._rotations import Options, Turned, even_rotations, new_rotations
from galaxyzoo_ml.balancing._sampler import SamplingStrategy
from galaxyzoo_ml.images import ImageArray, as_images, compose
from galaxyzoo_ml.images._render import gather
from galaxyzoo_ml.images._symmetry import MIRROR, columns_of, rotations_of

__all__ = ["RotationOversampler"]


class RotationOversampler(ResampleMixin, BaseOverSampler):
    """Over-sample classes of images with exact rotations.

    A galaxy has no up: turned by a quarter it is as good a galaxy of its class. New images are
    rotations of the images of their class, drawn so that every image is used equally often and
    distinct rotations are used up before any image is repeated. No pixel is made before it is
    needed if X is an `~galaxyzoo_ml.images.ImageArray`.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        As in imbalanced-learn: a ratio (two classes only), "minority", "not minority",
        "not majority" (which "auto" means), "all", numbers by class, or a function of y, such as
        `TemperedStrategy`.
    reflect : bool or mapping of str to str, default=False
        Whether mirror images are used, too. A mirrored clockwise spiral is an anticlockwise one:
        True asserts that no label has a handedness; a mapping says which labels swap
        (`galaxyzoo_ml.datasets.MIRRORED_LABELS`), and mirror images then join the other class.
    rotate : {"new", "all"}, default="new"
        What is turned. "new": images beside the originals, which stay as they are; the rarer a
        class, the more of it is turned. A survey scans the sky in one direction, and JPEG
        compresses along the axes: whether an image was turned can be seen, and tells its class.
        "all": the originals, too, so that in each class every symmetry is used equally often (to
        within one), and tells nothing. Then no label of y may swap under `reflect`.
    image_shape : tuple of (height, width, channels), default=None
        How flattened rows are images; one entry may be -1. None refuses flattened rows.
    random_state : int, RandomState or None, default=None
        Same seed, same images.
    verbose : int, default=0
        1 shows a progress bar on standard error.

    Attributes
    ----------
    sampling_strategy_ : dict
        How many new images each class gets.
    sample_indices_ : ndarray of shape (n_out,), int64
        The row of X that each image comes from; the first n are 0 to n - 1.
    symmetries_ : ndarray of shape (n_out,), int64
        How it was turned: a number of `galaxyzoo_ml.images.SYMMETRIES`.
    recipe_ : scipy.sparse.csr_array of shape (n_out, n)
        The same as a matrix; see `resample`.
    image_shape_ : tuple of int
        Height, width and channels.
    n_features_in_ : int
        Their product.

    See Also
    --------
    TemperedStrategy : Balances in part.
    CloneOversampler : Repeats images as they are.

    Notes
    -----
    Order: the images of X come first and in order, turned only if `rotate` is "all"; the new ones
    follow, class by class. Among them every image is used once before any is used twice, each time
    under another symmetry, until all symmetries are used up; then all start again.

    Images that are not square can be turned by 180 degrees only. What is used up before it is
    repeated is counted from the images as they come: balance galaxies before you turn them.

    Examples
    --------
    >>> from collections import Counter
    >>> from galaxyzoo_ml.balancing import RotationOversampler
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> X, y = make_galaxies(200, size=32, random_state=0, return_X_y=True)
    >>> sorted((int(n), str(label)) for label, n in Counter(y).items())
    [(5, 'uncertain'), (51, 'spiral'), (144, 'elliptical')]
    >>> X_balanced, y_balanced = RotationOversampler(random_state=0).fit_resample(X, y)
    >>> sorted((int(n), str(label)) for label, n in Counter(y_balanced).items())
    [(144, 'elliptical'), (144, 'spiral'), (144, 'uncertain')]
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseOverSampler._parameter_constraints,
        "reflect": ["boolean", Mapping],
        "rotate": [StrOptions({"new", "all"})],
        "image_shape": [tuple, list, None],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: SamplingStrategy = "auto",
        reflect: bool | Mapping[str, str] = False,
        rotate: str = "new",
        image_shape: tuple[int, int, int] | None = None,
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        super().__init__(sampling_strategy=sampling_strategy)
        self.reflect = reflect
        self.rotate = rotate
        self.image_shape = image_shape
        self.random_state = random_state
        self.verbose = verbose

    def _check_X_y(  # noqa: N802 - imbalanced-learn's name
        self, X: ArrayLike, y: ArrayLike, accept_sparse: object = None
    ) -> tuple[ImageArray | NDArray[Any], NDArray[Any], bool]:
        if not is_stack(X):
            if self.image_shape is None:
                validate_images(self, X, reset=True)  # raises, and says what to do
            rows, labels, is_one_hot = super()._check_X_y(X, y, accept_sparse=False)
            self.image_shape_ = as_images(rows[:1], self.image_shape).shape[1:]
            return rows, labels, is_one_hot
        return images_and_labels(self, X, y)

    def _fit_resample(
        self, X: ImageArray | NDArray[Any], y: NDArray[Any], **params: object
    ) -> tuple[ImageArray | NDArray[Any], NDArray[Any]]:
        rng = check_random_state(self.random_state)
        check_swaps(self.reflect)
        self.symmetries_ = np.zeros(len(y), np.int64)
        rows, symmetries, labels = [np.arange(len(y))], [self.symmetries_], [y]
        draw = self._draw_all if self.rotate == "all" else self._draw_new
        bar = progress_bar("balancing", len(self.sampling_strategy_), "class", self.verbose)
        for label, (new_rows, new_symmetries) in draw(y, rng):
            rows.append(new_rows)
            symmetries.append(new_symmetries)
            labels.append(np.full(len(new_rows), label, dtype=y.dtype))
            bar.update()
        bar.close()
        self.sample_indices_ = np.concatenate(rows)
        self.symmetries_ = np.concatenate(symmetries)
        self.recipe_ = selection(self.sample_indices_, len(y))
        return self._render(X), np.concatenate(labels)

    def _draw_new(
        self, y: NDArray[Any], rng: np.random.RandomState
    ) -> Iterator[tuple[Hashable, Turned]]:
        """Yield the new images of each class."""
        for label, n_new in self.sampling_strategy_.items():
            yield label, new_rotations(*self._options(label, y), n_new, rng)

    def _draw_all(
        self, y: NDArray[Any], rng: np.random.RandomState
    ) -> Iterator[tuple[Hashable, Turned]]:
        """Turn the originals, and yield the new images of each class."""
        for label in np.unique(y):
            own, n_new = np.flatnonzero(y == label), self.sampling_strategy_.get(label, 0)
            (_, symmetries), *twin = self._options(label, y)[1]
            if twin:
                raise ValueError(
                    f"rotate='all' cannot mirror {str(label)!r} as often as other classes, because "
                    "mirror images join another class: use reflect=False, or rotate='new'"
                )
            rows, turned = even_rotations(own, symmetries, len(own) + n_new, rng)
            self.symmetries_[own] = turned[: len(own)]
            yield label, (rows[len(own) :], turned[len(own) :])

    def _options(self, label: Hashable, y: NDArray[Any]) -> tuple[Options, Options]:
        """Return what a class can be made of: as (rows, symmetries), first and ever after."""
        height, width, _ = self.image_shape_
        turns = rotations_of(height, width)
        own, mirrors = np.flatnonzero(y == label), compose(turns, MIRROR).tolist()
        if not self.reflect:
            return [(own, turns[1:])], [(own, turns)]
        twin = twin_of(label, self.reflect)
        if twin == label:
            return [(own, turns[1:] + mirrors)], [(own, turns + mirrors)]
        others = (np.flatnonzero(y == twin), mirrors)
        return [(own, turns[1:]), others], [(own, turns), others]

    def _render(self, X: ImageArray | NDArray[Any]) -> ImageArray | NDArray[Any]:
        if isinstance(X, ImageArray):
            return X[self.sample_indices_].transform(self.symmetries_)
        stack = X.reshape(len(X), *self.image_shape_)
        turned = np.empty((len(self.sample_indices_), *self.image_shape_), stack.dtype)
        gather(stack, columns_of(self.sample_indices_, self.symmetries_), turned)
        return turned.reshape(len(turned), *X.shape[1:])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = False
        tags.sampler_tags.sample_indices = True
        return tags
