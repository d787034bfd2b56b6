"""A sample that grows: the first rows of one permutation."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_random_state

from galaxyzoo_ml._typing import RandomState

__all__ = ["first_of_permutation"]


def first_of_permutation(
    catalog: pd.DataFrame,
    n: int | None = None,
    random_state: RandomState = None,
    stratify: str | ArrayLike | None = None,
) -> pd.DataFrame:
    """Return the first rows of a permutation of a catalogue.

    With the same seed a larger sample begins with the smaller one: what was fetched for 500
    galaxies is part of 5,000. The first rows of the catalogue itself would be one strip of sky.

    Parameters
    ----------
    catalog : pandas.DataFrame of shape (n_rows, any)
    n : int, default=None
        How many rows; None takes all.
    random_state : int, RandomState or None, default=None
        The seed of the permutation. Only an int makes samples that extend one another.
    stratify : str or array-like of shape (n_rows,), default=None
        Labels, or the column that holds them: each label then has its share in every sample, to
        within about one row. Missing labels are a stratum of their own.

    Returns
    -------
    pandas.DataFrame of shape (n, any)
        The rows in the order of the permutation; their index is as it was.

    Raises
    ------
    ValueError
        More rows than there are, or labels of another number.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import first_of_permutation
    >>> catalog = pd.DataFrame({"OBJID": range(100)})
    >>> few = first_of_permutation(catalog, 3, random_state=0)
    >>> more = first_of_permutation(catalog, 5, random_state=0)
    >>> few.equals(more[:3])
    True
    """
    size = len(catalog) if n is None else n
    if not 0 <= size <= len(catalog):
        raise ValueError(f"n={n}: the catalogue has {len(catalog):,} rows")
    # The stream of a seeded RandomState is frozen: the same galaxies with every NumPy.
    order = check_random_state(random_state).permutation(len(catalog))
    if stratify is not None:
        labels = catalog[stratify] if isinstance(stratify, str) else stratify
        order = _interleave(order, np.asarray(pd.factorize(np.asarray(labels))[0]))
    first: pd.DataFrame = catalog.iloc[order[:size]]
    return first


def _interleave(order: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order a permutation anew, so that each of its beginnings has every code in proportion."""
    if len(codes) != len(order):
        raise ValueError(f"stratify has {len(codes):,} labels for {len(order):,} rows")
    codes = codes[order]
    by_code = np.argsort(codes, kind="stable")
    counts = np.bincount(codes + 1)  # a missing label has the code -1
    starts = np.cumsum(counts) - counts
    rank = np.empty(len(order), np.int64)
    rank[by_code] = np.arange(len(order)) - np.repeat(starts, counts)
    # The k-th row of a stratum comes when the whole sample has reached the same fraction.
    return order[np.argsort((rank + 0.5) / counts[codes + 1], kind="stable")]
