"""Rows that share a source are one group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import GroupKFold

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import assert_no_leakage, source_groups

X = ImageArray(np.zeros((20, 4, 4, 3), np.uint8))


@given(rows=st.lists(st.integers(0, 19), min_size=1, max_size=30), turn=st.integers(0, 7))
def test_groups_of_single_images_are_their_sources(rows: list[int], turn: int) -> None:
    assert source_groups(X[rows].transform(turn)).tolist() == rows


@given(st.lists(st.sets(st.integers(0, 19), min_size=1, max_size=3), min_size=2, max_size=15))
def test_mixed_rows_are_grouped_by_what_connects_them(terms: list[set[int]]) -> None:
    weights = np.zeros((len(terms), 20))
    for row, sources in enumerate(terms):
        weights[row, list(sources)] = 1 / len(sources)
    groups = source_groups(X.mix(weights))
    merged: list[set[int]] = []  # the same by hand: sets joined until all are apart
    for sources in terms:
        touched = [each for each in merged if each & sources]
        merged = [each for each in merged if each not in touched] + [sources.union(*touched)]
    home = [next(i for i, group in enumerate(merged) if sources <= group) for sources in terms]
    for i in range(len(terms)):
        for j in range(i):
            assert (groups[i] == groups[j]) == (home[i] == home[j])
    assert len(set(groups.tolist())) == len(merged)


@pytest.mark.parametrize("n_folds", [2, 5])
def test_a_split_by_groups_does_not_leak(n_folds: int) -> None:
    twins = X[np.arange(40) // 2].rotate(np.arange(40) % 4)
    groups = source_groups(twins)
    for train, test in GroupKFold(n_folds).split(twins, groups=groups):
        assert_no_leakage(twins[train], twins[test])
