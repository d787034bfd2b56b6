"""Calibration error and abstention, on simulations whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from galaxyzoo_ml.inspection import reliability_table
from galaxyzoo_ml.model_selection import abstention_threshold, expected_calibration_error

CLASSES = np.array(["elliptical", "spiral", "uncertain"])


def simulated(n, random_state, sharpness=1.0):
    """Return labels drawn from probabilities, and these, made too sure by a power."""
    rng = np.random.default_rng(random_state)
    truth = rng.dirichlet([2.0, 1.0, 0.5], size=n)
    labels = CLASSES[(truth.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1).clip(max=2)]
    stated = truth**sharpness
    return labels, stated / stated.sum(axis=1, keepdims=True)


def test_calibrated_probabilities_err_as_chance_says():
    found = [
        expected_calibration_error(*simulated(900, seed), classes=CLASSES) for seed in range(60)
    ]
    errors, expected = np.array(found).T
    noise = errors.std() / np.sqrt(len(errors))
    assert abs(errors.mean() - expected.mean()) < 4 * noise
    assert noise < 0.05 * expected.mean()


@pytest.mark.parametrize("sharpness", [0.4, 3.0])
def test_miscalibrated_probabilities_err_by_more(sharpness):
    error, by_chance = expected_calibration_error(*simulated(3000, 0, sharpness), classes=CLASSES)
    assert error > 0.1
    assert error > 4 * by_chance


def test_a_known_error():
    probabilities = np.repeat([[0.7, 0.3], [0.1, 0.9]], [10, 30], axis=0)
    labels = np.repeat(["a", "b", "b", "a"], [8, 2, 24, 6])  # 80 % and 80 % right
    error, _ = expected_calibration_error(labels, probabilities, classes=["a", "b"])
    assert error == pytest.approx(0.25 * 0.1 + 0.75 * 0.1)


@pytest.mark.parametrize(("n", "p"), [(1, 0.9), (7, 0.99), (400, 0.8), (30, 1.0)])
def test_the_gap_by_chance_is_that_of_the_binomial_distribution(n, p):
    table = reliability_table(["a"] * n, np.tile([p, 1 - p], (n, 1)), classes=["a", "b"])
    k = np.arange(n + 1)
    expected = np.abs(k / n - p) @ stats.binom.pmf(k, n, p)
    assert table["gap_if_perfect"].tolist() == pytest.approx([expected], abs=1e-12)


def test_the_gap_by_chance_is_that_of_simulated_labels():
    p = np.random.default_rng(0).uniform(0.5, 1, 101)
    table = reliability_table(
        ["a"] * 101, np.stack([p, 1 - p], axis=1), classes=["a", "b"], n_bins=1
    )
    right = np.random.default_rng(1).random((20_000, 101)) < p
    simulated_gap = np.abs(right.mean(axis=1) - p.mean()).mean()
    assert table["gap_if_perfect"][0] == pytest.approx(simulated_gap, rel=0.02)


rows = hnp.arrays(
    np.float64,
    st.tuples(st.integers(1, 40), st.just(3)),
    elements=st.floats(0.01, 1.0).map(lambda value: round(value, 2)),  # ties are frequent
)


@given(rows, st.integers(1, 20), st.randoms(use_true_random=False))
def test_every_prediction_is_in_a_bin_whatever_the_order(weights, n_bins, random):
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    labels = CLASSES[[random.randrange(3) for _ in weights]]
    table = reliability_table(labels, probabilities, classes=CLASSES, n_bins=n_bins)
    assert table["n"].sum() == len(labels)
    assert 1 <= len(table) <= n_bins
    assert table["confidence"].is_monotonic_increasing
    assert (table["low"] <= table["accuracy"] + 1e-9).all()
    assert (table["accuracy"] <= table["high"] + 1e-9).all()
    order = np.array(random.sample(range(len(labels)), len(labels)))
    shuffled = reliability_table(
        labels[order], probabilities[order], classes=CLASSES, n_bins=n_bins
    )
    np.testing.assert_allclose(shuffled, table, atol=1e-12)
    error, by_chance = expected_calibration_error(
        labels, probabilities, classes=CLASSES, n_bins=n_bins
    )
    assert 0 <= error <= 1
    assert 0 <= by_chance <= 0.5 + 1e-9


def test_bins_hold_equally_many():
    table = reliability_table(*simulated(1500, 0), classes=CLASSES)
    assert set(table["n"]) == {100}


@pytest.mark.parametrize(
    ("labels", "probabilities", "n_bins", "message"),
    [
        ([], np.empty((0, 3)), 15, "do not fit 0 labels"),
        (["spiral"], [[0.5, 0.5]], 15, "shape \\(1, 2\\) do not fit"),
        (["spiral"], [[2.0, -0.5, -0.5]], 15, "between 0 and 1"),
        (["spiral"], [[np.nan, 0.5, 0.5]], 15, "between 0 and 1"),
        (["spiral"], [[0.2, 0.3, 0.5]], 0, "n_bins must be at least 1"),
        ([1], [[0.2, 0.3, 0.5]], 15, "no label is among the classes"),
        ([["spiral", "spiral"]], [[0.2, 0.3, 0.5]], 15, "1d array"),
    ],
)
def test_what_cannot_be_judged(labels, probabilities, n_bins, message):
    with pytest.raises(ValueError, match=message):
        expected_calibration_error(labels, probabilities, classes=CLASSES, n_bins=n_bins)
    if n_bins:
        with pytest.raises(ValueError, match=message):
            abstention_threshold(labels, probabilities, classes=CLASSES, max_error=0.05)


@pytest.mark.parametrize("sharpness", [1.0, 3.0])
@pytest.mark.parametrize("n", [60, 400])
def test_names_are_wrong_as_rarely_as_was_asked_for_nine_times_in_ten(n, sharpness):
    labels, probabilities = simulated(100 * n + 20_000, 0, sharpness)
    confidence = probabilities.max(axis=1)
    right = CLASSES[probabilities.argmax(axis=1)] == labels
    new = slice(100 * n, None)
    broken = names = 0
    for i in range(100):
        known = slice(i * n, (i + 1) * n)
        threshold = abstention_threshold(
            labels[known], probabilities[known], classes=CLASSES, max_error=0.2
        )
        sure = confidence[new] >= threshold
        names += sure.sum()
        broken += sure.any() and right[new][sure].mean() < 0.8
    assert broken <= 10
    assert n == 60 or names > 100 * 1000  # of 20,000


@given(rows, st.floats(0.01, 0.99), st.randoms(use_true_random=False))
def test_a_threshold_never_names_too_many_wrongly_of_those_that_gave_it(weights, max_error, random):
    probabilities = weights / weights.sum(axis=1, keepdims=True)
    labels = CLASSES[[random.randrange(3) for _ in weights]]
    threshold = abstention_threshold(labels, probabilities, classes=CLASSES, max_error=max_error)
    sure = probabilities.max(axis=1) >= threshold
    wrong = CLASSES[probabilities.argmax(axis=1)] != labels
    assert wrong[sure].sum() <= max_error * sure.sum()
    stricter = abstention_threshold(labels, probabilities, classes=CLASSES, max_error=max_error / 2)
    assert stricter >= threshold


def test_a_few_galaxies_cannot_promise_much():
    right = np.tile([0.9, 0.05, 0.05], (90, 1)), ["elliptical"] * 90
    for n, threshold in ((90, 0.9), (89, np.inf)):
        found = abstention_threshold(right[1][:n], right[0][:n], classes=CLASSES, max_error=0.05)
        assert found == threshold


@pytest.mark.parametrize("max_error", [0, 1, -0.1, np.nan])
def test_an_error_is_a_fraction(max_error):
    with pytest.raises(ValueError, match="max_error must be between 0 and 1"):
        abstention_threshold(["spiral"], [[0.2, 0.3, 0.5]], classes=CLASSES, max_error=max_error)
