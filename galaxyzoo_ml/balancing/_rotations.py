"""Which image is turned how, so that each is used equally often and none twice too early."""

from __future__ import annotations

from math import lcm
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Options", "Turned", "even_rotations", "new_rotations"]

Options: TypeAlias = list[tuple[NDArray[np.intp], list[int]]]
"""What images can be made of: rows, and the symmetries that each may be seen under."""

Turned: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Rows, and the symmetry of each."""


def new_rotations(fresh: Options, again: Options, n_new: int, rng: np.random.RandomState) -> Turned:
    """Draw images beside the originals: first what is new, then everything again in cycles.

    Parameters
    ----------
    fresh, again : list of (rows, symmetries)
        What is drawn from first, and ever after.
    n_new : int
    rng : RandomState
    """
    drawn, missing, options = [np.empty((0, 2), np.int64)], n_new, fresh
    while missing > 0:
        cycle = _shuffled(options, rng)[:missing]
        drawn.append(cycle)
        missing, options = missing - len(cycle), again
    pairs = np.concatenate(drawn)
    return pairs[:, 0], pairs[:, 1]


def even_rotations(
    rows: NDArray[np.intp], symmetries: list[int], n_out: int, rng: np.random.RandomState
) -> Turned:
    """Turn originals and repetitions alike: every symmetry equally often, to within one.

    Image and symmetry are counted up together, each in cycles of its own; where both cycles close
    at once, the symmetries move on by one. So every prefix is even in images and in symmetries,
    and no pair comes back before all have been.

    Parameters
    ----------
    rows : ndarray of shape (n,)
    symmetries : list of int
    n_out : int
        At least n.
    rng : RandomState

    Returns
    -------
    rows, symmetries : ndarray of shape (n_out,), int64
        The first n are the rows as they were given, in order.
    """
    order, turns = rng.permutation(len(rows)), rng.permutation(symmetries)
    use = np.arange(n_out)
    image = order[use % len(rows)]
    turned = turns[(use + use // lcm(len(rows), len(turns))) % len(turns)]
    in_order = np.concatenate([np.argsort(order), use[len(rows) :]])
    return rows[image[in_order]], turned[in_order]


def _shuffled(options: Options, rng: np.random.RandomState) -> NDArray[np.int64]:
    """Return all (row, symmetry) pairs in rounds: every row once before any row twice."""
    pairs, rounds = [np.empty((0, 2), np.int64)], [np.empty(0, np.int64)]
    for rows, symmetries in options:
        order = rng.random_sample((len(rows), len(symmetries))).argsort(axis=1)
        turned = np.asarray(symmetries, np.int64)[order]
        pairs.append(np.column_stack([np.repeat(rows, len(symmetries)), turned.ravel()]))
        rounds.append(np.tile(np.arange(len(symmetries)), len(rows)))
    pair, round_ = np.concatenate(pairs), np.concatenate(rounds)
    return pair[np.lexsort((rng.random_sample(len(pair)), round_))]
