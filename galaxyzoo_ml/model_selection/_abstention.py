"""When a classifier had better say nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["abstention_threshold"]


def abstention_threshold(
    y_true: ArrayLike, probabilities: ArrayLike, classes: ArrayLike, *, max_error: float
) -> float:
    r"""Return how sure a classifier must be, so that few of those it names are named wrongly.

    Of the galaxies whose top probability reaches the threshold, a fraction of at most `max_error`
    is expected to be named wrongly; of the others nothing is said. The threshold is the lowest at
    which, of the galaxies here,

    .. math:: n_\mathrm{wrong} + 1 \le \alpha \, (n_\mathrm{named} + 1),

    the next galaxy counted as if it were wrong: what makes a conformal prediction hold for few
    galaxies, too.

    Parameters
    ----------
    y_true : array-like of shape (n,)
        Labels of galaxies that the classifier was *not* trained on, in their natural mix.
    probabilities : array-like of shape (n, n_classes)
        As from ``predict_proba``.
    classes : array-like of shape (n_classes,)
        What the columns stand for: ``classes_``.
    max_error : float
        The fraction of wrong names among names, :math:`\alpha`, between 0 and 1.

    Returns
    -------
    float
        A probability; infinity if there is none, which takes at least :math:`1 / \alpha - 1`
        galaxies, all of them right.

    Raises
    ------
    ValueError
        A `max_error` that is not between 0 and 1.

    See Also
    --------
    expected_calibration_error : Whether the probabilities themselves can be believed.

    Notes
    -----
    With the next galaxy among them, let :math:`t^*` be the lowest threshold at which
    :math:`n_\mathrm{wrong} \le \alpha \, n_\mathrm{named}`. It is never above the one returned, and
    treats all n + 1 galaxies alike; so, if they are exchangeable, the next one is named wrongly at
    most :math:`\alpha` times as often as it is above :math:`t^*`. Nothing is assumed of the
    probabilities. On average over galaxies to calibrate on, that is; how often a threshold from few
    of them fails is another question (Geifman and El-Yaniv 2017, NeurIPS, "Selective classification
    for deep neural networks").

    Examples
    --------
    >>> from galaxyzoo_ml.model_selection import abstention_threshold
    >>> y = ["a", "a", "a", "b"]
    >>> probabilities = [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]]
    >>> abstention_threshold(y, probabilities, ["a", "b"], max_error=0.3)
    0.7
    """
    if not 0 < max_error < 1:
        raise ValueError(f"max_error must be between 0 and 1, got {max_error}")
    values = np.asarray(probabilities, np.float64)
    wrong = np.asarray(classes)[values.argmax(axis=1)] != np.asarray(y_true)
    confidence = values.max(axis=1)
    order = np.argsort(-confidence)
    confidence, n_wrong = confidence[order], np.cumsum(wrong[order])
    n_named = np.arange(1, len(order) + 1)
    last_of_its_value = np.append(confidence[1:] < confidence[:-1], True)
    holds = (n_wrong + 1 <= max_error * (n_named + 1)) & last_of_its_value
    return float(confidence[holds].min(initial=np.inf))
