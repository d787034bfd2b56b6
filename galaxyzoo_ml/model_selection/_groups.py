"""Which rows show the same galaxy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._same_pictures import picture_numbers
from galaxyzoo_ml.images._symmetry import split_columns

__all__ = ["source_groups"]


def source_groups(X: ImageArray) -> NDArray[np.int64]:
    """Return a group for each row, such that rows of one source image are in one group.

    For scikit-learn's splitters by groups. Source images that are the same picture, turned or not,
    are in one group: two ids may share a file. Where rows are mixed of several images, groups are
    joined: all that is connected through shared sources is one group.

    Parameters
    ----------
    X : ImageArray of n rows

    Returns
    -------
    ndarray of shape (n,), int64
        The number of the source image, the first of those that are equal; if rows are mixed, the
        number of the connected group.

    See Also
    --------
    assert_no_leakage : Says whether two sides share a source.

    Notes
    -----
    After SMOTE a whole class may be connected, and no split by groups is left: split first.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.model_selection import source_groups
    >>> X = make_galaxies(3, size=32, random_state=0).images
    >>> source_groups(X[[0, 1, 1, 2, 0]].rotate([0, 1, 2, 3, 0]))
    array([0, 1, 1, 2, 0])
    """
    rows, pictures = picture_numbers(X)[0]
    _, first, which = np.unique(pictures, return_index=True, return_inverse=True)
    named = np.empty(len(X.base), np.int64)  # the first base image that is the same picture
    named[rows] = rows[first][which]
    if not X.is_mixed:
        return named[X.sources]
    recipe = X.recipe
    n_rows, n_sources = len(X), len(X.base)
    ends = np.concatenate([recipe.indptr, np.full(n_sources, recipe.nnz)])  # sources have no rows
    links = csr_array(
        (np.ones(recipe.nnz, np.int8), named[split_columns(recipe.indices)[0]] + n_rows, ends),
        shape=(n_rows + n_sources, n_rows + n_sources),
    )
    _, groups = connected_components(links, directed=False)
    return np.unique(groups[:n_rows], return_inverse=True)[1].astype(np.int64)
