"""A fully connected net."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import torch
from torch import nn

__all__ = ["ACTIVATIONS", "DenseNet"]

ACTIVATIONS: Mapping[str, type[nn.Module]] = {"tanh": nn.Tanh, "relu": nn.ReLU}


class DenseNet(nn.Module):
    """Fully connected layers with one activation between them.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, units of each hidden layer, outputs.
    activation : {"tanh", "relu"}, default="tanh"
    dtype : torch.dtype, default=torch.float32

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import DenseNet
    >>> sum(p.numel() for p in DenseNet([2, 10, 10, 3]).parameters())
    173
    """

    def __init__(
        self, sizes: Sequence[int], activation: str = "tanh", dtype: torch.dtype = torch.float32
    ) -> None:
        super().__init__()
        self.n_embedded = sizes[-2]
        layers: list[nn.Module] = []
        for n_in, n_out in pairwise(sizes):
            layers += [nn.Linear(n_in, n_out, dtype=dtype), ACTIVATIONS[activation]()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map rows to logits.

        Parameters
        ----------
        x : torch.Tensor of shape (n, n_features)

        Returns
        -------
        torch.Tensor of shape (n, n_classes)
        """
        logits: torch.Tensor = self.layers[-1](self.embed(x))
        return logits

    def embed(self, x: torch.Tensor) -> torch.Tensor:
        """Map rows to what the last layer sees.

        Parameters
        ----------
        x : torch.Tensor of shape (n, n_features)

        Returns
        -------
        torch.Tensor of shape (n, sizes[-2])
        """
        *hidden, _ = self.layers
        for layer in hidden:
            x = layer(x)
        return x
