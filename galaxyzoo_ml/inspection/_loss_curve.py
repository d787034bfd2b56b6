"""How the loss fell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml.inspection._matplotlib import figure_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LossCurveDisplay"]


class LossCurveDisplay:
    """The loss of each epoch.

    Parameters
    ----------
    loss_curve : sequence of float
        The mean training loss of each epoch, in nats.
    chance : float, default=None
        The loss of always predicting the mix of the classes, drawn as a line.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure

    Examples
    --------
    >>> from galaxyzoo_ml.inspection import LossCurveDisplay
    >>> LossCurveDisplay([1.1, 0.7, 0.6]).plot().ax_.get_xlabel()
    'epoch'
    """

    ax_: Axes
    figure_: Figure

    def __init__(self, loss_curve: Sequence[float], *, chance: float | None = None) -> None:
        self.loss_curve = loss_curve
        self.chance = chance

    @classmethod
    def from_estimator(
        cls, estimator: Any, *, chance: float | None = None, ax: Axes | None = None
    ) -> Self:
        """Draw the loss of a fitted classifier.

        Parameters
        ----------
        estimator : estimator with ``loss_curve_``, or a pipeline that ends in one
        chance : float, default=None
            See the class.
        ax : matplotlib.axes.Axes, default=None

        Returns
        -------
        LossCurveDisplay
        """
        estimator = estimator[-1] if hasattr(estimator, "steps") else estimator
        check_is_fitted(estimator, "loss_curve_")
        return cls(estimator.loss_curve_, chance=chance).plot(ax=ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        LossCurveDisplay
            Itself, with ``ax_`` and ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = new_figure(5.5, 3.6).subplots()
        epochs = range(1, len(self.loss_curve) + 1)
        ax.plot(epochs, self.loss_curve, marker="o", markersize=4, label="training")
        if self.chance is not None:
            ax.axhline(self.chance, color="0.6", linestyle="--", label="without looking")
            ax.legend(frameon=False)
        ax.set(xlabel="epoch", ylabel="loss (nats)", ylim=(0, None))
        ax.locator_params(axis="x", integer=True)
        ax.spines[["top", "right"]].set_visible(False)
        self.ax_, self.figure_ = ax, figure_of(ax)
        return self
