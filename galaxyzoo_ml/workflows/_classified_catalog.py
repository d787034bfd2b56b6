"""A catalogue with what a model makes of its galaxies, and the galaxies to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["ClassifiedCatalog"]

_N_SUREST, _N_LEAST_SURE = 5, 3  # a row of the gallery


@dataclass(frozen=True)
class ClassifiedCatalog:
    """What a model makes of the galaxies of a catalogue.

    Parameters
    ----------
    table : DataFrame
        The catalogue, and what was found beside it, one row a galaxy: as in `predict_pictures`,
        and ``status`` ("ok", "failed", "pending"), ``reason`` and ``cutout`` (a path). Names that
        the catalogue has itself begin with ``galaxyzoo_``.
    manifest : DataFrame
        From `fetch_cutouts`, one row a galaxy of the catalogue.
    rows : ndarray of shape (n_classified,), int64
        The rows of the galaxies whose picture could be looked at.
    shares : ndarray of shape (n_classified, n_labels)
        Their probabilities, or fractions of votes.
    labels : ndarray of shape (n_labels,)
    files : tuple of pathlib.Path
        Their pictures.
    size : int
        Side, in pixels, of the pictures that the model takes.
    fetch_seconds : float
        How long it took until the pictures were there.

    See Also
    --------
    classify_catalog : Makes one.
    """

    table: pd.DataFrame
    manifest: pd.DataFrame
    rows: NDArray[np.int64]
    shares: NDArray[Any]
    labels: NDArray[Any]
    files: tuple[Path, ...]
    size: int
    fetch_seconds: float

    @property
    def is_complete(self) -> bool:
        """Whether every galaxy was classified."""
        return len(self.rows) == len(self.table)

    def gallery_rows(self) -> NDArray[np.int64]:
        """Return which of the classified galaxies the gallery shows, class by class.

        Returns
        -------
        ndarray of int64
            Numbers that `rows`, `shares` and `files` can be indexed with.
        """
        if not len(self.rows):
            return np.empty(0, np.int64)
        best, winner = self.shares.max(axis=1), self.shares.argmax(axis=1)
        chosen = []
        for i in range(len(self.labels)):
            order = np.flatnonzero(winner == i)
            order = order[np.argsort(-best[order], kind="stable")]
            if len(order) > _N_SUREST + _N_LEAST_SURE:
                order = np.concatenate([order[:_N_SUREST], order[-_N_LEAST_SURE:]])
            chosen.append(order)
        return np.concatenate(chosen)

    def plot_gallery(self) -> Figure | None:
        """Draw the surest and the least sure galaxies of each class.

        Returns
        -------
        matplotlib.figure.Figure or None
            None if no galaxy was classified.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from galaxyzoo_ml.images import ImageArray, read_stack
        from galaxyzoo_ml.inspection import plot_galaxies

        chosen = self.gallery_rows()
        if not len(chosen):
            return None
        best, winner = self.shares.max(axis=1), self.shares.argmax(axis=1)
        names = self.manifest["OBJID"].astype(str).to_numpy()[self.rows]
        labels = [f"{self.labels[winner[i]]} {best[i]:.2f}\n{names[i][:22]}" for i in chosen]
        stack = read_stack([self.files[i] for i in chosen], size=self.size)
        title = "By predicted class: the surest, then the least sure"
        return plot_galaxies(ImageArray(stack.pixels), labels, max_images=len(chosen), title=title)
