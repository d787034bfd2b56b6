"""A mirrored galaxy has the label of its twin: what is held out is upright, with its own."""

from __future__ import annotations

import numpy as np

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network._held_out import hold_out_sources

RNG = np.random.default_rng(0)
X = ImageArray(RNG.integers(0, 256, (30, 4, 4, 3), dtype=np.uint8))
CLOCKWISE = np.arange(30) % 2  # what the base images show; the mirror shows the other


def test_labels_of_held_out_galaxies_are_never_those_of_a_mirror() -> None:
    mirrors_first = ImageArray.concatenate([X.flip(), X.flip().rotate(1), X])
    labels = np.concatenate([1 - CLOCKWISE, 1 - CLOCKWISE, CLOCKWISE])
    _, held_out, rows = hold_out_sources(mirrors_first, labels, 0.2, np.random.RandomState(0))
    assert len(rows) == 6
    np.testing.assert_array_equal(labels[rows], CLOCKWISE[held_out.sources])
    np.testing.assert_array_equal(held_out.render(), np.asarray(X)[held_out.sources])


def test_galaxies_that_are_seen_in_a_mirror_alone_are_not_held_out() -> None:
    rows = ImageArray.concatenate([X[:10].flip(), X[10:]])
    labels = np.concatenate([1 - CLOCKWISE[:10], CLOCKWISE[10:]])
    for seed in range(5):
        _, held_out, _ = hold_out_sources(rows, labels, 0.5, np.random.RandomState(seed))
        assert held_out.sources.min() >= 10
