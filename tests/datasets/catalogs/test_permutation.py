"""A larger sample begins with the smaller one."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from galaxyzoo_ml.datasets import first_of_permutation

CATALOG = pd.DataFrame(
    {
        "OBJID": np.arange(1000),
        "target": np.repeat(["uncertain", "spiral", "elliptical"], [622, 285, 93]),
    }
)


@given(
    n=st.integers(0, 1000),
    more=st.integers(0, 1000),
    seed=st.integers(0, 2**32 - 1),
    stratify=st.sampled_from([None, "target"]),
)
def test_larger_samples_extend_smaller_ones(
    n: int, more: int, seed: int, stratify: str | None
) -> None:
    n, more = sorted((n, more))
    few = first_of_permutation(CATALOG, n, seed, stratify)
    many = first_of_permutation(CATALOG, more, seed, stratify)
    pd.testing.assert_frame_equal(few, many[:n])
    assert len(many) == more
    assert many.index.is_unique


def test_a_seed_means_the_same_galaxies_for_ever() -> None:
    assert first_of_permutation(CATALOG, 6, 0).index.tolist() == [993, 859, 298, 553, 672, 971]


def test_all_rows_are_there_once_and_others_with_another_seed() -> None:
    for stratify in (None, "target"):
        whole = first_of_permutation(CATALOG, None, 1, stratify)
        pd.testing.assert_frame_equal(whole.sort_index(), CATALOG)
        assert not whole.equals(first_of_permutation(CATALOG, None, 2, stratify))


@given(seed=st.integers(0, 2**32 - 1))
def test_every_beginning_has_each_label_in_proportion(seed: int) -> None:
    whole = first_of_permutation(CATALOG, None, seed, "target")
    so_far = pd.get_dummies(whole["target"]).cumsum().to_numpy(float)
    share = so_far[-1] / len(whole)
    assert np.abs(so_far - np.outer(np.arange(1, 1001), share)).max() < 1.5


def test_labels_may_be_an_array_and_may_be_missing() -> None:
    labels = pd.Categorical(CATALOG["target"].where(CATALOG["target"] != "spiral"))
    sample = first_of_permutation(CATALOG, 100, 0, labels)
    assert sample["target"].value_counts().to_dict() == {
        "uncertain": 62,
        "spiral": 29,
        "elliptical": 9,
    }


@pytest.mark.parametrize("n", [1001, -1])
def test_more_rows_than_there_are(n: int) -> None:
    with pytest.raises(ValueError, match=rf"n={n}: the catalogue has 1,000 rows"):
        first_of_permutation(CATALOG, n, 0)


def test_labels_of_another_number() -> None:
    with pytest.raises(ValueError, match="stratify has 2 labels for 1,000 rows"):
        first_of_permutation(CATALOG, 5, 0, ["a", "b"])


def test_global_generators_are_left_alone() -> None:
    np.random.seed(0)  # noqa: NPY002
    expected = np.random.RandomState(0).random_sample()
    first_of_permutation(CATALOG, 5, 7)
    assert np.random.random_sample() == expected  # noqa: NPY002


@pytest.mark.parametrize("stratify", [None, "target"])
def test_a_whole_catalogue_takes_no_time(stratify: str | None) -> None:
    catalog = CATALOG.loc[np.arange(667_944) % 1000]
    started = time.process_time()
    assert len(first_of_permutation(catalog, 5000, 0, stratify)) == 5000
    assert time.process_time() - started < 5  # 0.1 s is usual
