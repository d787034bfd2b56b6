"""From six votes to three classes."""

import numpy as np
import pytest

from galaxyzoo_ml.datasets import CLASS_OF_VOTE, VOTES, merge_votes


def test_each_answer_counts_for_its_class():
    for order in (list(VOTES), sorted(VOTES)):
        merged, classes = merge_votes(np.eye(6), order)
        assert classes.tolist() == ["elliptical", "spiral", "uncertain"]
        assert classes[merged.argmax(axis=1)].tolist() == [CLASS_OF_VOTE[vote] for vote in order]
        np.testing.assert_array_equal(merged.sum(axis=1), 1)


def test_classes_without_an_answer_are_left_out():
    merged, classes = merge_votes([[0.25, 0.75]], np.array(["edge_on", "spiral_clockwise"]))
    assert (merged.tolist(), classes.tolist()) == ([[1.0]], ["spiral"])


def test_refusals():
    with pytest.raises(ValueError, match=r"\['spiral'\] are no votes"):
        merge_votes([[1.0, 0.0]], ["spiral", "elliptical"])
    for wrong in ([[1.0]], [1.0, 0.0], np.zeros((2, 3))):
        with pytest.raises(ValueError, match="2 votes are no columns"):
            merge_votes(wrong, ["edge_on", "elliptical"])
