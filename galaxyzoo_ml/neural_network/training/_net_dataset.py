"""Rows that come batch by batch, with what is to be learnt of them."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

__all__ = ["Batch", "NetDataset"]

Batch = tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]
"""Inputs; their targets and weights."""


class NetDataset(Dataset[Batch]):
    """Rows with class numbers and weights, as skorch takes them, that come batch by batch.

    Parameters
    ----------
    n : int
    targets : ndarray of shape (n,), int64, or (n, n_classes), float32, default=None
        Class numbers, or probabilities. None, for prediction, is all zeros.
    weights : ndarray of shape (n,), float64, default=None
        None is all ones.
    """

    def __init__(
        self,
        n: int,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
    ) -> None:
        self.n = n
        self.targets = torch.from_numpy(np.zeros(n, np.int64) if targets is None else targets)
        self.weights = torch.from_numpy(np.ones(n) if weights is None else weights)

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, row: int) -> Batch:  # skorch asks for batches, never for this
        x, (targets, weights) = self.batch(np.array([row]), "cpu")
        return x[0], (targets[0], weights[0])

    def batch(
        self, rows: NDArray[np.intp], device: str, generator: torch.Generator | None = None
    ) -> Batch:
        """Return some rows, varied at random if there is a generator."""
        targets, weights = self.targets[rows], self.weights[rows]
        return self.inputs(rows, device), (targets.to(device), weights.to(device))

    @abstractmethod
    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return what the module is given for some rows, on the device."""

    def fingerprint(self) -> str:
        """Return a name for all that a net can learn from these rows."""
        digest = hashlib.sha256()
        for block in self._content():
            digest.update(block)
        for tensor in (self.targets, self.weights):
            digest.update(tensor.numpy().tobytes())
        return digest.hexdigest()

    @abstractmethod
    def _content(self) -> Iterator[bytes]:
        """Yield the rows, and what is made of them."""
