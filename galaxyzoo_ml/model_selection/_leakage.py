"""Leaks made loud: the same galaxy must not be on both sides of a split."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import sparray, spmatrix
from sklearn.utils.validation import _num_samples

from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.exceptions import DataWarning, LeakageError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._same_pictures import picture_numbers
from galaxyzoo_ml.images._symmetry import split_columns

__all__ = ["assert_no_leakage"]

_NAMED = 5  # shared galaxies that a message names


def assert_no_leakage(
    X_train: ImagesOrTable,
    X_test: ImagesOrTable,
    *,
    ids: tuple[ArrayLike, ArrayLike] | None = None,
) -> None:
    """Raise if a galaxy is in the training set and in the test set.

    Image arrays know the source images of every row, through rotation, selection and mixing; a row
    that is mixed of several has all of them. Their tokens are kept on the way to other processes.
    What has no common origin (other stacks, plain arrays, views of one memory or file) is compared
    by where the pixels lie and by what they are: the same picture, turned or not, is the same
    galaxy. Rows of tables are compared by their numbers.

    Parameters
    ----------
    X_train, X_test : ImageArray or array-like
        The two sides.
    ids : tuple of (array-like of shape (n_train,), array-like of shape (n_test,)), default=None
        What names the galaxy of each row, such as OBJIDs; compared as text, so that ids read as
        numbers and ids read as text can meet. Use it where a galaxy can have several pictures, or
        where the two sides are scaled differently.

    Raises
    ------
    LeakageError
        Galaxies on both sides; its ``shared`` names them all.
    ValueError
        Another number of ids than of rows, ids that are missing, or that a float has rounded.

    Warns
    -----
    DataWarning
        Sides that nothing could be compared of, without `ids`.

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
    train, test = _as_stack(X_train), _as_stack(X_test)
    if train is not None and test is not None:
        compared = _refuse_shared_pictures(train, test)
    else:
        compared = _refuse_equal_rows(X_train, X_test)
    if not compared and ids is None:
        warnings.warn(
            f"nothing says whether {_described(X_train)} and {_described(X_test)} show the same "
            "galaxies: give ids=(ids_train, ids_test)",
            DataWarning,
            stacklevel=2,
        )


def _as_stack(X: ImagesOrTable) -> ImageArray | None:
    if isinstance(X, ImageArray):
        return X
    if isinstance(X, sparray | spmatrix):
        return None
    try:
        return ImageArray(X) if np.ndim(X) == 4 else None
    except (TypeError, ValueError):  # no pixels that could be compared
        return None


def _refuse_shared_pictures(train: ImageArray, test: ImageArray) -> bool:
    """Refuse galaxies on both sides, and tell whether the sides could be compared."""
    if train.token == test.token:
        shared = np.intersect1d(_sources(train), _sources(test))
        _refuse(shared, "source images", "split before you balance, or by source_groups")
    (rows, numbers), (_, others) = picture_numbers(train, test)
    shared = rows[np.isin(numbers, others)]
    _refuse(shared, "pictures", "split by source_groups, or leave them out of one side")
    alike = train.base.dtype == test.base.dtype and train.shape[1:] == test.shape[1:]
    return alike or np.may_share_memory(train.base, test.base)


def _refuse_equal_rows(X_train: ImagesOrTable, X_test: ImagesOrTable) -> bool:
    """Refuse rows of tables that are on both sides, and tell whether they could be compared."""
    try:
        train, test = (np.asarray(X, np.float64) for X in (X_train, X_test))
    except (TypeError, ValueError):  # text, sparse matrices
        return False
    if train.ndim != 2 or test.ndim != 2 or train.shape[1] != test.shape[1]:
        return False
    varied = [np.flatnonzero((table != table[:, :1]).any(axis=1)) for table in (train, test)]
    in_test = {test[row].tobytes() for row in varied[1]}
    shared = [row for row in varied[0].tolist() if train[row].tobytes() in in_test]
    _refuse(shared, "rows", "leave them out of one side, or split by groups of equal rows")
    return True


def _described(X: object) -> str:
    shape = getattr(X, "shape", None)
    kind = type(X).__name__
    return kind if shape is None else f"{kind} of {getattr(X, 'dtype', 'shape')} {tuple(shape)}"


def _sources(X: ImageArray) -> NDArray[np.int64]:
    sources: NDArray[np.int64] = np.unique(split_columns(X.recipe.indices)[0])
    return sources


def _as_text(ids: ArrayLike, X: ImagesOrTable) -> NDArray[np.str_]:
    values, n_rows = np.asarray(ids), _num_samples(X)
    if values.shape != (n_rows,):
        raise ValueError(f"ids of shape {values.shape} do not name the galaxies of {n_rows} rows")
    if values.dtype.kind in "iuU":
        return values.astype(str)
    return np.array([_name(each) for each in np.asarray(ids, object).tolist()], dtype=str)


def _name(value: object) -> str:
    """Return an id as text: of a number that a float holds, its digits."""
    if value is None or value != value:
        raise ValueError(f"ids has a missing value ({value}): it names no galaxy")
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, (float, np.floating)):
        if abs(value) > 2 ** (np.finfo(type(value)).nmant + 1):
            raise ValueError(
                f"ids holds {value!r}, a float that may have been rounded: read them as text"
            )
        return str(int(value)) if value == int(value) else str(value)
    return str(value)


def _refuse(shared: Sequence[Any] | NDArray[Any], what: str, remedy: str) -> None:
    if len(shared):
        named = ", ".join(str(each) for each in shared[:_NAMED])
        more = ", ..." if len(shared) > _NAMED else ""
        raise LeakageError(
            f"{len(shared)} {what} are in both the training and the test set ({named}{more}): "
            f"{remedy}",
            [each.item() for each in np.asarray(shared)],
        )
