"""What a model makes of picture files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PictureTable", "PicturesInterrupted"]


@dataclass(frozen=True)
class PictureTable:
    """What a model makes of picture files.

    Parameters
    ----------
    table : DataFrame
        One row a picture that could be read: ``OBJID``, what was found, ``path``.
    values : ndarray of shape (n, k)
        What was found, as numbers: probabilities, fractions of votes, or an embedding.
    broken : tuple of str
        What is wrong with the pictures that could not be read.
    plots : tuple of pathlib.Path
        What was not looked at: plots that this library has drawn beside its results.

    See Also
    --------
    predict_pictures : Classes, or fractions of votes.
    embed_pictures : Numbers in which galaxies that look alike are near.
    """

    table: pd.DataFrame
    values: NDArray[Any]
    broken: tuple[str, ...]
    plots: tuple[Path, ...] = ()


class PicturesInterrupted(KeyboardInterrupt):
    """Ctrl-C came while pictures were looked at.

    Parameters
    ----------
    so_far : PictureTable
        Of those that were looked at before, at least one.
    """

    def __init__(self, so_far: PictureTable) -> None:
        super().__init__(f"{len(so_far.table):,} pictures were looked at")
        self.so_far = so_far
