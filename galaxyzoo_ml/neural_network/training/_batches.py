"""The order of rows in an epoch, batch by batch."""

from __future__ import annotations

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
        return len(self._starts())

    def __iter__(self) -> Iterator[Batch]:
        n, generator = len(self.dataset), None
        order = np.arange(n)
        if self.seed is not None:
            seed = epoch_seed(self.seed, self.epoch)
            order = np.random.default_rng(seed).permutation(n)
            generator = torch.Generator().manual_seed(seed)
        self.epoch += 1
        starts = self._starts()
        for start, stop in zip(starts, [*starts[1:], n], strict=True):
            yield self.dataset.batch(order[start:stop], self.device, generator)

    def _starts(self) -> list[int]:
        """Return where batches begin; a single row left over, while learning, joins the last.

        Batch normalisation knows no variance of one value.
        """
        n, size = len(self.dataset), self.batch_size
        starts = list(range(0, n, size))
        if self.seed is not None and 1 < size < n and n - starts[-1] == 1:
            starts.pop()
        return starts
