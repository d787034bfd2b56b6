"""How much may be rendered at once: no more than half of the free memory."""

from __future__ import annotations

import psutil

from galaxyzoo_ml.exceptions import RenderMemoryError

__all__ = ["ensure_memory"]


def ensure_memory(n_images: int, n_bytes: int) -> None:
    """Refuse to fill the memory with pixels.

    Parameters
    ----------
    n_images : int
    n_bytes : int
        What they take when they are rendered.

    Raises
    ------
    RenderMemoryError
        More than half of the memory that is free.
    """
    free = psutil.virtual_memory().available
    if n_bytes > free / 2:
        raise RenderMemoryError(
            f"rendering {n_images:,} images takes {n_bytes / 1e9:.1f} GB, more than half "
            f"of the {free / 1e9:.1f} GB of free memory; render batches: X[start:stop]"
        )
