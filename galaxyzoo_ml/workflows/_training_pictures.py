"""The pictures beside a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.workflows._last_step import is_net, last_step

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["training_pictures"]

_PER_CLASS = 8  # examples


def training_pictures(
    model: Estimator,
    images: ImageArray | NDArray[Any],
    predictions: pd.DataFrame,
    y_prob: NDArray[np.float64],
    classes: NDArray[Any],
) -> dict[str, Figure]:
    """Draw the loss, the confusion matrix, the reliability, some galaxies, the surest mistakes.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    """
    from galaxyzoo_ml.inspection import (
        ConfusionDisplay,
        LossCurveDisplay,
        ReliabilityDisplay,
        plot_mistakes,
    )

    y_true, y_pred = (predictions[name].to_numpy() for name in ("label", "predicted"))
    net = last_step(model)
    figures = {}
    if is_net(net):
        figures["loss"] = LossCurveDisplay.from_estimator(net, chance=_chance(net)).figure_
    n_bins = int(np.clip(len(y_true) // 20, 1, 15))  # fewer galaxies a bin say nothing
    figures["confusion"] = ConfusionDisplay.from_predictions(y_true, y_pred, labels=classes).figure_
    figures["reliability"] = ReliabilityDisplay.from_predictions(
        y_true, y_prob, classes=classes, n_bins=n_bins
    ).figure_
    figures["galaxies"] = _examples(images, y_true, y_pred, classes)
    mistakes = plot_mistakes(images, y_true, y_prob, classes=classes.tolist())
    return figures if mistakes is None else figures | {"mistakes": mistakes}


def _chance(net: BaseEstimator) -> float:
    """Return the loss of always predicting the mix of what the net was trained on, in nats."""
    prior: NDArray[np.float64] = net.class_prior_
    return float(-(prior * np.log(prior)).sum())


def _examples(
    images: ImageArray | NDArray[Any],
    y_true: NDArray[Any],
    y_pred: NDArray[Any],
    classes: NDArray[Any],
) -> Figure:
    from galaxyzoo_ml.inspection import plot_galaxies

    rows = [np.flatnonzero(y_true == label)[:_PER_CLASS] for label in classes]
    chosen = np.concatenate(rows)
    labels = [
        f"{y_true[i]}" if y_true[i] == y_pred[i] else f"{y_true[i]}\n(taken for {y_pred[i]})"
        for i in chosen
    ]
    return plot_galaxies(images[chosen], labels, title="Galaxies of the test set, by label")
