"""What happened to the images happens to what belongs to them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _num_samples, check_is_fitted

from galaxyzoo_ml._base import stacked
from galaxyzoo_ml._typing import ImagesOrTable

__all__ = ["ResampleMixin", "forget", "resampled_by", "selection"]


def selection(rows: NDArray[np.integer[Any]], n_in: int) -> csr_array:
    """Return the matrix, of shape (len(rows), n_in), that selects rows."""
    n_out = len(rows)
    return csr_array((np.ones(n_out), rows, np.arange(n_out + 1)), shape=(n_out, n_in))


def forget(estimator: object) -> None:
    """Remove what an earlier fit has left: its attributes end in one underscore."""
    for name in list(vars(estimator)):
        if name.endswith("_") and not name.startswith("_"):
            delattr(estimator, name)


class ResampleMixin:
    """Gives samplers with a ``recipe_`` the method `resample`."""

    recipe_: csr_array

    def fit_resample(self, X: ImagesOrTable, y: ArrayLike, **params: Any) -> tuple[Any, Any]:
        """Resample images, or a table, after forgetting what was resampled before.

        Parameters
        ----------
        X : ImageArray or array-like of n rows
        y : array-like of shape (n,)
            Labels.
        **params : dict
            As of imbalanced-learn.

        Returns
        -------
        X_resampled, y_resampled
            As X and y; a list of images comes back as an array.
        """
        forget(self)
        resampled: tuple[Any, Any] = super().fit_resample(stacked(X), y, **params)  # type: ignore[misc]
        return resampled

    def resample(self, array: ImagesOrTable, how: str = "first") -> Any:
        """Do to another array what `fit_resample` did to the images.

        Parameters
        ----------
        array : array-like, Series, DataFrame or ImageArray of n_in rows
            What belongs to the images: ids, votes, groups, weights, a catalogue.
        how : {"first", "mean", "nearest"}, default="first"
            What a mixture of images gets: the value of the first of them (in the order of the
            input), their weighted mean (numbers only), or the value of the one that weighs most.

        Returns
        -------
        array-like of n_out rows
            Of the kind of `array`; for "mean" an ndarray of float64.

        Raises
        ------
        ValueError
            An array of another length, or another `how`.
        """
        check_is_fitted(self)
        if not hasattr(self, "recipe_"):
            raise ValueError("a table was resampled last, and tables have no recipe")
        n_out, n_in = self.recipe_.shape
        if _num_samples(array) != n_in:
            raise ValueError(
                f"the array has {_num_samples(array)} rows, and {n_in} were resampled (to {n_out})"
            )
        if how == "mean":
            return self.recipe_ @ np.asarray(array, dtype=np.float64)
        starts: NDArray[Any] = self.recipe_.indptr[:-1]
        if how == "nearest":
            greatest = np.maximum.reduceat(self.recipe_.data, starts) if n_out else np.empty(0)
            entry_row = np.repeat(np.arange(n_out), np.diff(self.recipe_.indptr))
            is_greatest = np.flatnonzero(self.recipe_.data == greatest[entry_row])
            _, first = np.unique(entry_row[is_greatest], return_index=True)
            starts = is_greatest[first]
        elif how != "first":
            raise ValueError(f"how must be 'first', 'mean' or 'nearest', got {how!r}")
        return _safe_indexing(array, self.recipe_.indices[starts])


def resampled_by(sampler: Any, name: str, values: ImagesOrTable) -> Any:
    """Do to what belongs to the rows what a fitted sampler did to them.

    Parameters
    ----------
    sampler : fitted sampler
    name : str
        A ``sample_weight`` gets the mean of what a row is made of, other things the first.
    values : array-like of n_in rows

    Raises
    ------
    ValueError
        A sampler that makes new rows and does not say of what.
    """
    if hasattr(sampler, "recipe_"):
        return sampler.resample(values, how="mean" if name == "sample_weight" else "first")
    if hasattr(sampler, "sample_indices_"):
        return _safe_indexing(values, sampler.sample_indices_)
    raise ValueError(
        f"{type(sampler).__name__} makes new rows of a table and does not say of what, so that "
        f"{name} cannot follow: on images ImageSampler can, and samplers that select rows"
    )
