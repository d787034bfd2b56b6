"""Folds that keep the mix of the classes, and every galaxy on one side."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import (
    BaseCrossValidator,
    StratifiedGroupKFold,
    StratifiedKFold,
    check_cv,
)
from sklearn.utils import _safe_indexing

from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection._groups import source_groups
from galaxyzoo_ml.model_selection._leakage import assert_no_leakage

__all__ = ["Folds", "Split", "checked_splits", "groups_of"]

Folds: TypeAlias = int | BaseCrossValidator | Iterable[tuple[ArrayLike, ArrayLike]]
"""A number of folds, what draws them, or the rows of their two sides."""

Split = tuple[NDArray[np.intp], NDArray[np.intp]]


def groups_of(X: ImagesOrTable, groups: ArrayLike | None) -> NDArray[Any] | None:
    """Return the given groups, else those of X; None where no two rows of X share a source."""
    if groups is not None:
        return np.asarray(groups)
    if isinstance(X, ImageArray) and _are_shared(of_sources := source_groups(X)):
        return of_sources
    return None


def _are_shared(groups: NDArray[Any]) -> bool:
    return len(np.unique(groups)) < len(groups)


def checked_splits(
    X: ImagesOrTable, y: NDArray[Any], groups: NDArray[Any] | None, cv: Folds, seed: int
) -> list[Split]:
    """Return the rows of training and test set of each fold.

    Raises
    ------
    DataError
        Folds that do not all know every class.
    LeakageError
        A galaxy on both sides of a fold.
    """
    if isinstance(cv, Integral):
        if groups is not None and not _are_shared(groups):
            groups = None
        _check_counts(y, groups, int(cv))
        kind = StratifiedKFold if groups is None else StratifiedGroupKFold
        cv = kind(int(cv), shuffle=True, random_state=seed)
    splits = [(np.asarray(a), np.asarray(b)) for a, b in check_cv(cv).split(X, y, groups)]
    for fold, (train, test) in enumerate(splits):
        _check_classes(y, train, test, fold)
        ids = None if groups is None else (groups[train], groups[test])
        assert_no_leakage(_safe_indexing(X, train), _safe_indexing(X, test), ids=ids)
    return splits


def _check_counts(y: NDArray[Any], groups: NDArray[Any] | None, n_folds: int) -> None:
    galaxies = np.arange(len(y)) if groups is None else groups
    counts = {label: len(np.unique(galaxies[y == label])) for label in np.unique(y).tolist()}
    rarest = min(counts, key=counts.__getitem__)
    if counts[rarest] < n_folds:
        unlike = "" if groups is None else " that share no source"
        raise DataError(
            f"the class {rarest!r} has {counts[rarest]} galaxies{unlike}, too few for "
            f"{n_folds} folds: each tests on at least one of every class"
        )


def _check_classes(
    y: NDArray[Any], train: NDArray[np.intp], test: NDArray[np.intp], fold: int
) -> None:
    missing = np.setdiff1d(y, y[train]).tolist()
    if missing or not len(test):
        what = f"no {missing[0]!r} to train on" if missing else "nothing to test on"
        raise DataError(f"fold {fold} of the given splits has {what}")
