"""How the loss fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml.inspection._matplotlib import figure_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LossCurveDisplay"]


class LossCurveDisplay:
    """The loss of each epoch, of the galaxies of training and of those held out.

    Parameters
    ----------
    loss_curve : sequence of float
        The mean training loss of each epoch, in nats.
    valid_loss : sequence of float, default=None
        The loss of held-out galaxies after each epoch; NaN where it was not measured.
    chance : float, default=None
        The loss of always predicting the mix of the classes, drawn as a line.
    scores : mapping of str to sequence of float, default=None
        Other numbers of each epoch by name (an accuracy, say), drawn on an axis of their own.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    score_ax_ : matplotlib.axes.Axes or None
        Where scores are drawn, if there are any.
    figure_ : matplotlib.figure.Figure

    Examples
    --------
    >>> from galaxyzoo_ml.inspection import LossCurveDisplay
    >>> display = LossCurveDisplay([1.1, 0.7, 0.6], valid_loss=[1.0, 0.8, 0.8]).plot()
    >>> [line.get_label() for line in display.ax_.lines]
    ['training', 'held out']
    """

    ax_: Axes
    score_ax_: Axes | None
    figure_: Figure

    def __init__(
        self,
        loss_curve: Sequence[float],
        *,
        valid_loss: Sequence[float] | None = None,
        chance: float | None = None,
        scores: Mapping[str, Sequence[float]] | None = None,
    ) -> None:
        self.loss_curve = loss_curve
        self.valid_loss = valid_loss
        self.chance = chance
        self.scores = scores

    @classmethod
    def from_estimator(
        cls,
        estimator: BaseEstimator,
        *,
        chance: float | None = None,
        scores: Sequence[str] = (),
        ax: Axes | None = None,
    ) -> Self:
        """Draw the loss of a fitted estimator.

        Parameters
        ----------
        estimator : estimator with ``loss_curve_``, or a pipeline that ends in one
            What its ``history_`` says of held-out galaxies (``valid_loss``) is drawn, too.
        chance : float, default=None
            See the class.
        scores : sequence of str, default=()
            Other columns of ``history_``: what a callback of skorch recorded after each epoch.
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        LossCurveDisplay

        Raises
        ------
        ValueError
            A score that no epoch has.
        """
        estimator = estimator[-1] if hasattr(estimator, "steps") else estimator
        check_is_fitted(estimator, "loss_curve_")
        history = getattr(estimator, "history_", [])
        valid_loss = [float(epoch.get("valid_loss", np.nan)) for epoch in history]
        measured = valid_loss if np.isfinite(valid_loss).any() else None
        recorded = {name: _recorded(history, name) for name in scores}
        return cls(estimator.loss_curve_, valid_loss=measured, chance=chance, scores=recorded).plot(
            ax=ax
        )

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            None makes a figure, one of pyplot's; `save_figure` writes it into a file.

        Returns
        -------
        LossCurveDisplay
            Itself, with ``ax_``, ``score_ax_`` and ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = new_figure(5.5, 3.6).subplots()
        from matplotlib.ticker import MaxNLocator

        for label, losses in (("training", self.loss_curve), ("held out", self.valid_loss)):
            if losses is not None:
                epochs = range(1, len(losses) + 1)
                ax.plot(epochs, losses, marker="o", markersize=4, label=label)
        if self.chance is not None:
            ax.axhline(self.chance, color="0.6", linestyle="--", label="without looking")
        if self.valid_loss is not None or self.chance is not None:
            ax.legend(frameon=False)
        ax.set(xlabel="epoch", ylabel="loss (nats)", ylim=(0, None))
        if isinstance(locator := ax.xaxis.get_major_locator(), MaxNLocator):  # else somebody's own
            locator.set_params(integer=True)
        ax.spines[["top", "right"]].set_visible(False)
        self.ax_, self.figure_ = ax, figure_of(ax)
        self.score_ax_ = self._plot_scores(ax) if self.scores else None
        return self

    def _plot_scores(self, ax: Axes) -> Axes:
        """Draw scores against the axis on the right, in colours that the losses have not."""
        right = ax.twinx()
        for number, (name, values) in enumerate((self.scores or {}).items(), start=2):
            epochs = range(1, len(values) + 1)
            right.plot(epochs, values, f"C{number}", linestyle=":", marker="s", label=name)
        handles = [*ax.get_lines(), *right.get_lines()]
        ax.legend(handles=handles, frameon=False)
        right.set(ylabel="score")
        right.spines["top"].set_visible(False)
        return right


def _recorded(history: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    """Return a column of a history, NaN where an epoch lacks it."""
    values = [epoch.get(name) for epoch in history]
    if all(value is None for value in values):
        there = sorted({key for epoch in history for key in epoch} - {"batches"})
        raise ValueError(f"no epoch has a score {name!r}; the history has {', '.join(there)}")
    return [np.nan if value is None else float(value) for value in values]
