"""Whether a difference between two models is larger than the noise of cross-validation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

__all__ = ["CorrectedTTest", "corrected_t_test"]

_ROUNDING = 1e-9  # 0.9 - 0.8 and 0.5 - 0.4 are the same difference


class CorrectedTTest(NamedTuple):
    """What `corrected_t_test` finds.

    Parameters
    ----------
    difference : float
        The mean of the differences.
    low, high : float
        The ends of its confidence interval.
    p_value : float
        Of no difference, two-sided.
    """

    difference: float
    low: float
    high: float
    p_value: float


def corrected_t_test(
    differences: ArrayLike, *, test_ratio: float, confidence: float = 0.95
) -> CorrectedTTest:
    r"""Test paired differences of cross-validated scores: the corrected resampled t-test.

    The training sets of the folds overlap, so the J differences are not independent, and the usual
    t-test finds differences where there are none. The correction replaces the variance of their
    mean, :math:`s^2 / J`, by

    .. math:: \left(\frac{1}{J} + \frac{n_\mathrm{test}}{n_\mathrm{train}}\right) s^2,

    with Student's t of J - 1 degrees of freedom.

    Parameters
    ----------
    differences : array-like of shape (J,)
        The score of one model minus that of the other, fold by fold. Several rounds of
        cross-validation (with folds drawn anew) may follow one another.
    test_ratio : float
        ``n_test / n_train``: 1 / (k - 1) for k folds.
    confidence : float, default=0.95
        Of the interval.

    Returns
    -------
    CorrectedTTest
        ``difference, low, high, p_value``. Where nothing is known of the noise there is no
        interval, and the last three are NaN: fewer than two differences, or all the same (but for
        rounding) and not zero, as of two folds of three galaxies.

    References
    ----------
    C. Nadeau and Y. Bengio 2003, "Inference for the generalization error", Machine Learning 52,
    239. For repeated cross-validation: R. R. Bouckaert and E. Frank 2004, "Evaluating the
    replicability of significance tests for comparing learning algorithms", PAKDD 2004, 3.

    Examples
    --------
    >>> from galaxyzoo_ml.model_selection import corrected_t_test
    >>> test = corrected_t_test([0.02, 0.03, 0.01, 0.04, 0.02], test_ratio=1 / 4)
    >>> print(f"{test.difference:.3f}, from {test.low:.3f} to {test.high:.3f}")
    0.024, from 0.003 to 0.045
    """
    values = np.asarray(differences, dtype=np.float64)
    n, mean = len(values), float(values.mean()) if len(values) else np.nan
    if n < 2 or np.isnan(mean):
        return CorrectedTTest(mean, np.nan, np.nan, np.nan)
    if not values.any():  # the same scores in every fold
        return CorrectedTTest(0.0, 0.0, 0.0, 1.0)
    if np.ptp(values) <= _ROUNDING * np.abs(values).max():
        return CorrectedTTest(mean, np.nan, np.nan, np.nan)
    error = float(np.sqrt((1 / n + test_ratio) * values.var(ddof=1)))
    half = error * float(stats.t.ppf((1 + confidence) / 2, n - 1))
    p_value = 2 * float(stats.t.sf(abs(mean) / error, n - 1))
    return CorrectedTTest(mean, mean - half, mean + half, p_value)
