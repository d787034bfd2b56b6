"""Images that become batches of tensors: one buffer, one transfer, no per-sample Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network.training._bytes_to_floats import BytesToFloats
from galaxyzoo_ml.neural_network.training._net_dataset import Batch, NetDataset
from galaxyzoo_ml.neural_network.training._resident_stack import ResidentStack, resident
from galaxyzoo_ml.neural_network.training._view import View

__all__ = ["ImageDataset"]

_BLOCK = 256  # rows that are rendered at a time


class ImageDataset(NetDataset):
    """Images that are rendered into one reused buffer, or gathered where they lie on a GPU.

    Unscaled uint8 images are moved to the device as bytes and scaled there (`BytesToFloats`).

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
        images: ImageArray | NDArray[Any],
        view: View,
        targets: NDArray[Any] | None = None,
        weights: NDArray[np.float64] | None = None,
        mirror: NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(len(images), targets, weights)
        self.view = view
        self.mirror = None if mirror is None else torch.from_numpy(mirror)
        self.images, self._to_floats = BytesToFloats.of(ImageArray(images))
        self._buffer = np.empty((0, *self.images.shape[1:]), self.images.dtype)
        # A stack is moved whole to be learnt from, epoch by epoch; not to be looked at once.
        self._may_reside = targets is not None
        self._resident: ResidentStack | None = None

    def __getstate__(self) -> dict[str, Any]:
        # What is on a device does not travel.
        return {**self.__dict__, "_buffer": self._buffer[:0], "_resident": None}

    def batch(
        self, rows: NDArray[np.intp], device: str, generator: torch.Generator | None = None
    ) -> Batch:
        """Return some images of shape (n, channels, side, side), varied if asked for."""
        if generator is None or self.view.augmentation.is_none:
            return super().batch(rows, device)
        x, mirrored = self.view.augmented(self._scaled(rows, device), generator)
        targets, weights = self.targets[rows], self.weights[rows]
        if self.mirror is not None and mirrored.any():
            swapped = self._swapped(targets, self.mirror)
            chosen = mirrored if targets.ndim == 1 else mirrored[:, None]
            targets = torch.where(chosen, swapped, targets)
        return x, (targets.to(device), weights.to(device))

    @staticmethod
    def _swapped(targets: torch.Tensor, mirror: torch.Tensor) -> torch.Tensor:
        # A net may have outputs beyond those that are asked for; they come last, and swap not.
        return mirror[targets] if targets.ndim == 1 else targets[:, mirror[: targets.shape[1]]]

    def inputs(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return images of shape (n, channels, side, side), scaled."""
        return self.view.plain(self._scaled(rows, device))

    def _scaled(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        """Return whole images of shape (n, channels, height, width), scaled."""
        scaled: torch.Tensor = self._to_floats.to(device)(self._pixels(rows, device))
        return scaled

    def _pixels(self, rows: NDArray[np.intp], device: str) -> torch.Tensor:
        if self._may_reside and self._resident is None:
            self._resident = resident(self.images, device)
            self._may_reside = self._resident is not None
        if self._resident is not None:
            return self._resident.gather(self.images[rows].recipe.indices)
        if len(self._buffer) < len(rows):
            self._buffer = np.empty((len(rows), *self._buffer.shape[1:]), self._buffer.dtype)
        return torch.from_numpy(self.images[rows].render(self._buffer[: len(rows)])).to(device)

    def _content(self) -> Iterator[bytes]:
        yield repr((self.view, self.mirror)).encode()
        for values in (self._to_floats.scale, self._to_floats.shift):
            yield values.cpu().numpy().tobytes()
        for start in range(0, len(self), _BLOCK):
            yield self.images[start : start + _BLOCK].render().tobytes()
