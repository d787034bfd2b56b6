"""The charges of exercise 1.1(e)."""

from collections import Counter

import numpy as np

from galaxyzoo_ml.datasets import make_charges


def test_every_pair_of_whole_charges_stands_once_with_what_it_does():
    charges = make_charges()
    assert charges.data.dtype == np.float64
    assert sorted(map(tuple, charges.data)) == [(a, b) for a in range(-5, 6) for b in range(-5, 6)]
    assert Counter(charges.target) == {"attractive": 50, "neutral": 21, "repulsive": 50}
    for (q1, q2), label in zip(charges.data, charges.target, strict=True):
        expected = "neutral" if q1 * q2 == 0 else "repulsive" if q1 * q2 > 0 else "attractive"
        assert label == expected


def test_it_is_a_bunch_like_the_others():
    charges = make_charges()
    assert charges.target_names.tolist() == ["attractive", "neutral", "repulsive"]
    assert list(charges.catalog) == [*charges.feature_names, "target"]
    np.testing.assert_array_equal(charges.catalog[charges.feature_names], charges.data)
    assert "121" in charges.DESCR
    X, y = make_charges(return_X_y=True)
    np.testing.assert_array_equal(X, charges.data)
    np.testing.assert_array_equal(y, charges.target)
