"""Which galaxies a classifier learns from, and which judge it."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import Bunch

from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import assert_no_leakage

__all__ = ["Part", "check_classes", "parts_of", "split"]


@dataclass(frozen=True)
class Part:
    """The galaxies of one side of a split."""

    images: ImageArray | NDArray[Any]
    target: NDArray[Any]
    ids: NDArray[Any]


def parts_of(
    galaxies: Bunch, test: float | Bunch, id_column: str, random_state: int
) -> tuple[Part, Part]:
    """Split galaxies before anything is balanced, or take others for the test.

    Parameters
    ----------
    galaxies : Bunch
    test : float or Bunch
        A fraction of them, or the others.
    id_column : str
    random_state : int

    Raises
    ------
    DataError
        Labels of one class, or that cannot be on both sides; others of classes unknown here.
    LeakageError
        A galaxy on both sides.
    """
    whole, is_fraction = _part_of(galaxies, id_column), isinstance(test, Real)
    check_classes(whole.target, needs_two=is_fraction)
    if is_fraction:
        asked = f"test={test} (--test-size)"
        train, judging = split(whole, float(test), random_state, asked)
    else:
        train, judging = whole, _part_of(test, id_column)
        unknown = sorted(set(judging.target.tolist()) - set(train.target.tolist()))
        if unknown:
            raise DataError(f"the test galaxies have classes unknown in training: {unknown}")
    assert_no_leakage(train.images, judging.images, ids=(train.ids, judging.ids))
    return train, judging


def check_classes(target: ArrayLike, *, needs_two: bool = True) -> None:
    """Refuse labels that cannot be split into two parts that know the same classes.

    Parameters
    ----------
    target : ndarray of shape (n,)
        Labels.
    needs_two : bool, default=True
        Whether they are split.

    Raises
    ------
    DataError
        All of one class, or (where they are split) a class of a single galaxy.

    Examples
    --------
    >>> from galaxyzoo_ml.workflows import check_classes
    >>> check_classes(["spiral", "spiral", "elliptical"])
    Traceback (most recent call last):
        ...
    galaxyzoo_ml.exceptions.DataError: the class 'elliptical' has a single galaxy: it cannot be on
    both sides of a split
    """
    labels, counts = np.unique(target, return_counts=True)
    if len(labels) < 2:
        raise DataError(f"all {counts.sum()} galaxies are of one class, {str(labels[0])!r}")
    if needs_two and counts.min() < 2:
        raise DataError(
            f"the class {str(labels[counts.argmin()])!r} has a single galaxy: "
            "it cannot be on both sides of a split"
        )


def split(part: Part, size: float, random_state: int, asked: str) -> tuple[Part, Part]:
    """Set a fraction of galaxies aside, every class on both sides.

    Raises
    ------
    DataError
        That cannot be; the message says what was `asked`.
    """
    from sklearn.model_selection import train_test_split

    n = len(part.ids)
    try:
        rows = train_test_split(
            np.arange(n), test_size=size, stratify=part.target, random_state=random_state
        )
    except ValueError as error:
        raise DataError(
            f"{asked} of {n} galaxies cannot be split so that every class is on both sides"
        ) from error
    kept, set_aside = (Part(part.images[r], part.target[r], part.ids[r]) for r in rows)
    return kept, set_aside


def _part_of(galaxies: Bunch, id_column: str) -> Part:
    target = np.asarray(galaxies.target)
    if target.ndim != 1:
        raise DataError(f"one label a galaxy is needed, and the target has shape {target.shape}")
    catalog = galaxies.catalog
    if id_column not in catalog:
        there = ", ".join(str(name) for name in catalog.columns)
        raise DataError(
            f"the catalogue has no column {id_column!r}; there are {there}: name the one with the "
            "ids by id_column= (--id-column)"
        )
    return Part(galaxies.images, target, catalog[id_column].to_numpy())
