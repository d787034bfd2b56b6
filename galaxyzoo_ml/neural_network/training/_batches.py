"""The order of rows in an epoch, batch by batch."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import torch

from galaxyzoo_ml.neural_network.training._net_dataset import Batch, NetDataset

__all__ = ["Batches", "epoch_seed"]


def epoch_seed(seed: int, epoch: int) -> int:
    """Return the seed of one epoch: whoever resumes at an epoch needs no generator's state."""
    return int(np.random.SeedSequence([seed, epoch]).generate_state(1, np.uint64)[0] >> 1)


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
