"""What was taken for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import confusion_matrix

from galaxyzoo_ml.inspection._matplotlib import figure_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ConfusionDisplay"]


class ConfusionDisplay:
    """A confusion matrix for classes of very different size.

    The colour is the fraction of each true class (a row), so that a rare class is as visible as a
    frequent one; the text is that fraction and the number of galaxies.

    Parameters
    ----------
    matrix : ndarray of shape (n_classes, n_classes), int
        Rows are labels, columns predictions.
    classes : array-like of shape (n_classes,)

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
    figure_ : matplotlib.figure.Figure

    See Also
    --------
    sklearn.metrics.ConfusionMatrixDisplay : Shows numbers or fractions, not both.

    Examples
    --------
    >>> from galaxyzoo_ml.inspection import ConfusionDisplay
    >>> display = ConfusionDisplay.from_predictions(["a", "b", "b"], ["a", "b", "a"], ["a", "b"])
    >>> display.matrix.tolist()
    [[1, 0], [1, 1]]
    """

    ax_: Axes
    figure_: Figure

    def __init__(self, matrix: NDArray[np.int64], classes: ArrayLike) -> None:
        self.matrix = matrix
        self.classes = np.asarray(classes)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_predicted: ArrayLike,
        classes: ArrayLike,
        *,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the confusion matrix of predictions.

        Parameters
        ----------
        y_true, y_predicted : array-like of shape (n,)
        classes : array-like of shape (n_classes,)
            The classes, in the order in which they are drawn.
        ax : matplotlib.axes.Axes, default=None

        Returns
        -------
        ConfusionDisplay
        """
        matrix = confusion_matrix(y_true, y_predicted, labels=np.asarray(classes))
        return cls(matrix, classes).plot(ax=ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        ConfusionDisplay
            Itself, with ``ax_`` and ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        n = len(self.classes)
        if ax is None:
            ax = new_figure(2.2 + 0.95 * n, 1.4 + 0.85 * n).subplots()
        totals = self.matrix.sum(axis=1, keepdims=True)
        fractions = np.divide(
            self.matrix, totals, out=np.zeros(self.matrix.shape), where=totals > 0
        )
        ax.imshow(fractions, cmap="Blues", vmin=0, vmax=1)
        for (i, j), value in np.ndenumerate(fractions):
            colour = "white" if value > 0.5 else "black"
            text = f"{value:.0%}\n{self.matrix[i, j]:,}"
            ax.text(j, i, text, ha="center", va="center", color=colour, fontsize=9)
        names = [str(label).replace("_", "\n") for label in self.classes]
        ax.set_xticks(range(n), names)
        ax.set_yticks(range(n), names)
        ax.set(xlabel="predicted", ylabel="label")
        ax.spines[:].set_visible(False)
        self.ax_, self.figure_ = ax, figure_of(ax)
        return self
