"""The pictures beside a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.workflows._parts import Part

__all__ = ["draw_pictures"]


def draw_pictures(
    out: Path,
    net: Any,
    classes: Any,
    test: Part,
    probabilities: NDArray[np.float64],
) -> list[Path]:
    """Draw the loss, the confusion matrix, the reliability, some galaxies, the surest mistakes.

    Returns
    -------
    list of pathlib.Path
        What was drawn; nothing if matplotlib is not installed.
    """
    from galaxyzoo_ml.inspection import (
        ConfusionDisplay,
        LossCurveDisplay,
        ReliabilityDisplay,
        plot_mistakes,
    )

    predicted = classes[probabilities.argmax(axis=1)]
    try:
        loss = LossCurveDisplay.from_estimator(net, chance=_chance(net)).figure_
    except ImportError:
        print("no pictures: pip install 'galaxyzoo-ml[plot]'")
        return []
    confusion = ConfusionDisplay.from_predictions(test.target, predicted, classes)
    n_bins = int(np.clip(len(test.target) // 20, 1, 15))  # fewer galaxies a bin say nothing
    reliability = ReliabilityDisplay.from_predictions(
        test.target, probabilities, classes, n_bins=n_bins
    )
    figures = {
        "loss.png": loss,
        "confusion.png": confusion.figure_,
        "reliability.png": reliability.figure_,
        "galaxies.png": _examples(test.images, test.target, predicted, classes),
        "mistakes.png": plot_mistakes(test.images, test.target, probabilities, classes),
    }
    paths = []
    for name, figure in figures.items():
        if figure is None:
            (out / name).unlink(missing_ok=True)  # of an earlier run
            continue
        figure.savefig(out / name, dpi=120)
        paths.append(out / name)
    return paths


def _chance(net: Any) -> float:
    """Return the loss of always predicting the mix of what the net was trained on, in nats."""
    prior: NDArray[np.float64] = net.class_prior_
    return float(-(prior * np.log(prior)).sum())


def _examples(
    images: Any, y_true: NDArray[Any], predicted: NDArray[Any], classes: NDArray[Any]
) -> Any:
    from galaxyzoo_ml.inspection import plot_galaxies

    rows = [np.flatnonzero(y_true == label)[:8] for label in classes]
    chosen = np.concatenate(rows)
    labels = [
        f"{y_true[i]}" if y_true[i] == predicted[i] else f"{y_true[i]}\n(taken for {predicted[i]})"
        for i in chosen
    ]
    return plot_galaxies(images[chosen], labels, title="Galaxies of the test set, by label")
