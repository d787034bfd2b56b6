"""Over-sampling by repeating every row equally often."""

from __future__ import annotations

from typing import Any

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_target_type
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import (
    _safe_indexing,
    check_array,
    check_consistent_length,
    check_random_state,
)
from sklearn.utils.validation import _check_feature_names, _check_n_features

from galaxyzoo_ml._base import is_stack
from galaxyzoo_ml._typing import ImagesOrTable, RandomState
from galaxyzoo_ml.balancing._checks import images_and_labels
from galaxyzoo_ml.balancing._progress import progress_bar
from galaxyzoo_ml.balancing._resample import ResampleMixin, selection
from galaxyzoo_ml.balancing._sampler import SamplingStrategy

__all__ = ["CloneOversampler"]


class CloneOversampler(ResampleMixin, BaseOverSampler):
    """Over-sample classes by cloning each of their images, or rows, equally often.

    Drawing with replacement, as imbalanced-learn's RandomOverSampler does, repeats some rows many
    times and others never. Here each row of a class is repeated as often as any other, up to one
    for the rest of the division, which is drawn at random.

    Parameters
    ----------
    sampling_strategy : float, str, dict or callable, default="auto"
        As in imbalanced-learn: a ratio (two classes only), "minority", "not minority",
        "not majority" (which "auto" means), "all", numbers by class, or a function of y, such as
        `TemperedStrategy`.
    random_state : int, RandomState or None, default=None
        Draws the rest of the division.
    verbose : int, default=0
        1 shows a progress bar on standard error.

    Attributes
    ----------
    sampling_strategy_ : dict
        How many clones each class gets.
    sample_indices_ : ndarray of shape (n_out,), int64
        The row of X that each row comes from; the first n are those of X, in order.
    recipe_ : scipy.sparse.csr_array of shape (n_out, n)
        The same as a matrix; see `resample`.
    n_features_in_ : int

    See Also
    --------
    RotationOversampler : Makes images that differ instead of clones.

    Examples
    --------
    >>> from collections import Counter
    >>> from galaxyzoo_ml.balancing import CloneOversampler
    >>> from galaxyzoo_ml.datasets import make_charges
    >>> X, y = make_charges(return_X_y=True)
    >>> sampler = CloneOversampler(random_state=0)
    >>> X_balanced, y_balanced = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_balanced.tolist()).values())
    [50, 50, 50]
    >>> clones = Counter(sampler.sample_indices_[y_balanced == "neutral"].tolist())
    >>> min(clones.values()), max(clones.values())
    (2, 3)
    """

    _parameter_constraints: dict[str, Any] = {
        **BaseOverSampler._parameter_constraints,
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        *,
        sampling_strategy: SamplingStrategy = "auto",
        random_state: RandomState = None,
        verbose: int = 0,
    ) -> None:
        super().__init__(sampling_strategy=sampling_strategy)
        self.random_state = random_state
        self.verbose = verbose

    def _check_X_y(  # noqa: N802 - imbalanced-learn's name
        self, X: ImagesOrTable, y: ArrayLike, accept_sparse: object = None
    ) -> tuple[ImagesOrTable, NDArray[Any], bool]:
        if not is_stack(X):
            return self._checked_table(X, y)
        return images_and_labels(self, X, y)

    def _checked_table(
        self, X: ImagesOrTable, y: ArrayLike
    ) -> tuple[ImagesOrTable, NDArray[Any], bool]:
        """Check a table as RandomOverSampler does: rows are repeated, whatever they hold."""
        labels, is_one_hot = check_target_type(y, indicate_one_vs_all=True)
        _check_feature_names(self, X, reset=True)
        if not hasattr(X, "iloc"):
            X = check_array(X, accept_sparse=["csr", "csc"], dtype=None, ensure_all_finite=False)
        _check_n_features(self, X, reset=True)
        check_consistent_length(X, labels)
        return X, labels, is_one_hot

    def _fit_resample(
        self, X: ImagesOrTable, y: NDArray[Any], **params: object
    ) -> tuple[ImagesOrTable, NDArray[Any]]:
        rng = check_random_state(self.random_state)
        rows = [np.arange(len(y))]
        bar = progress_bar("balancing", len(self.sampling_strategy_), "class", self.verbose)
        for label, n_new in self.sampling_strategy_.items():
            own = np.flatnonzero(y == label)
            times, rest = divmod(n_new, len(own))
            rows += [np.tile(own, times), rng.permutation(own)[:rest]]
            bar.update()
        bar.close()
        self.sample_indices_ = np.concatenate(rows)
        self.recipe_ = selection(self.sample_indices_, len(y))
        repeated = _safe_indexing(X, self.sample_indices_)
        if hasattr(repeated, "reset_index"):  # a DataFrame is numbered anew, as imbalanced-learn's
            repeated = repeated.reset_index(drop=True)
        return repeated, y[self.sample_indices_]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.sampler_tags.sample_indices = True
        tags.input_tags.allow_nan = tags.input_tags.string = True  # of tables
        return tags
