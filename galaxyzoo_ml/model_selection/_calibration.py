"""Whether probabilities mean what they say, as one number."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from galaxyzoo_ml.inspection import reliability_table

__all__ = ["CalibrationError", "expected_calibration_error"]


class CalibrationError(NamedTuple):
    """What `expected_calibration_error` finds.

    Parameters
    ----------
    error : float
        The mean distance between confidence and accuracy.
    expected_if_perfect : float
        The error that chance alone makes, on average, if every confidence is true.
    """

    error: float
    expected_if_perfect: float


def expected_calibration_error(
    y_true: ArrayLike,
    y_prob: ArrayLike,
    *,
    classes: ArrayLike | None = None,
    n_bins: int = 15,
) -> CalibrationError:
    r"""Return the mean distance between confidence and accuracy, over bins of equal mass.

    The confidence of a prediction is the probability of the most probable class ("top label"); a
    bin :math:`b` of :math:`n_b` among :math:`n` predictions counts as

    .. math:: \mathrm{ECE} = \sum_b \frac{n_b}{n} |\mathrm{accuracy}_b - \mathrm{confidence}_b|.

    An absolute value is never negative, so chance makes an error even where there is none: the
    fewer predictions, the more. The value beside it is what that comes to, exactly: the mean over
    labels drawn with the stated confidences.

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
        See `~galaxyzoo_ml.inspection.reliability_table`.

    Returns
    -------
    CalibrationError
        ``error, expected_if_perfect``, between 0 and 1.

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, labels that are no classes, what is no
        probability, less than one bin.

    See Also
    --------
    galaxyzoo_ml.inspection.ReliabilityDisplay : Shows where the distance is.
    sklearn.calibration.CalibratedClassifierCV : Makes it smaller.

    References
    ----------
    C. Guo et al. 2017, "On calibration of modern neural networks", ICML (the error, with bins of
    equal width). R. Roelofs et al. 2022, "Mitigating bias in calibration error estimation", AISTATS
    (why of equal mass, and the bias).

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.model_selection import expected_calibration_error
    >>> rng = np.random.default_rng(0)
    >>> truth = rng.dirichlet([1, 1, 1], size=3000)
    >>> y = np.array([rng.choice(list("abc"), p=p) for p in truth])
    >>> honest = expected_calibration_error(y, truth)
    >>> print(f"{honest.error:.3f}; by chance {honest.expected_if_perfect:.3f}")
    0.022; by chance 0.026
    >>> sharper = truth**3 / (truth**3).sum(axis=1, keepdims=True)
    >>> overconfident = expected_calibration_error(y, sharper)
    >>> print(f"{overconfident.error:.3f}; by chance {overconfident.expected_if_perfect:.3f}")
    0.216; by chance 0.017
    """
    table = reliability_table(y_true, y_prob, classes=classes, n_bins=n_bins)
    gaps = (table["accuracy"] - table["confidence"]).abs()
    error, by_chance = (
        float(np.average(gap, weights=table["n"])) for gap in (gaps, table["gap_if_perfect"])
    )
    return CalibrationError(error, by_chance)
