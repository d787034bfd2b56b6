"""How the loss fell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
        Other numbers of each epoch by name (an accuracy, say), drawn on an axis of their own; NaN
        where they were not measured.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    score_ax_ : matplotlib.axes.Axes or None
        Where scores are drawn, if there are any.
    figure_ : matplotlib.figure.Figure

    See Also
    --------
    save_figure : Writes the picture into a file.

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
        estimator : estimator with ``loss_curve_``
            Or a pipeline, a search, or any other estimator that ends in one. What its
            ``history_`` says of held-out galaxies (``valid_loss``) is drawn, too.
        chance : float, default=None
            See the class.
        scores : sequence of str, default=()
            Other columns of ``history_``: what a callback of skorch (``EpochScoring``) recorded
            after each epoch. "acc" stands for ``train_acc`` and ``valid_acc``, whichever there
            are; with held-out galaxies, a classifier records ``valid_acc`` itself.
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        LossCurveDisplay

        Raises
        ------
        ValueError
            A score that no epoch has.
        TypeError
            An estimator without a curve.
        sklearn.exceptions.NotFittedError
            One that is not fitted.

        Examples
        --------
        >>> from sklearn.neural_network import MLPClassifier
        >>> from galaxyzoo_ml.datasets import make_charges
        >>> from galaxyzoo_ml.inspection import LossCurveDisplay
        >>> X, y = make_charges(return_X_y=True)
        >>> net = MLPClassifier([10, 10], max_iter=1000, random_state=0).fit(X, y)
        >>> display = LossCurveDisplay.from_estimator(net)
        >>> display.ax_.lines[0].get_ydata().tolist() == net.loss_curve_
        True
        """
        net = _learner_in(estimator)
        history = getattr(net, "history_", [])
        valid_loss = [float(epoch.get("valid_loss", np.nan)) for epoch in history]
        measured = valid_loss if np.isfinite(valid_loss).any() else None
        recorded = {
            column: values for name in scores for column, values in _recorded(history, name)
        }
        display = cls(net.loss_curve_, valid_loss=measured, chance=chance, scores=recorded)
        return display.plot(ax=ax)

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
        ax.set(xlabel="epoch", ylabel="loss (nats)")
        if ax.get_yscale() == "linear" and ax.dataLim.y0 >= 0:  # a likelihood may be below 0
            ax.set_ylim(0, None)
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


def _learner_in(estimator: Any) -> Any:
    """Return what has learnt, epoch by epoch, inside pipelines, searches and other wrappers.

    Raises
    ------
    TypeError
        Nothing inside has a curve.
    """
    inner = estimator
    while not hasattr(inner, "loss_curve_"):
        outer = inner
        if hasattr(outer, "steps"):
            inner = outer.steps[-1][1]
            continue
        inner = getattr(outer, "best_estimator_", getattr(outer, "estimator_", None))
        if inner is None:
            check_is_fitted(outer)
            raise TypeError(
                f"{type(outer).__name__} has no loss_curve_: give the net inside, or a pipeline "
                "that ends in one"
            )
    return inner


def _recorded(history: Sequence[Mapping[str, Any]], name: str) -> Iterator[tuple[str, list[float]]]:
    """Yield the columns of a history that a name stands for; NaN where an epoch lacks one.

    Raises
    ------
    ValueError
        There is none.
    """
    there = {key for epoch in history for key, value in epoch.items() if value is not None}
    there -= {"batches"}
    columns = [name] if name in there else [f"train_{name}", f"valid_{name}"]
    columns = [column for column in columns if column in there]
    if not columns:
        listed = ", ".join(sorted(there))
        raise ValueError(
            f"no epoch has a score {name!r}; the history has {listed}. EpochScoring among the "
            "callbacks records others, and held-out galaxies (early_stopping=True, or X_val and "
            "y_val given to fit) are scored beside those of training"
        )
    for column in columns:
        values = (epoch.get(column) for epoch in history)
        yield column, [np.nan if value is None else float(value) for value in values]
