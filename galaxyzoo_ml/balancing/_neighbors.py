"""Neighbours looked up in an embedding, for samplers that see the identity matrix."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
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

    def __init__(self, neighbors: Any, embedding: NDArray[Any]) -> None:
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

    def fit(self, X: Any, y: Any = None) -> Self:
        self.neighbors_ = clone(self.neighbors).fit(self.embedding[_row_numbers(X)])
        return self

    def kneighbors(
        self, X: Any, n_neighbors: int | None = None, return_distance: bool = True
    ) -> Any:
        return self.neighbors_.kneighbors(
            self.embedding[_row_numbers(X)], n_neighbors, return_distance
        )

    def kneighbors_graph(
        self, X: Any, n_neighbors: int | None = None, mode: str = "connectivity"
    ) -> Any:
        return self.neighbors_.kneighbors_graph(self.embedding[_row_numbers(X)], n_neighbors, mode)


def _row_numbers(X: Any) -> NDArray[np.intp]:
    """Return which rows of the identity matrix these are."""
    if X.nnz != X.shape[0]:
        raise ValueError("neighbours can be looked up for rows of the identity matrix alone")
    rows: NDArray[np.intp] = X.indices
    return rows
