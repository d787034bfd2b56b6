"""The one door to matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["figure_of", "new_figure", "save_figure"]


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in inches, one of pyplot's: notebooks show these.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot as plt
    except ImportError as error:
        raise ImportError("pictures need matplotlib: pip install 'galaxyzoo-ml[plot]'") from error
    return plt.figure(figsize=(width, height), layout="constrained")


def figure_of(ax: Axes) -> Figure:
    """Return the figure that axes belong to, also where they lie in a part of it."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("these axes were removed from their figure")
    return figure


def save_figure(figure: Figure, path: str | Path | IO[bytes], *, dpi: float = 120) -> None:
    """Write a figure into a file, and close it.

    Pyplot remembers every figure, to show it, until it is closed. What draws many and shows none
    closes each.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As from `plot_galaxies`, or the ``figure_`` of a display.
    path : str, pathlib.Path or binary file
        A suffix says in which format; without one it is PNG.
    dpi : float, default=120
        Pixels an inch.

    Examples
    --------
    >>> from io import BytesIO
    >>> from galaxyzoo_ml.inspection import LossCurveDisplay, save_figure
    >>> display, file = LossCurveDisplay([1.1, 0.7, 0.6]).plot(), BytesIO()
    >>> save_figure(display.figure_, file)
    >>> file.getvalue()[1:4]
    b'PNG'
    """
    from matplotlib import pyplot as plt

    try:
        figure.savefig(path, dpi=dpi)
    finally:
        plt.close(figure)
