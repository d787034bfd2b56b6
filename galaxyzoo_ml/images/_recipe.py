"""Recipes: sparse matrices that say which images, under which symmetry, make up each row.

A recipe has shape (n_out, 8 * n_base): column ``8 * i + g`` stands for base image ``i`` under
symmetry ``g``. Every row sums to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from galaxyzoo_ml.images._symmetry import N_SYMMETRIES, columns_of, compose, split_columns

__all__ = ["apply_symmetry", "identity", "is_single", "mix", "select", "single", "stacked"]

_SUM_TOLERANCE = 1e-6


def single(columns: NDArray[Any], n_columns: int) -> csr_array:
    """Return the recipe whose row ``j`` is the image of ``columns[j]`` alone."""
    n = len(columns)
    return csr_array((np.ones(n), columns, np.arange(n + 1)), shape=(n, n_columns))


def identity(n_base: int) -> csr_array:
    """Return the recipe of every base image as it is."""
    return single(columns_of(np.arange(n_base)), N_SYMMETRIES * n_base)


def is_single(recipe: csr_array) -> bool:
    """Tell whether every row is one image and no sum."""
    return bool(recipe.nnz == recipe.shape[0])


def select(recipe: csr_array, rows: NDArray[np.intp]) -> csr_array:
    """Return the recipe of some rows, in any order and as often as asked."""
    if is_single(recipe):
        return single(recipe.indices[rows], recipe.shape[1])
    return recipe[rows]


def stacked(recipes: Sequence[csr_array]) -> csr_array:
    """Return the recipe of the rows of all recipes, in order; they have the same columns."""
    if all(is_single(recipe) for recipe in recipes):
        return single(np.concatenate([recipe.indices for recipe in recipes]), recipes[0].shape[1])
    return csr_array(vstack(recipes, format="csr"))


def apply_symmetry(recipe: csr_array, symmetries: NDArray[np.int64]) -> csr_array:
    """Return the recipe of the rows seen under one symmetry each."""
    per_entry = np.repeat(symmetries, np.diff(recipe.indptr))
    sources, first = split_columns(recipe.indices)
    columns = columns_of(sources, compose(per_entry, first).astype(recipe.indices.dtype))
    # Sorting moves the weights, too, and these must not be those of the recipe that came in.
    turned = csr_array((recipe.data.copy(), columns, recipe.indptr), shape=recipe.shape)
    turned.sort_indices()
    return turned


def mix(weights: Any, recipe: csr_array) -> csr_array:
    """Return ``weights @ recipe``, tidy: no zeros, sorted, rows of one term exactly 1.

    Raises
    ------
    ValueError
        Shapes that do not fit, or a row of weights that does not sum to one.
    """
    shape = np.shape(weights)  # before SciPy sees it: some versions know no single dimension
    if len(shape) != 2 or shape[1] != recipe.shape[0]:
        raise ValueError(
            f"weights of shape {shape} do not fit {recipe.shape[0]} images: "
            "one column for each image is needed"
        )
    weights = csr_array(weights)
    sums = weights.sum(axis=1)
    wrong = np.flatnonzero(~(np.abs(sums - 1) <= _SUM_TOLERANCE))  # so that NaN is wrong, too
    if wrong.size:
        raise ValueError(
            f"each row of weights must sum to 1; row {wrong[0]} sums to {sums[wrong[0]]:.6g}"
        )
    mixed = _product(weights, recipe)
    mixed.eliminate_zeros()
    mixed.sort_indices()
    mixed.data[np.repeat(np.diff(mixed.indptr) == 1, np.diff(mixed.indptr))] = 1.0
    return mixed


def _product(weights: csr_array, recipe: csr_array) -> csr_array:
    """Return ``weights @ recipe``, at the cost of what is mixed and not of the base.

    SciPy's scratch has a place for every column, so only the columns that are used take part.
    """
    used, rows = np.unique(weights.indices, return_inverse=True)
    parts = select(recipe, used.astype(np.intp))
    columns, places = np.unique(parts.indices, return_inverse=True)
    small = csr_array((parts.data, places, parts.indptr), shape=(len(used), len(columns)))
    chosen = csr_array((weights.data, rows, weights.indptr), shape=(weights.shape[0], len(used)))
    product = csr_array(chosen @ small)
    shape = (weights.shape[0], recipe.shape[1])
    return csr_array((product.data, columns[product.indices], product.indptr), shape=shape)
