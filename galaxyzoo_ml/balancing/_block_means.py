"""Images averaged over blocks of pixels, batch by batch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.balancing._progress import progress_bar
from galaxyzoo_ml.images import ImageArray

__all__ = ["block_means"]

_BATCH = 32  # images rendered at a time: they stay in the processor's cache


def block_means(images: ImageArray, side: int, *, verbose: int = 0) -> NDArray[np.float32]:
    """Return images of at most `side` pixels a side, as rows.

    Parameters
    ----------
    images : ImageArray of shape (n, height, width, channels)
    side : int
    verbose : int, default=0
        1 shows a progress bar.

    Returns
    -------
    ndarray of shape (n, n_features), float32
        Means over blocks of equal size. A rest at the right and the bottom is left out.
    """
    pixels, scale, shift = images.unscaled()
    n, height, width, channels = pixels.shape
    tall, wide = -(-height // side), -(-width // side)  # of one block
    n_down, n_across = height // tall, width // wide
    # Bytes are added as whole numbers, which is faster; mixtures would be rounded.
    as_bytes = pixels.dtype == np.uint8 and not pixels.is_mixed and tall <= 256
    kind: Any = np.uint16 if as_bytes else np.float32
    small = np.empty((n, n_down, n_across, channels), np.float32)
    bar = progress_bar("embedding", n, "image", verbose)
    for start in range(0, n, _BATCH):
        batch = pixels[start : start + _BATCH]
        rendered = (batch if as_bytes else batch.astype(np.float32)).render()
        # Whole lines are added first: long runs of memory are what a processor is fast at.
        lines = rendered[:, : n_down * tall].reshape(len(rendered), n_down, tall, -1)
        sums = lines[:, :, 0].astype(kind)
        for line in range(1, tall):
            sums += lines[:, :, line]
        sums = sums.reshape(len(rendered), n_down, width, channels)[:, :, : n_across * wide]
        blocks = sums.reshape(len(rendered), n_down, n_across, wide, channels)
        small[start : start + _BATCH] = blocks.sum(axis=3, dtype=np.float32) / (tall * wide)
        bar.update(len(batch))
    bar.close()
    return (small * scale + shift).astype(np.float32).reshape(n, -1)
