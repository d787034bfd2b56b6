"""The loss of weighted class numbers."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

__all__ = ["WeightedCrossEntropy"]


class WeightedCrossEntropy(nn.CrossEntropyLoss):
    """Cross-entropy of each image times its weight, averaged over the batch.

    The weights have mean 1 over the training set, not over the batch: a batch of light images
    then moves the net little.
    """

    def forward(  # type: ignore[override]
        self, logits: torch.Tensor, targets: tuple[torch.Tensor, torch.Tensor]
    ) -> torch.Tensor:
        """Return the loss of logits (n, classes) for class numbers (n,) or soft labels."""
        classes, weights = targets
        losses = functional.cross_entropy(
            logits, classes, reduction="none", label_smoothing=self.label_smoothing
        )
        return (losses * weights.to(losses.dtype)).mean()
