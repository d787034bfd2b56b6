"""Leaks made loud: the same galaxy must not be on both sides of a split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from galaxyzoo_ml.exceptions import LeakageError
from galaxyzoo_ml.images import ImageArray

__all__ = ["assert_no_leakage"]

_NAMED = 5  # shared galaxies that a message names


def assert_no_leakage(
    X_train: Any, X_test: Any, *, ids: tuple[ArrayLike, ArrayLike] | None = None
) -> None:
    """Raise if a galaxy is in the training set and in the test set.

    Image arrays know the source images of every row, through rotation, selection and mixing; a row
    that is mixed of several has all of them. Their tokens are kept on the way to other processes.
    What has no common origin (other stacks, plain arrays) can be compared by `ids` alone.

    Parameters
    ----------
    X_train, X_test : ImageArray or array-like
        The two sides.
    ids : tuple of (array-like of shape (n_train,), array-like of shape (n_test,)), default=None
        What names the galaxy of each row, such as OBJIDs; compared as text, so that ids read as
        numbers and ids read as text can meet. Use it where a galaxy can have several pictures, or
        where the two sides were loaded apart.

    Raises
    ------
    LeakageError
        Galaxies on both sides; its ``shared`` names them all.
    ValueError
        Another number of ids than of rows.

    See Also
    --------
    source_groups : Groups that keep a galaxy on one side of every split.

    Examples
    --------
    >>> from sklearn.model_selection import train_test_split
    >>> from galaxyzoo_ml.balancing import RotationOversampler
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.model_selection import assert_no_leakage
    >>> X, y = make_galaxies(200, size=32, random_state=0, return_X_y=True)
    >>> assert_no_leakage(*train_test_split(X, random_state=0))
    >>> X_balanced, _ = RotationOversampler(random_state=0).fit_resample(X, y)
    >>> assert_no_leakage(*train_test_split(X_balanced, random_state=0))
    Traceback (most recent call last):
        ...
    galaxyzoo_ml.exceptions.LeakageError: 25 source images are in both the training and the test
    set (5, 7, 14, 31, 37, ...): split before you balance, or by source_groups
    """
    if ids is not None:  # first: they are what a user knows the galaxies by
        train_ids, test_ids = (_as_text(ids[i], X) for i, X in enumerate((X_train, X_test)))
        shared = np.intersect1d(train_ids, test_ids)
        _refuse(shared, "galaxies", "split by groups, or leave them out of one side")
    if _share_a_base(X_train, X_test):
        shared = np.intersect1d(_sources(X_train), _sources(X_test))
        _refuse(shared, "source images", "split before you balance, or by source_groups")


def _share_a_base(X_train: Any, X_test: Any) -> bool:
    both = isinstance(X_train, ImageArray) and isinstance(X_test, ImageArray)
    return both and X_train.token == X_test.token


def _sources(X: ImageArray) -> NDArray[np.int64]:
    sources: NDArray[np.int64] = np.unique(X.recipe.indices // 8)
    return sources


def _as_text(ids: ArrayLike, X: Any) -> NDArray[np.str_]:
    names = np.asarray(ids).astype(str)
    if names.shape != (len(X),):
        raise ValueError(f"ids of shape {names.shape} do not name the galaxies of {len(X)} rows")
    return names


def _refuse(shared: Sequence[Any] | NDArray[Any], what: str, remedy: str) -> None:
    if len(shared):
        named = ", ".join(str(each) for each in shared[:_NAMED])
        more = ", ..." if len(shared) > _NAMED else ""
        raise LeakageError(
            f"{len(shared)} {what} are in both the training and the test set ({named}{more}): "
            f"{remedy}",
            [each.item() for each in np.asarray(shared)],
        )
