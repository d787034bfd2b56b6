"""What is mistaken for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import confusion_matrix as confusion_matrix_of
from sklearn.utils.multiclass import unique_labels

from galaxyzoo_ml._predictions import Classifier
from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.inspection._matplotlib import figure_of, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ConfusionDisplay"]

Normalize = Literal["true", "pred", "all"] | None

# What a fraction is a fraction of: the sum over these axes.
_TOTAL_OVER: dict[str, int | None] = {"true": 1, "pred": 0, "all": None}


class ConfusionDisplay:
    """A confusion matrix for classes of very different size.

    The colour is the fraction of each true class (a row), so that a rare class is as visible as a
    frequent one; the text is that fraction and the number of galaxies.

    Parameters
    ----------
    confusion_matrix : ndarray of shape (n_classes, n_classes)
        Rows are labels, columns predictions; numbers of galaxies, or sums of their weights.
    display_labels : array-like of shape (n_classes,), default=None
        What stands at the axes. None is 0, 1, ...
    normalize : "true", "pred", "all" or None, default="true"
        What the fractions are of: a label, a prediction, all galaxies. None draws numbers alone.

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
    >>> display = ConfusionDisplay.from_predictions(["a", "b", "b"], ["a", "b", "a"])
    >>> display.confusion_matrix.tolist()
    [[1, 0], [1, 1]]
    """

    ax_: Axes
    figure_: Figure

    def __init__(
        self,
        confusion_matrix: NDArray[Any],
        *,
        display_labels: ArrayLike | None = None,
        normalize: Normalize = "true",
    ) -> None:
        self.confusion_matrix = confusion_matrix
        self.display_labels = display_labels
        self.normalize = normalize

    @classmethod
    def from_estimator(
        cls,
        estimator: Classifier,
        X: ImagesOrTable,
        y: ArrayLike,
        *,
        labels: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        normalize: Normalize = "true",
        display_labels: ArrayLike | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw what a fitted classifier makes of galaxies.

        Parameters
        ----------
        estimator : classifier or Pipeline
            Fitted.
        X : ImageArray or array-like of n rows
            Galaxies that it was not trained on.
        y : array-like of shape (n,)
            Their labels.
        labels, sample_weight, normalize, display_labels, ax
            As in `from_predictions`.

        Returns
        -------
        ConfusionDisplay
        """
        return cls.from_predictions(
            y,
            estimator.predict(X),
            labels=labels,
            sample_weight=sample_weight,
            normalize=normalize,
            display_labels=display_labels,
            ax=ax,
        )

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_pred: ArrayLike,
        *,
        labels: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        normalize: Normalize = "true",
        display_labels: ArrayLike | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the confusion matrix of predictions.

        Parameters
        ----------
        y_true, y_pred : array-like of shape (n,)
        labels : array-like of shape (n_classes,), default=None
            The classes to draw, in this order. None is the sorted labels that occur in `y_true` or
            `y_pred`.
        sample_weight : array-like of shape (n,), default=None
        normalize : "true", "pred", "all" or None, default="true"
            See the class.
        display_labels : array-like of shape (n_classes,), default=None
            What stands at the axes, in the order of `labels`. None is these.
        ax : matplotlib.axes.Axes, default=None
            None makes a figure.

        Returns
        -------
        ConfusionDisplay
        """
        y_true, y_pred = np.asarray(y_true), np.asarray(y_pred)
        labels = unique_labels(y_true, y_pred) if labels is None else np.asarray(labels)
        matrix = confusion_matrix_of(y_true, y_pred, labels=labels, sample_weight=sample_weight)
        names = labels if display_labels is None else display_labels
        return cls(matrix, display_labels=names, normalize=normalize).plot(ax=ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, default=None
            None makes a figure, one of pyplot's; `save_figure` writes it into a file.

        Returns
        -------
        ConfusionDisplay
            Itself, with ``ax_`` and ``figure_``.

        Raises
        ------
        ValueError
            Another number of display labels than of classes, or no such `normalize`.
        ImportError
            If matplotlib is not installed.
        """
        n = len(self.confusion_matrix)
        names = np.arange(n) if self.display_labels is None else np.asarray(self.display_labels)
        if len(names) != n:
            raise ValueError(f"there are {n} classes and {len(names)} display_labels")
        fractions = self._fractions()
        shade = fractions if fractions is not None else _relative(self.confusion_matrix)
        if ax is None:
            ax = new_figure(2.2 + 0.95 * n, 1.4 + 0.85 * n).subplots()
        ax.imshow(shade, cmap="Blues", vmin=0, vmax=1)
        for (i, j), value in np.ndenumerate(self.confusion_matrix):
            text = f"{value:,}" if isinstance(value, np.integer) else f"{value:,.1f}"
            if fractions is not None:
                text = f"{fractions[i, j]:.0%}\n{text}"
            colour = "white" if shade[i, j] > 0.5 else "black"
            ax.text(j, i, text, ha="center", va="center", color=colour, fontsize=9)
        ticks = [str(name).replace("_", "\n") for name in names]
        ax.set_xticks(range(n), ticks)
        ax.set_yticks(range(n), ticks)
        ax.set(xlabel="predicted", ylabel="label")
        ax.spines[:].set_visible(False)
        self.ax_, self.figure_ = ax, figure_of(ax)
        return self

    def _fractions(self) -> NDArray[np.float64] | None:
        if self.normalize is None:
            return None
        if self.normalize not in _TOTAL_OVER:
            raise ValueError(
                f"normalize must be 'true', 'pred', 'all' or None, got {self.normalize!r}"
            )
        totals = self.confusion_matrix.sum(axis=_TOTAL_OVER[self.normalize], keepdims=True)
        return _divided(self.confusion_matrix, totals)


def _relative(numbers: NDArray[Any]) -> NDArray[np.float64]:
    return _divided(numbers, numbers.max(keepdims=True))


def _divided(numbers: NDArray[Any], totals: NDArray[Any]) -> NDArray[np.float64]:
    """Return 0 where there is nothing to divide by."""
    fractions = np.zeros(numbers.shape)
    np.divide(numbers, totals, out=fractions, where=totals > 0)
    return fractions
