"""Galaxies side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml.images import ImageArray, as_images, displayable
from galaxyzoo_ml.inspection._matplotlib import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_galaxies"]

_INCHES = 1.35  # of one picture
_POINTS, _CHARACTERS = 8, 22  # of a label, and how many of such a size are as wide as a picture


def plot_galaxies(
    images: ImageArray | ArrayLike,
    labels: Sequence[Any] | None = None,
    *,
    n_columns: int = 8,
    max_images: int = 48,
    title: str | None = None,
    figure: Figure | None = None,
) -> Figure:
    """Draw galaxies side by side.

    Parameters
    ----------
    images : ImageArray or array-like of shape (n, height, width, channels)
        Only what is drawn is rendered. Scaled images are stretched to what a screen can show.
    labels : sequence of str of shape (n,), default=None
        A line (or several) under each galaxy.
    n_columns : int, default=8
    max_images : int, default=48
        No more than so many, from the beginning.
    title : str, default=None
    figure : matplotlib.figure.Figure, default=None
        The figure to draw into. None makes one.

    Returns
    -------
    matplotlib.figure.Figure
        One of pyplot's: a notebook and ``plt.show()`` show it. `save_figure` writes it into a file.
        As the last line of a notebook's cell it wants a semicolon, or it is shown twice.

    Raises
    ------
    ValueError
        No images, or another number of labels.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.inspection import plot_galaxies
    >>> galaxies = make_galaxies(6, size=32, random_state=0)
    >>> len(plot_galaxies(galaxies.images, galaxies.target, n_columns=3).axes)
    6
    """
    stack = as_images(images)
    if len(stack) == 0:
        raise ValueError("there are no galaxies to draw")
    if labels is not None and len(labels) != len(stack):
        raise ValueError(f"there are {len(stack)} images and {len(labels)} labels")
    shown = min(len(stack), max_images)
    n_columns = min(n_columns, shown)
    n_rows = -(-shown // n_columns)
    texts = [] if labels is None else [str(label) for label in labels[:shown]]
    n_lines = max((text.count("\n") + 1 for text in texts), default=0)
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    size = min(_POINTS, _POINTS * _CHARACTERS / max(longest, 1))  # neighbours do not overlap
    if figure is None:
        height = n_rows * (_INCHES + 0.17 * n_lines) + (0.4 if title else 0.0)
        figure = new_figure(n_columns * _INCHES, height)
    if title:
        figure.suptitle(title)
    axes = np.atleast_1d(figure.subplots(n_rows, n_columns, squeeze=False)).ravel()
    for i, ax in enumerate(axes):
        if i >= shown:
            ax.remove()
            continue
        ax.imshow(displayable(stack[i]), cmap="gray", interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        if texts:
            ax.set_xlabel(texts[i], fontsize=size, labelpad=2)
    return figure
