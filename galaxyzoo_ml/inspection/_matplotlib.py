"""The one door to matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from galaxyzoo_ml._whole_file import written_whole

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
        A suffix says in which format; without one it is PNG. The file is there whole, or not at
        all.
    dpi : float, default=120
        Pixels an inch.

    Raises
    ------
    OSError
        A file that cannot be written; it is named.
    ValueError
        A suffix that is no format of matplotlib.

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
        if not isinstance(path, str | Path):
            figure.savefig(path, dpi=dpi)
            return
        target = Path(path).resolve()  # links lead to what is written
        if not target.suffix:
            target = target.with_name(f"{target.name}.png")
        if target.exists() and not target.is_file():  # a device
            figure.savefig(path, dpi=dpi)
            return
        with written_whole(target, durable=False) as file:
            figure.savefig(file, dpi=dpi, format=target.suffix[1:].lower())
    finally:
        plt.close(figure)
