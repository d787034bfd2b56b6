"""Galaxies set aside inside a fit, to see when it has learnt enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._symmetry import is_mirrored, quarter_turns, split_columns

__all__ = ["hold_out_rows", "hold_out_sources"]


def hold_out_rows(
    labels: NDArray[np.int64], fraction: float, rng: np.random.RandomState
) -> NDArray[np.bool_]:
    """Choose a fraction of the rows of each class, at least one where there are two.

    Parameters
    ----------
    labels : ndarray of shape (n,), int64
        Class numbers.
    fraction : float
    rng : numpy.random.RandomState

    Returns
    -------
    ndarray of shape (n,), bool

    Raises
    ------
    ValueError
        If no class has two rows.
    """
    chosen = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if len(own) > 1:
            n_chosen = min(max(1, round(fraction * len(own))), len(own) - 1)
            chosen[rng.permutation(own)[:n_chosen]] = True
    if not chosen.any():
        raise ValueError(
            f"early stopping needs rows to hold out, and no class of the {len(labels)} has two"
        )
    return chosen


def hold_out_sources(
    images: ImageArray, labels: NDArray[np.int64], fraction: float, rng: np.random.RandomState
) -> tuple[NDArray[np.bool_], ImageArray, NDArray[np.intp]]:
    """Choose source images, with the natural mix, and say which rows know none of them.

    A sampler before the net repeats, turns and mixes images, so that rows cannot be held out one
    by one: their twins would stay. Whole sources are, each once, unmixed and unturned.

    Parameters
    ----------
    images : ImageArray of n rows
    labels : ndarray of shape (n,), int64
        Class numbers.
    fraction : float
        Of the sources of each class.
    rng : numpy.random.RandomState

    Returns
    -------
    train_rows : ndarray of shape (n,), bool
        The rows of which no part comes from a held-out source.
    held_out : ImageArray
    rows : ndarray of int64
        Rows of `images` that show the same galaxies: what is known of them holds for `held_out`.

    Raises
    ------
    ValueError
        If nothing can be held out, or a class would be left without a row.
    """
    recipe = images.recipe
    first_entry, n_terms = recipe.indptr[:-1], np.diff(recipe.indptr)
    # The label of a source is that of a row that shows it alone, and not in a mirror.
    source_of, symmetry_of = split_columns(recipe.indices)
    rows = np.flatnonzero((n_terms == 1) & ~is_mirrored(symmetry_of[first_entry]))
    sources, first = np.unique(source_of[first_entry[rows]], return_index=True)
    rows = rows[first]
    chosen = hold_out_rows(labels[rows], fraction, rng)
    is_held_out = np.zeros(len(images.base), dtype=bool)
    is_held_out[sources[chosen]] = True
    touched = np.add.reduceat(is_held_out[source_of].astype(np.int64), first_entry) > 0
    lost = np.setdiff1d(labels, labels[~touched])
    if lost.size:
        raise ValueError(
            f"early stopping would leave no row of {lost.size} class(es) to learn from: their rows "
            "are mixed of too few source images; lower validation_fraction, or give X_val, y_val"
        )
    rows = rows[chosen]
    upright = images[rows].rotate(-quarter_turns(symmetry_of[first_entry[rows]]))
    return ~touched, upright, rows
