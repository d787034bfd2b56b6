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
        """Return the loss of logits (n, classes) for targets and weights (n,)."""
        labels, weights = targets
        losses = functional.cross_entropy(
            logits, labels, reduction="none", label_smoothing=self.label_smoothing
        )
        return (losses * weights.to(losses.dtype)).mean()

    @staticmethod
    def losses(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return what each row (n,) is judged by: no weights, no smoothing."""
        return functional.cross_entropy(logits, labels, reduction="none")
