"""Rows of a table that become batches of tensors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from galaxyzoo_ml.neural_network.training._net_dataset import NetDataset

__all__ = ["TableDataset"]


class TableDataset(NetDataset):
    """Rows of a table, in float64: so small a net gains nothing from less.

    Parameters
    ----------
    table : ndarray of shape (n, n_features)
    targets, weights : ndarray, default=None
        See `NetDataset`.
    """

    def __init__(
        self,
        table: NDArray[Any],
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
    ) -> None:
        super().__init__(len(table), targets, weights)
        self.table = torch.tensor(table, dtype=torch.float64)

    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return rows of shape (n, n_features)."""
        return self.table[rows].to(device)

    def _content(self) -> Iterator[bytes]:
        yield self.table.numpy().tobytes()
