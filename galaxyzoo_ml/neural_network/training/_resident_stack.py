"""Pixels that stay on an accelerator."""

from __future__ import annotations

from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import torch
from numpy.typing import NDArray

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._symmetry import split_columns
from galaxyzoo_ml.neural_network.nets._symmetries import transformed

__all__ = ["ResidentStack", "resident"]

_SHARE = 0.4  # of the free memory of a device that a stack may take


class ResidentStack:
    """A base stack on a device, from which images are gathered under their symmetries.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, channels)
    device : str
    """

    def __init__(self, pixels: NDArray[Any], device: str) -> None:
        self.base = pixels  # no other stack gets its id while this one is known by it
        # Copied in writable memory first: torch takes no read-only map.
        self.pixels = torch.from_numpy(np.array(pixels)).to(device)

    def gather(self, columns: NDArray[Any]) -> torch.Tensor:
        """Return the images of recipe columns ``8 * i + g``: (n, height, width, channels)."""
        base_rows, symmetries = split_columns(columns)
        sources = torch.as_tensor(base_rows, dtype=torch.int64, device=self.pixels.device)
        images = self.pixels[sources]
        for symmetry in np.unique(symmetries[symmetries > 0]).tolist():
            rows = torch.as_tensor(np.flatnonzero(symmetries == symmetry), device=images.device)
            images[rows] = transformed(images[rows], symmetry, axes=(1, 2))
        return images


_RESIDENT: WeakValueDictionary[tuple[int, str], ResidentStack] = WeakValueDictionary()


def resident(images: ImageArray, device: str) -> ResidentStack | None:
    """Return the stack of unmixed images on an accelerator, or None where it does not fit.

    Images of one base, to be learnt from and to be judged by, share one.
    """
    if not device.startswith("cuda") or images.is_mixed:
        return None
    key = (id(images.base), device)
    if (known := _RESIDENT.get(key)) is not None:
        return known
    free, _ = torch.cuda.mem_get_info(device)
    if images.base.nbytes > _SHARE * free:
        return None
    stack = _RESIDENT[key] = ResidentStack(images.base, device)
    return stack
