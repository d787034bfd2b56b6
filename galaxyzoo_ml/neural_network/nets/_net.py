"""What every net of this library can do."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch

__all__ = ["Net"]


@runtime_checkable
class Net(Protocol):
    """A module that says itself what it knows before its last layer decides.

    Attributes
    ----------
    n_embedded : int
        The number of features.
    """

    n_embedded: int

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs to logits (n, n_classes)."""
        ...

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs to features (n, n_embedded)."""
        ...
