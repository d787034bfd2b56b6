"""The corrected resampled t-test, beside scipy's and by its formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from galaxyzoo_ml.model_selection import corrected_t_test

numbers = st.lists(st.integers(-50, 50), min_size=3, max_size=30).filter(lambda v: len(set(v)) > 1)


@given(numbers, st.sampled_from([0.5, 0.9, 0.95]))
def test_without_test_sets_it_is_students(values, confidence):
    ours = corrected_t_test(values, test_ratio=0, confidence=confidence)
    theirs = stats.ttest_1samp(values, 0)
    interval = theirs.confidence_interval(confidence)
    assert ours.p_value == pytest.approx(theirs.pvalue)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high))


@given(numbers, st.floats(0.05, 1.0))
def test_overlap_widens_the_interval_by_the_published_factor(values, ratio):
    plain = corrected_t_test(values, test_ratio=0)
    ours = corrected_t_test(values, test_ratio=ratio)
    factor = np.sqrt((1 / len(values) + ratio) * len(values))
    assert ours.high - ours.low == pytest.approx((plain.high - plain.low) * factor)
    assert ours.difference == plain.difference == pytest.approx(np.mean(values))
    assert (ours.low > 0 or ours.high < 0) == (ours.p_value < 0.05)


def test_by_hand():
    # mean 2, variance 2.5, J = 5, ratio 1 / 4: standard error sqrt(0.45 * 2.5)
    ours = corrected_t_test([0, 1, 2, 3, 4], test_ratio=0.25)
    assert ours.p_value == pytest.approx(2 * stats.t.sf(2 / np.sqrt(1.125), 4))


def test_models_that_are_equal_are_seldom_told_apart():
    """Differences as of overlapping training sets, correlated by n_test / (n_test + n_train)."""
    rng, n, ratio = np.random.default_rng(0), 10, 1 / 9
    rho = ratio / (1 + ratio)
    shared, own = rng.normal(size=(2000, 1)), rng.normal(size=(2000, n))
    differences = np.sqrt(rho) * shared + np.sqrt(1 - rho) * own
    wrong = {
        used: np.mean([corrected_t_test(d, test_ratio=used).p_value < 0.05 for d in differences])
        for used in (0, ratio)
    }
    assert wrong[ratio] == pytest.approx(0.05, abs=0.015)
    assert wrong[0] > 2 * wrong[ratio]  # the uncorrected test finds what is not there


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.0, 0.0], (0, 0, 0, 1)),
        ([0.5, 0.5], (0.5, np.nan, np.nan, np.nan)),  # two folds of three galaxies
        ([0.9 - 0.8, 0.5 - 0.4], (0.1, np.nan, np.nan, np.nan)),  # equal but for rounding
        ([0.5], (0.5, np.nan, np.nan, np.nan)),
        ([], (np.nan,) * 4),
    ],
)
def test_what_has_no_spread(values, expected):
    assert corrected_t_test(values, test_ratio=0.5) == pytest.approx(expected, nan_ok=True)
