"""Simulated galaxies, for examples, tests and experiments without a download."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from galaxyzoo_ml._labels import CLASS_OF_VOTE, VOTES
from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.datasets._bunch import make_bunch, read_descr
from galaxyzoo_ml.datasets.simulation._painters import MIN_SIZE, render_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._side import check_side

__all__ = ["make_galaxies"]

_NATURAL_MIX = {
    "elliptical": 0.697,
    "spiral_clockwise": 0.065,
    "spiral_anticlockwise": 0.065,
    "edge_on": 0.147,
    "dont_know": 0.009,
    "merger": 0.017,
}


def make_galaxies(
    n_samples: int = 100,
    column: str = "target",
    *,
    size: int = 120,
    proportions: Mapping[str, float] | None = None,
    random_state: RandomState = None,
    return_X_y: bool = False,
) -> Any:
    """Simulate pictures of galaxies as SDSS would show them.

    Sersic ellipticals, discs with logarithmic spiral arms of either sense, edge-on discs, mergers
    and unclear objects, with stars, neighbours, seeing, noise and the SDSS colour stretch.

    Parameters
    ----------
    n_samples : int, default=100
        Number of galaxies. The first of a larger number are those of a smaller one.
    column : {"target", "vote"}, default="target"
        Whether `target` is one of three classes or one of the six answers of Galaxy Zoo 1.
    size : int, default=120
        Side of the images, in pixels, at least 32. The field is scaled to the galaxy.
    proportions : mapping of str to float, default=None
        How frequent each of the six answers is (`VOTES`; those not named do not occur). None is
        about nature's mix in Galaxy Zoo 1: 70 % elliptical, 3 % uncertain.
    random_state : int, RandomState or None, default=None
        Same seed, same bits.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str),
        ``target_names``, ``catalog`` (DataFrame with OBJID, vote, target and the parameters of
        each galaxy) and ``DESCR``.

    Raises
    ------
    ValueError
        Fewer than one galaxy, a size below 32, or proportions of unknown answers.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> galaxies = make_galaxies(20, size=32, random_state=0)
    >>> galaxies.images
    ImageArray(20 images of 32 x 32 x 3, uint8, from 20 base images; 0.1 MB if rendered)
    """
    if not _is_count(n_samples):
        raise ValueError(f"n_samples must be a whole number, at least 1, got {n_samples!r}")
    check_side("size", size, MIN_SIZE)
    if column not in ("target", "vote"):
        raise ValueError(
            f"column must be 'target' or 'vote', got {column!r} (a size is given by name: size=)"
        )
    p = _probabilities(_NATURAL_MIX if proportions is None else proportions)
    seed = check_random_state(random_state).randint(2**31)
    votes_rng, pixels_rng = np.random.default_rng(seed).spawn(2)
    vote = np.array(VOTES)[np.searchsorted(np.cumsum(p)[:-1], votes_rng.random(n_samples), "right")]
    pixels, parameters = render_galaxies(vote, size=size, rng=pixels_rng)
    target = np.array([CLASS_OF_VOTE[answer] for answer in vote])
    catalog = pd.DataFrame(
        {"OBJID": np.arange(1, n_samples + 1), "vote": vote, "target": target, **parameters}
    )
    return make_bunch(
        return_X_y=return_X_y,
        images=ImageArray(pixels),
        target=vote if column == "vote" else target,
        catalog=catalog,
        descr=read_descr("make_galaxies"),
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int | np.integer) and bool(value >= 1)


def _probabilities(proportions: Mapping[str, float]) -> NDArray[np.float64]:
    unknown = sorted(set(proportions) - set(VOTES))
    if unknown:
        raise ValueError(f"unknown answers {unknown} in proportions; they are {list(VOTES)}")
    p = np.array([float(proportions.get(answer, 0.0)) for answer in VOTES])
    if not (np.isfinite(p).all() and (p >= 0).all() and p.sum() > 0):
        raise ValueError(f"proportions must be finite, not negative, and not all 0: {proportions}")
    return np.asarray(p / p.sum())
