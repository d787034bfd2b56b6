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
from galaxyzoo_ml.neural_network.training._resident_stack import resident
from galaxyzoo_ml.neural_network.training._view import View

__all__ = ["Batches", "ImageDataset", "NetDataset", "TableDataset", "epoch_seed"]

Batch = tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]


def epoch_seed(seed: int, epoch: int) -> int:
    """Return the seed of one epoch: whoever resumes at an epoch needs no generator's state."""
    return int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0] >> 1)


class NetDataset(Dataset[Any]):
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

    def __getitem__(self, row: int) -> Any:  # skorch asks for batches, never for this
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


class ImageDataset(NetDataset):
    """Images that are rendered into one reused buffer, or gathered where they lie on a GPU.

    Unscaled uint8 images are moved to the device as bytes and scaled there: by the affine map of
    the image array or, where it has none, by 1 / 255.

    Parameters
    ----------
    images : ImageArray or ndarray of shape (n, height, width, channels)
    view : View
    targets, weights : ndarray, default=None
        See `NetDataset`.
    mirror : ndarray of shape (n_classes,), int64, default=None
        The class that each becomes in the mirror.
    """

    def __init__(
        self,
        images: Any,
        view: View,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        mirror: NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(len(images), targets, weights)
        self.view = view
        self.mirror = None if mirror is None else torch.from_numpy(mirror)
        lazy = ImageArray(images)
        self.images, scale, shift = lazy.unscaled()
        if lazy.dtype == np.uint8:
            scale = scale / 255
        # Repeated for a whole line of pixels: three channels alone make short, slow loops.
        width = lazy.shape[2]
        self._scale = torch.tensor(scale, dtype=torch.float32).repeat(width)
        self._shift = torch.tensor(shift, dtype=torch.float32).repeat(width)
        self._buffer = np.empty((0, *lazy.shape[1:]), self.images.dtype)
        # A stack is moved whole to be learnt from, epoch by epoch; not to be looked at once.
        self._resident: Any = None if targets is not None else False

    def __getstate__(self) -> dict[str, Any]:
        stays = False if self._resident is False else None  # what is on a device does not travel
        return {**self.__dict__, "_buffer": self._buffer[:0], "_resident": stays}

    def batch(
        self, rows: NDArray[np.intp], device: str, generator: torch.Generator | None = None
    ) -> Batch:
        """Return some images of shape (n, channels, side, side), varied if asked for."""
        if generator is None or self.view.augmentation.is_none:
            return super().batch(rows, device)
        x, mirrored = self.view.augmented(self._scaled(rows, device), generator)
        targets, weights = self.targets[rows], self.weights[rows]
        if self.mirror is not None and mirrored.any():
            swapped = self._swapped(targets)
            chosen = mirrored if targets.ndim == 1 else mirrored[:, None]
            targets = torch.where(chosen, swapped, targets)
        return x, (targets.to(device), weights.to(device))

    def _swapped(self, targets: torch.Tensor) -> torch.Tensor:
        mirror: Any = self.mirror
        # A net may have outputs beyond those that are asked for; they come last, and swap not.
        return mirror[targets] if targets.ndim == 1 else targets[:, mirror[: targets.shape[1]]]

    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return images of shape (n, channels, side, side), scaled."""
        return self.view.plain(self._scaled(rows, device))

    def _scaled(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return whole images of shape (n, channels, height, width), scaled."""
        pixels = self._pixels(rows, device)
        n, height, width, channels = pixels.shape
        lines = pixels.reshape(n, height, width * channels).to(torch.float32, copy=True)
        lines.mul_(self._scale.to(device)).add_(self._shift.to(device))
        # (n, h, w, c) seen as (n, c, h, w) is torch's channels_last: nothing is copied.
        return lines.view(n, height, width, channels).permute(0, 3, 1, 2)

    def _pixels(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        if self._resident is None:
            self._resident = resident(self.images, device) or False
        if self._resident:
            gathered: torch.Tensor = self._resident.gather(self.images[rows].recipe.indices)
            return gathered
        if len(self._buffer) < len(rows):
            self._buffer = np.empty((len(rows), *self._buffer.shape[1:]), self._buffer.dtype)
        return torch.from_numpy(self.images[rows].render(self._buffer[: len(rows)])).to(device)


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


class Batches:
    """An iterator over the batches of a `NetDataset`, as skorch's ``iterator_train``.

    Parameters
    ----------
    dataset : NetDataset
    batch_size : int
    seed : int, default=None
        Shuffles and varies, anew in each epoch; None keeps rows as they are.
    epoch : int, default=0
        The number of the first epoch.
    device : str, default="cpu"
    """

    def __init__(
        self,
        dataset: NetDataset,
        batch_size: int,
        seed: int | None = None,
        epoch: int = 0,
        device: str = "cpu",
    ) -> None:
        self.dataset, self.batch_size, self.device = dataset, batch_size, device
        self.seed, self.epoch = seed, epoch

    def __len__(self) -> int:
        return math.ceil(len(self.dataset) / self.batch_size)

    def __iter__(self) -> Iterator[Batch]:
        n, generator = len(self.dataset), None
        order = np.arange(n)
        if self.seed is not None:
            seed = epoch_seed(self.seed, self.epoch)
            order = np.random.default_rng(seed).permutation(n)
            generator = torch.Generator().manual_seed(seed)
        self.epoch += 1
        for start in range(0, n, self.batch_size):
            rows = order[start : start + self.batch_size]
            yield self.dataset.batch(rows, self.device, generator)
