"""Strategies against unequal classes, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.inspection._matplotlib import new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from pandas import DataFrame

__all__ = ["StrategiesDisplay"]

_NOT_SHOWN = {"fit_seconds", "peak_memory_mb", "precision"}
_SMALLER_IS_BETTER = {"log_loss", "fit_seconds", "peak_memory_mb"}
# Of a palette that colour-blind readers can tell apart (Okabe and Ito 2008).
_BETTER, _WORSE, _NOISE = "#0072B2", "#D55E00", "0.6"


class Comparison(Protocol):
    """What is drawn: a `galaxyzoo_ml.model_selection.StrategyComparison`."""

    @property
    def strategies(self) -> list[str]:
        """The names of the strategies, the reference first."""

    def summary(self) -> DataFrame:
        """Return means."""

    def differences(self, reference: str) -> DataFrame:
        """Return differences to a strategy."""


class StrategiesDisplay:
    """Means of several strategies, and which of them differ from a reference by more than noise.

    A panel a score, a line a strategy. The dot is the mean; the bar is the interval of the
    difference to the reference, drawn around the dot: a bar that does not reach the dotted line is
    a difference. Blue is better, orange is worse, grey may be chance.

    Parameters
    ----------
    summary : DataFrame
        ``strategy, metric, class, mean, ...``, as of
        `galaxyzoo_ml.model_selection.StrategyComparison.summary`.
    differences : DataFrame
        ``strategy, metric, class, difference, low, high, beyond_noise, ...``, as of its
        ``differences``.
    reference : str
        The strategy that the others are compared with.

    Attributes
    ----------
    axes_ : ndarray of matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.inspection import StrategiesDisplay
    >>> summary = pd.DataFrame(
    ...     [["none", "accuracy", "", 0.81], ["clone", "accuracy", "", 0.71]],
    ...     columns=["strategy", "metric", "class", "mean"])
    >>> differences = pd.DataFrame(
    ...     [["clone", "accuracy", "", -0.1, -0.12, -0.08, True]],
    ...     columns=["strategy", "metric", "class", "difference", "low", "high", "beyond_noise"])
    >>> StrategiesDisplay(summary, differences, "none").plot().axes_[0].get_title()
    'accuracy'
    """

    axes_: NDArray[Any]
    figure_: Figure

    def __init__(self, summary: DataFrame, differences: DataFrame, reference: str) -> None:
        self.summary = summary
        self.differences = differences
        self.reference = reference

    @classmethod
    def from_comparison(
        cls,
        comparison: Comparison,
        reference: str | None = None,
        *,
        figure: Figure | None = None,
    ) -> Self:
        """Draw what a comparison found.

        Parameters
        ----------
        comparison : galaxyzoo_ml.model_selection.StrategyComparison
        reference : str, default=None
            The strategy that the others are compared with; None is the first.
        figure : matplotlib.figure.Figure, default=None
            The figure to draw into. None makes one.

        Returns
        -------
        StrategiesDisplay
        """
        reference = comparison.strategies[0] if reference is None else reference
        differences = comparison.differences(reference)
        return cls(comparison.summary(), differences, reference).plot(figure)

    def plot(self, figure: Figure | None = None, *, n_columns: int = 4) -> Self:
        """Draw.

        Parameters
        ----------
        figure : matplotlib.figure.Figure, default=None
            The figure to draw into. None makes one, one of pyplot's; `save_figure` writes it into
            a file.
        n_columns : int, default=4
            Panels side by side.

        Returns
        -------
        StrategiesDisplay
            Itself, with ``axes_`` and ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        panels = self._panels()
        strategies = list(self.summary["strategy"].unique())
        n_columns = min(n_columns, len(panels))
        n_rows = -(-len(panels) // n_columns)
        if figure is None:
            figure = new_figure(
                1.6 + 2.5 * n_columns, 0.7 + n_rows * (0.75 + 0.27 * len(strategies))
            )
        axes = figure.subplots(n_rows, n_columns, sharey=True, squeeze=False).ravel()
        for ax, (metric, label) in zip(axes, panels, strict=False):
            self._draw(ax, metric, label, strategies)
        for ax in axes[len(panels) :]:
            ax.remove()
        axes[0].set_yticks(range(len(strategies)), strategies)
        axes[0].invert_yaxis()
        figure.suptitle(
            f"A bar that misses the dotted line is a difference to {self.reference!r}: "
            "blue is better, orange is worse; grey may be chance",
            fontsize=11,
        )
        self.axes_, self.figure_ = axes[: len(panels)], figure
        return self

    def _panels(self) -> list[tuple[str, str]]:
        """Return the scores to draw: those of all classes, then the recall of each."""
        pairs = (
            self.summary[["metric", "class"]].drop_duplicates().itertuples(index=False, name=None)
        )
        return [pair for pair in pairs if pair[0] not in _NOT_SHOWN]

    def _draw(self, ax: Axes, metric: str, label: str, strategies: list[str]) -> None:
        means = _of(self.summary, metric, label)["mean"]
        differences = _of(self.differences, metric, label)
        ax.axvline(means[self.reference], color="0.4", linestyle=":", linewidth=1)
        for row, name in enumerate(strategies):
            mean, colour = means[name], "black"
            if name in differences.index:
                found = differences.loc[name]
                colour = _colour(found, metric)
                ends = mean + np.array([found["low"], found["high"]]) - found["difference"]
                ax.plot(ends, [row, row], color=colour, linewidth=2, alpha=0.6)
            ax.plot(mean, row, "o", color=colour, markersize=5)
        title = metric.replace("_", " ") + (f" of {label}" if label else "")
        title += " (less is better)" if metric in _SMALLER_IS_BETTER else ""
        ax.set_title(title, fontsize=10)
        ax.tick_params(axis="y", length=0)
        ax.tick_params(labelsize=9)
        ax.locator_params(axis="x", nbins=4)
        ax.margins(x=0.1, y=0.08)
        ax.grid(axis="y", color="0.93")
        ax.spines[["top", "right", "left"]].set_visible(False)


def _of(table: DataFrame, metric: str, label: str) -> DataFrame:
    if table.empty:
        return table
    chosen = (table["metric"] == metric) & (table["class"] == label)
    return table[chosen].set_index("strategy")


def _colour(found: Any, metric: str) -> str:
    if not found["beyond_noise"]:
        return _NOISE
    better = (found["difference"] > 0) != (metric in _SMALLER_IS_BETTER)
    return _BETTER if better else _WORSE
