"""The eight symmetries of the square, on tensors.

Their numbers, and what each of them does, are those of `galaxyzoo_ml.images.transform`.
"""

from __future__ import annotations

import torch

__all__ = ["transformed"]


def transformed(
    images: torch.Tensor, symmetry: int, axes: tuple[int, int] = (-2, -1)
) -> torch.Tensor:
    """Return images under one of the eight symmetries.

    Parameters
    ----------
    images : torch.Tensor
    symmetry : int in 0..7
        See `galaxyzoo_ml.images.SYMMETRIES`.
    axes : tuple of two ints, default=(-2, -1)
        Those of the height and of the width.

    Returns
    -------
    torch.Tensor
        Height and width change places under an odd symmetry.
    """
    if symmetry >= 4:
        images = images.flip(axes[1])
    return torch.rot90(images, symmetry % 4, axes)
