"""Where a classifier is sure and wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml.inspection._galaxies import plot_galaxies

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_mistakes"]


def plot_mistakes(
    images: Any,
    y_true: ArrayLike,
    probabilities: ArrayLike,
    classes: Sequence[Any],
    *,
    max_images: int = 24,
    n_columns: int = 6,
    title: str | None = None,
) -> Figure | None:
    """Draw the most confident mistakes, the surest first.

    Parameters
    ----------
    images : ImageArray or array-like of shape (n, height, width, channels)
    y_true : array-like of shape (n,)
        The labels.
    probabilities : array-like of shape (n, n_classes)
        As from ``predict_proba``.
    classes : sequence of shape (n_classes,)
        What the columns stand for: ``classes_``.
    max_images : int, default=24
    n_columns : int, default=6
    title : str, default=None
        None says what is drawn.

    Returns
    -------
    matplotlib.figure.Figure or None
        None if there are no mistakes.

    Raises
    ------
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.inspection import plot_mistakes
    >>> X = make_galaxies(2, size=32, random_state=0).images
    >>> figure = plot_mistakes(X, ["a", "a"], [[0.9, 0.1], [0.2, 0.8]], ["a", "b"])
    >>> len(figure.axes)
    1
    """
    y_true, probabilities = np.asarray(y_true), np.asarray(probabilities)
    predicted = np.asarray(classes)[probabilities.argmax(axis=1)]
    confidence = probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != y_true)
    if wrong.size == 0:
        return None
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:max_images]
    labels = [f"{predicted[i]} {confidence[i]:.0%}\nlabel: {y_true[i]}" for i in surest]
    if title is None:
        title = f"The {len(surest)} most confident of {len(wrong)} mistakes in {len(y_true)}"
    return plot_galaxies(images[surest], labels, n_columns=n_columns, title=title)
