"""How often a classifier is right, where it says how often it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from galaxyzoo_ml._predictions import check_predictions

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["reliability_table"]


def reliability_table(
    y_true: ArrayLike,
    y_prob: ArrayLike,
    *,
    classes: ArrayLike | None = None,
    n_bins: int = 15,
) -> pd.DataFrame:
    """Compare confidence with accuracy, in bins of equally many predictions.

    The confidence of a prediction is the probability of the most probable class.

    Parameters
    ----------
    y_true : array-like of shape (n,)
        Labels.
    y_prob : array-like of shape (n, n_classes)
        Probabilities, as from ``predict_proba``.
    classes : array-like of shape (n_classes,), default=None
        What the columns stand for: ``estimator.classes_``. None is the sorted labels that occur in
        `y_true`.
    n_bins : int, default=15
        Predictions of equal confidence stay in one bin, so there can be fewer.

    Returns
    -------
    pandas.DataFrame
        One row a bin, in the order of confidence: ``n``, a number of predictions; ``confidence``
        and ``accuracy``, their means; ``low`` and ``high``, the 95 % interval of the accuracy
        (Wilson's); ``gap_if_perfect``, the mean difference of accuracy and confidence that chance
        alone makes if every confidence is true.

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, labels that are no classes, what is no
        probability, less than one bin.

    See Also
    --------
    ReliabilityDisplay : Draws it.
    galaxyzoo_ml.model_selection.expected_calibration_error : Makes one number of it.
    sklearn.calibration.calibration_curve : The same means for one class of two.

    Examples
    --------
    >>> from galaxyzoo_ml.inspection import reliability_table
    >>> y_prob = [[0.6, 0.4], [0.3, 0.7], [0.9, 0.1], [0.1, 0.9]]
    >>> table = reliability_table(["a", "a", "a", "b"], y_prob, n_bins=2)
    >>> table[["n", "confidence", "accuracy"]]
       n  confidence  accuracy
    0  2        0.65       0.5
    1  2        0.90       1.0
    """
    import pandas as pd

    predictions = check_predictions(y_true, y_prob, classes)
    confidence, correct = predictions.confidence, predictions.is_right
    bins = _equal_mass(confidence, n_bins)
    rows = []
    for number in np.unique(bins):
        inside = bins == number
        n, n_correct = int(inside.sum()), int(correct[inside].sum())
        low, high = stats.binomtest(n_correct, n).proportion_ci(method="wilson")
        rows.append(
            {
                "n": n,
                "confidence": confidence[inside].mean(),
                "accuracy": n_correct / n,
                "low": float(low),
                "high": float(high),
                "gap_if_perfect": _mean_deviation(confidence[inside]) / n,
            }
        )
    return pd.DataFrame(rows)


def _equal_mass(confidence: NDArray[np.float64], n_bins: int) -> NDArray[np.intp]:
    """Return the bin of each confidence; equal ones share theirs, whatever the order of rows."""
    if n_bins < 1:
        raise ValueError(f"n_bins must be at least 1, got {n_bins}")
    ranks = np.arange(1, n_bins) * len(confidence) // n_bins
    return np.searchsorted(np.sort(confidence)[ranks], confidence, side="right")


def _mean_deviation(p: NDArray[np.float64]) -> float:
    """Return the mean distance of a number of successes from the mean, of chances p.

    Exact: the distribution of the sum of independent trials is the convolution of theirs, here of
    neighbours, and again of neighbours, until one is left.
    """
    rows = np.stack([1 - p, p], axis=1)
    while len(rows) > 1:
        if len(rows) % 2:
            rows = np.vstack([rows, np.eye(1, rows.shape[1])])  # a trial that never succeeds
        width = 2 * rows.shape[1] - 1
        spectra = np.fft.rfft(rows, width, axis=1)
        rows = np.fft.irfft(spectra[::2] * spectra[1::2], width, axis=1)
    return float(np.abs(np.arange(rows.shape[1]) - p.sum()) @ rows[0])
