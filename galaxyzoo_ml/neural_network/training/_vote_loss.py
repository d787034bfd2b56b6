"""The likelihood of votes."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

__all__ = ["VoteLoss", "concentration_of"]

_LOG_RANGE = (-3.0, 9.0)  # of the concentration: from almost no agreement to 8,000 votes' worth
_LOG_START = 2.0


class VoteLoss(nn.Module):
    """The negative log-likelihood of counted votes, up to a constant, averaged over the batch.

    Parameters
    ----------
    dispersed : bool
        Whether the fractions of a galaxy like this one vary themselves (Dirichlet-multinomial:
        the last output is the logarithm of their concentration), or are one vector (multinomial).
    """

    def __init__(self, *, dispersed: bool) -> None:
        super().__init__()
        self.dispersed = dispersed

    def forward(
        self, outputs: torch.Tensor, targets: tuple[torch.Tensor, torch.Tensor]
    ) -> torch.Tensor:
        """Return the loss of outputs (n, k or k + 1) for votes (n, k) and weights (n,)."""
        votes, weights = targets
        return (self.losses(outputs, votes) * weights.to(outputs.dtype)).mean()

    def losses(self, outputs: torch.Tensor, votes: torch.Tensor) -> torch.Tensor:
        """Return the loss of each row (n,)."""
        if not self.dispersed:
            return -(votes * functional.log_softmax(outputs, dim=1)).sum(dim=1)
        total = concentration_of(outputs)
        alpha = total[:, None] * functional.softmax(outputs[:, :-1], dim=1) + 1e-6
        n_votes = votes.sum(dim=1)
        likelihood = torch.lgamma(total) - torch.lgamma(total + n_votes)
        likelihood = likelihood + (torch.lgamma(alpha + votes) - torch.lgamma(alpha)).sum(dim=1)
        return -likelihood


def concentration_of(outputs: torch.Tensor) -> torch.Tensor:
    """Return the concentration (n,) that the last output stands for."""
    return (outputs[:, -1] + _LOG_START).clamp(*_LOG_RANGE).exp()
