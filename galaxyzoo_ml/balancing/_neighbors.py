"""Neighbours looked up in an embedding, for samplers that see the identity matrix."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import BaseEstimator, clone

__all__ = ["EmbeddedNeighbors"]


class EmbeddedNeighbors(BaseEstimator):
    """Nearest neighbours of rows of the identity matrix: row ``i`` lies at ``embedding[i]``.

    Parameters
    ----------
    neighbors : estimator
        As `sklearn.neighbors.NearestNeighbors`; its `n_neighbors` counts a point itself.
    embedding : ndarray of shape (n, n_dimensions)
    """

    def __init__(self, neighbors: BaseEstimator, embedding: NDArray[Any]) -> None:
        self.neighbors = neighbors
        self.embedding = embedding

    def __sklearn_clone__(self) -> Self:
        return type(self)(clone(self.neighbors), self.embedding)  # the embedding is not copied

    @property
    def n_neighbors(self) -> int:
        return int(self.neighbors.n_neighbors)

    @property
    def n_jobs(self) -> int | None:
        return getattr(self.neighbors, "n_jobs", None)

    def fit(self, X: csr_array, y: object = None) -> Self:
        self.neighbors_ = clone(self.neighbors).fit(self.embedding[_row_numbers(X)])
        return self

    def kneighbors(
        self, X: csr_array, n_neighbors: int | None = None, return_distance: bool = True
    ) -> NDArray[np.intp] | tuple[NDArray[Any], NDArray[np.intp]]:
        found: NDArray[np.intp] | tuple[NDArray[Any], NDArray[np.intp]]
        found = self.neighbors_.kneighbors(
            self.embedding[_row_numbers(X)], n_neighbors, return_distance
        )
        return found

    def kneighbors_graph(
        self, X: csr_array, n_neighbors: int | None = None, mode: str = "connectivity"
    ) -> csr_matrix:
        rows = self.embedding[_row_numbers(X)]
        graph: csr_matrix = self.neighbors_.kneighbors_graph(rows, n_neighbors, mode)
        return graph


def _row_numbers(X: csr_array) -> NDArray[np.integer[Any]]:
    """Return which rows of the identity matrix these are."""
    if X.nnz != X.shape[0]:
        raise ValueError("neighbours can be looked up for rows of the identity matrix alone")
    return X.indices
