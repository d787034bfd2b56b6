"""Where a classifier is sure and wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml._predictions import check_predictions
from galaxyzoo_ml.images import ImageArray, as_images
from galaxyzoo_ml.inspection._galaxies import plot_galaxies

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_mistakes"]


def plot_mistakes(
    images: ImageArray | ArrayLike,
    y_true: ArrayLike,
    y_prob: ArrayLike,
    *,
    classes: ArrayLike | None = None,
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
    y_prob : array-like of shape (n, n_classes)
        Probabilities, as from ``predict_proba``.
    classes : array-like of shape (n_classes,), default=None
        What the columns stand for: ``estimator.classes_``. None is the sorted labels that occur in
        `y_true`.
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
    ValueError
        No predictions, shapes that do not fit together, labels that are no classes, what is no
        probability.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.inspection import plot_mistakes
    >>> X = make_galaxies(2, size=32, random_state=0).images
    >>> y_prob = [[0.9, 0.1], [0.2, 0.8]]
    >>> figure = plot_mistakes(X, ["a", "a"], y_prob, classes=["a", "b"])
    >>> len(figure.axes)
    1
    """
    stack, predictions = as_images(images), check_predictions(y_true, y_prob, classes)
    labels, predicted, confidence = predictions.y_true, predictions.y_pred, predictions.confidence
    if len(stack) != len(labels):
        raise ValueError(f"there are {len(stack)} images and {len(labels)} labels")
    wrong = np.flatnonzero(~predictions.is_right)
    if wrong.size == 0:
        return None
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:max_images]
    texts = [f"{predicted[i]} {confidence[i]:.0%}\nlabel: {labels[i]}" for i in surest]
    if title is None:
        title = f"The {len(surest)} most confident of {len(wrong)} mistakes in {len(labels)}"
    return plot_galaxies(
        stack[surest], texts, n_columns=n_columns, max_images=max_images, title=title
    )
