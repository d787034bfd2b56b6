"""When a classifier had better say nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from galaxyzoo_ml._predictions import check_predictions

__all__ = ["abstention_threshold"]

_N_CANDIDATES = 10


def abstention_threshold(
    y_true: ArrayLike,
    y_prob: ArrayLike,
    *,
    classes: ArrayLike | None = None,
    max_error: float,
    confidence: float = 0.9,
) -> float:
    """Return how sure a classifier must be, so that few galaxies are named wrongly.

    Of galaxies whose top probability reaches the threshold, a fraction of at most `max_error` is
    named wrongly; of the others nothing is said. That is a promise about new galaxies like these,
    kept with the probability `confidence`.

    Parameters
    ----------
    y_true : array-like of shape (n,)
        Labels of galaxies that the classifier was *not* trained on, in their natural mix.
    y_prob : array-like of shape (n, n_classes)
        Probabilities, as from ``predict_proba``.
    classes : array-like of shape (n_classes,), default=None
        What the columns stand for: ``estimator.classes_``. None is the sorted labels that occur in
        `y_true`.
    max_error : float
        The fraction of wrong names among names, between 0 and 1.
    confidence : float, default=0.9
        How surely the promise is kept, between 0 and 1.

    Returns
    -------
    float
        A probability; infinity if there is none. With the default confidence that takes
        ``log(0.01) / log(1 - max_error)`` galaxies at least: 90 for an error of 0.05.

    Raises
    ------
    ValueError
        A fraction that is not between 0 and 1, no predictions, shapes that do not fit together,
        labels that are no classes, what is no probability.

    See Also
    --------
    expected_calibration_error : Whether the probabilities themselves can be believed.

    Notes
    -----
    Ten thresholds are tried, those that name a tenth of these galaxies, two tenths, and so on: they
    depend on the probabilities alone. Each is tested for an error above `max_error` by the binomial
    distribution, at a tenth of the level (Bonferroni), and the lowest that passes is returned.
    Nothing is assumed of the probabilities (A. N. Angelopoulos et al. 2021, "Learn then test",
    arXiv:2110.01052; for abstention, with a search in place of the ten, Y. Geifman and R. El-Yaniv
    2017, "Selective classification for deep neural networks", NeurIPS). To take the lowest
    threshold at which the error on these galaxies themselves is small enough would be too hopeful:
    the luckiest of many is not as good as it looks.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.model_selection import abstention_threshold
    >>> rng = np.random.default_rng(0)
    >>> p = rng.uniform(0.5, 1, 2000)
    >>> y = np.where(rng.random(2000) < p, "a", "b")  # right as often as it says
    >>> y_prob = np.stack([p, 1 - p], axis=1)
    >>> round(abstention_threshold(y, y_prob, max_error=0.2), 2)
    0.65
    """
    for name, value in (("max_error", max_error), ("confidence", confidence)):
        if not 0 < value < 1:
            raise ValueError(f"{name} must be between 0 and 1, got {value}")
    predictions = check_predictions(y_true, y_prob, classes)
    top, right = predictions.confidence, predictions.is_right
    ranks = np.ceil(len(top) * np.arange(1, _N_CANDIDATES + 1) / _N_CANDIDATES).astype(int)
    level = (1 - confidence) / _N_CANDIDATES
    passed = [np.inf]
    for threshold in np.sort(top)[::-1][ranks - 1]:
        named = top >= threshold
        if stats.binom.cdf((~right[named]).sum(), named.sum(), max_error) <= level:
            passed.append(threshold)
    return float(min(passed))
