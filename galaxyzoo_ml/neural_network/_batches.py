"""From recipes to batches of tensors: one buffer, one transfer, no per-sample Python."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import Dataset

from galaxyzoo_ml.images import ImageArray

__all__ = ["Batches", "ImageDataset", "NetDataset", "TableDataset"]

Batch = tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]


class NetDataset(Dataset[Any]):
    """Rows with class numbers and weights, as skorch takes them, that come batch by batch.

    Parameters
    ----------
    n : int
    targets : ndarray of shape (n,), int64, default=None
        None, for prediction, is all zeros.
    weights : ndarray of shape (n,), float32, default=None
        None is all ones.
    """

    def __init__(
        self,
        n: int,
        targets: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        self.n = n
        self.targets = torch.from_numpy(np.zeros(n, np.int64) if targets is None else targets)
        self.weights = torch.from_numpy(np.ones(n, np.float32) if weights is None else weights)

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, row: int) -> Any:  # skorch asks for batches, never for this
        x = self.inputs(np.array([row]), "cpu")[0]
        return x, (self.targets[row], self.weights[row])

    @abstractmethod
    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return what the module is given for some rows, on the device."""


class ImageDataset(NetDataset):
    """Images that are rendered into one reused buffer.

    Unscaled uint8 images are moved to the device as bytes and scaled there: by the affine map of
    the image array or, where it has none, by 1 / 255.

    Parameters
    ----------
    images : ImageArray or ndarray of shape (n, height, width, channels)
    targets, weights : ndarray, default=None
        See `NetDataset`.
    """

    def __init__(
        self,
        images: Any,
        targets: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__(len(images), targets, weights)
        lazy = ImageArray(images)
        self.images, scale, shift = lazy.unscaled()
        if lazy.dtype == np.uint8:
            scale = scale / 255
        # Repeated for a whole line of pixels: three channels alone make short, slow loops.
        width = lazy.shape[2]
        self._scale = torch.tensor(scale, dtype=torch.float32).repeat(width)
        self._shift = torch.tensor(shift, dtype=torch.float32).repeat(width)
        self._buffer = np.empty((0, *lazy.shape[1:]), self.images.dtype)

    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return images of shape (n, channels, height, width), scaled."""
        if len(self._buffer) < len(rows):
            self._buffer = np.empty((len(rows), *self._buffer.shape[1:]), self._buffer.dtype)
        pixels = self.images[rows].render(self._buffer[: len(rows)])
        n, height, width, channels = pixels.shape
        lines = torch.from_numpy(pixels.reshape(n, height, width * channels)).to(device)
        lines = lines.to(torch.float32, copy=True)
        lines.mul_(self._scale.to(device)).add_(self._shift.to(device))
        # (n, h, w, c) seen as (n, c, h, w) is torch's channels_last: nothing is copied.
        return lines.view(n, height, width, channels).permute(0, 3, 1, 2)


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
        targets: NDArray[np.int64] | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> None:
        super().__init__(len(table), targets, weights)
        self.table = torch.tensor(table, dtype=torch.float64)

    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return rows of shape (n, n_features)."""
        return self.table[rows].to(device)


class Batches:
    """An iterator over the batches of a `NetDataset`, as skorch's ``iterator_train``.

    Parameters
    ----------
    dataset : NetDataset
    batch_size : int
    rng : numpy.random.RandomState, default=None
        Shuffles, a new order each time; None keeps the order.
    device : str, default="cpu"
    """

    def __init__(
        self,
        dataset: NetDataset,
        batch_size: int,
        rng: np.random.RandomState | None = None,
        device: str = "cpu",
    ) -> None:
        self.dataset, self.batch_size, self.rng, self.device = dataset, batch_size, rng, device

    def __len__(self) -> int:
        return math.ceil(len(self.dataset) / self.batch_size)

    def __iter__(self) -> Iterator[Batch]:
        data, n = self.dataset, len(self.dataset)
        order = np.arange(n) if self.rng is None else self.rng.permutation(n)
        for start in range(0, n, self.batch_size):
            rows = order[start : start + self.batch_size]
            targets, weights = data.targets[rows], data.weights[rows]
            yield data.inputs(rows, self.device), (targets.to(self.device), weights.to(self.device))
