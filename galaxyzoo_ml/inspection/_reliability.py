"""Whether probabilities mean what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml._predictions import Classifier, check_predictions
from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.inspection._matplotlib import figure_of, new_figure
from galaxyzoo_ml.inspection._reliability_table import reliability_table

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ReliabilityDisplay"]


class ReliabilityDisplay:
    """Accuracy against confidence, for any number of classes.

    Each point stands for equally many predictions, with the 95 % interval of their accuracy. On the
    diagonal probabilities mean what they say; below it the classifier is overconfident. Above lies
    the histogram of the confidence.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `reliability_table`.
    confidence : array-like of shape (n,)
        The probability of each prediction.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure

    See Also
    --------
    sklearn.calibration.CalibrationDisplay : Of one class of two.

    Examples
    --------
    >>> from galaxyzoo_ml.inspection import ReliabilityDisplay
    >>> display = ReliabilityDisplay.from_predictions(
    ...     ["a", "a", "a", "b"], [[0.6, 0.4], [0.3, 0.7], [0.9, 0.1], [0.1, 0.9]], n_bins=2)
    >>> display.ax_.get_ylabel()
    'accuracy'
    """

    ax_: Axes
    figure_: Figure

    def __init__(self, table: pd.DataFrame, confidence: ArrayLike) -> None:
        self.table = table
        self.confidence = confidence

    @classmethod
    def from_estimator(
        cls,
        estimator: Classifier,
        X: ImagesOrTable,
        y: ArrayLike,
        *,
        n_bins: int = 15,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the reliability of a fitted classifier.

        Parameters
        ----------
        estimator : classifier or Pipeline
            Fitted, with ``predict_proba``.
        X : ImageArray or array-like of n rows
            Galaxies that it was not trained on.
        y : array-like of shape (n,)
            Their labels.
        n_bins : int, default=15
            See `reliability_table`.
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        ReliabilityDisplay
        """
        y_prob = estimator.predict_proba(X)
        return cls.from_predictions(y, y_prob, classes=estimator.classes_, n_bins=n_bins, ax=ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        classes: ArrayLike | None = None,
        n_bins: int = 15,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the reliability of predicted probabilities.

        Parameters
        ----------
        y_true : array-like of shape (n,)
            Labels.
        y_prob : array-like of shape (n, n_classes)
            Probabilities, as from ``predict_proba``.
        classes : array-like of shape (n_classes,), default=None
            What the columns stand for: ``estimator.classes_``. None is the sorted labels that occur
            in `y_true`.
        n_bins : int, default=15
            See `reliability_table`.
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        ReliabilityDisplay
        """
        predictions = check_predictions(y_true, y_prob, classes)
        table = reliability_table(y_true, y_prob, classes=classes, n_bins=n_bins)
        return cls(table, predictions.confidence).plot(ax=ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            None makes a figure, one of pyplot's; `save_figure` writes it into a file.

        Returns
        -------
        ReliabilityDisplay
            Itself, with ``ax_`` and ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = new_figure(4.6, 5.2).subplots()
        table = {name: self.table[name].to_numpy() for name in self.table}
        lowest = 0.95 * min(np.min(self.confidence), table["low"].min())
        ax.plot([lowest, 1], [lowest, 1], color="0.6", linestyle="--", label="as it should be")
        ax.errorbar(
            table["confidence"],
            table["accuracy"],
            yerr=np.stack([table["accuracy"] - table["low"], table["high"] - table["accuracy"]]),
            fmt="o",
            markersize=4,
            linewidth=1,
            label="predictions, 95 %",
        )
        ax.set(xlabel="confidence", ylabel="accuracy", xlim=(lowest, 1.01), ylim=(lowest, 1.01))
        ax.legend(frameon=False, loc="upper left")
        above = ax.inset_axes((0, 1.03, 1, 0.2), sharex=ax)
        above.hist(self.confidence, bins=np.linspace(lowest, 1, 31).tolist(), color="0.75")
        above.set_ylabel("galaxies")
        above.tick_params(labelbottom=False)
        for axes in (ax, above):
            axes.spines[["top", "right"]].set_visible(False)
        self.ax_, self.figure_ = ax, figure_of(ax)
        return self
