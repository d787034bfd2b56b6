"""Priors are counted once, and probabilities move from one to another and back."""

from __future__ import annotations

import numpy as np
import pytest

from galaxyzoo_ml._prior_correction import class_frequencies, given_frequencies, moved, prior_ratio

CLASSES = np.array(["elliptical", "merger", "spiral"])
LABELS = np.array(["spiral", "elliptical", "spiral", "spiral"])


def test_labels_are_counted_in_the_order_of_the_classes() -> None:
    np.testing.assert_array_equal(class_frequencies(LABELS, CLASSES), [0.25, 0, 0.75])


def test_labels_count_by_their_weights_and_those_of_their_classes() -> None:
    weighted = class_frequencies(LABELS, CLASSES, sample_weight=[1, 5, 1, 1])
    np.testing.assert_array_equal(weighted, [5 / 8, 0, 3 / 8])
    balanced = class_frequencies(LABELS, CLASSES[[0, 2]], class_weight="balanced")
    np.testing.assert_array_equal(balanced, [0.5, 0.5])
    both = class_frequencies(
        LABELS, CLASSES, sample_weight=[1, 5, 1, 1], class_weight={"elliptical": 3, "merger": 1}
    )
    np.testing.assert_allclose(both, [15 / 18, 0, 3 / 18])


def test_a_label_that_is_no_class_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'merger' is a label and none of the classes"):
        class_frequencies(["merger", "spiral"], CLASSES[[0, 2]])


def test_given_frequencies_name_every_class() -> None:
    given = {"spiral": 3, "merger": 2, "elliptical": 5}
    np.testing.assert_array_equal(given_frequencies("prior", given, CLASSES), [0.5, 0.2, 0.3])
    with pytest.raises(ValueError, match="prior names"):
        given_frequencies("prior", {"spiral": 1}, CLASSES)


def test_probabilities_follow_bayes_and_come_back() -> None:
    rng = np.random.default_rng(0)
    likelihood, prior, trained = rng.random((20, 3)), np.array([0.7, 0.1, 0.2]), np.full(3, 1 / 3)
    believed = likelihood * trained / (likelihood @ trained)[:, None]
    true = likelihood * prior / (likelihood @ prior)[:, None]
    np.testing.assert_allclose(moved(believed, prior_ratio(prior, trained)), true)
    np.testing.assert_allclose(moved(true, prior_ratio(trained, prior)), believed)
    np.testing.assert_allclose(moved(believed, prior_ratio(prior, trained, tau=0)), believed)
