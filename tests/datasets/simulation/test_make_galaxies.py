"""Simulated galaxies as a data set: labels, proportions and reproducibility."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from galaxyzoo_ml.datasets import CLASS_OF_VOTE, MIRRORED_LABELS, VOTES, make_galaxies
from galaxyzoo_ml.images import ImageArray


def test_the_bunch_is_that_of_any_data_set() -> None:
    galaxies = make_galaxies(60, size=32, random_state=0)
    assert isinstance(galaxies.images, ImageArray)
    assert galaxies.images.shape == (60, 32, 32, 3)
    assert galaxies.images.dtype == np.uint8
    assert galaxies.target.dtype.kind == "U"
    assert galaxies.target_names.tolist() == ["elliptical", "spiral", "uncertain"]
    assert galaxies.catalog["OBJID"].tolist() == list(range(1, 61))
    assert galaxies.catalog["OBJID"].dtype == np.int64
    assert galaxies.catalog["target"].tolist() == galaxies.target.tolist()
    assert galaxies.catalog["vote"].map(CLASS_OF_VOTE).tolist() == galaxies.target.tolist()
    assert "imulated" in galaxies.DESCR


def test_the_six_answers_can_be_the_target() -> None:
    galaxies = make_galaxies(80, "vote", size=32, random_state=0)
    assert galaxies.target.tolist() == galaxies.catalog["vote"].tolist()
    assert set(galaxies.target_names) <= set(VOTES)
    assert galaxies.target_names.tolist() == sorted(set(galaxies.target))


def test_images_and_target_alone() -> None:
    galaxies = make_galaxies(5, size=32, random_state=3)
    X, y = make_galaxies(5, size=32, random_state=3, return_X_y=True)
    np.testing.assert_array_equal(X, galaxies.images)
    np.testing.assert_array_equal(y, galaxies.target)


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_seed_gives_the_same_bits(seed: int) -> None:
    one, two = (make_galaxies(6, size=40, random_state=seed) for _ in range(2))
    other = make_galaxies(6, size=40, random_state=seed + 1)
    generator = make_galaxies(6, size=40, random_state=np.random.RandomState(seed))
    for same in (two, generator):
        np.testing.assert_array_equal(one.images, same.images)
        assert one.catalog.equals(same.catalog)
    assert not np.array_equal(one.images, other.images)


def test_global_generators_are_left_alone() -> None:
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    make_galaxies(2, size=32, random_state=0)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_a_larger_set_extends_a_smaller_one() -> None:
    small, large = (make_galaxies(n, size=32, random_state=5) for n in (7, 40))
    np.testing.assert_array_equal(large.images[:7], small.images)
    assert large.catalog.head(7).equals(small.catalog)


def test_the_natural_mix_is_that_of_galaxy_zoo() -> None:
    votes = make_galaxies(1000, "vote", size=32, random_state=0).target
    share = {vote: float(np.mean(votes == vote)) for vote in VOTES}
    expected = [0.697, 0.065, 0.065, 0.147, 0.009, 0.017]
    np.testing.assert_allclose([share[vote] for vote in VOTES], expected, atol=0.045)


@pytest.mark.parametrize("scale", [1, 40])
def test_proportions_are_relative(scale: float) -> None:
    proportions = {"merger": 1 * scale, "elliptical": 3 * scale}
    galaxies = make_galaxies(400, "vote", size=32, random_state=0, proportions=proportions)
    assert galaxies.target_names.tolist() == ["elliptical", "merger"]
    assert np.mean(galaxies.target == "merger") == pytest.approx(0.25, abs=0.07)


def test_one_answer_alone() -> None:
    for vote in VOTES:
        galaxies = make_galaxies(3, size=32, proportions={vote: 0.2}, random_state=0)
        assert set(galaxies.catalog["vote"]) == {vote}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n_samples": 0}, "n_samples must be a whole number, at least 1, got 0"),
        ({"size": 31}, "at least 32; got 31"),
        ({"size": (64, 64)}, "one whole number of pixels"),
        ({"column": "P_EL"}, "'target' or 'vote', got 'P_EL'"),
        ({"proportions": {"spiral": 1}}, r"unknown answers \['spiral'\].*elliptical"),
        ({"proportions": {"merger": -1, "edge_on": 2}}, "not negative"),
        ({"proportions": {"merger": 0}}, "not all 0"),
        ({"proportions": {}}, "not all 0"),
        ({"proportions": {"merger": float("nan")}}, "finite"),
    ],
)
def test_what_cannot_be_made_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make_galaxies(**{"n_samples": 2, **arguments})


def test_mirroring_twice_changes_no_label() -> None:
    assert set(MIRRORED_LABELS) <= set(VOTES)
    assert all(MIRRORED_LABELS[twin] == label for label, twin in MIRRORED_LABELS.items())
    assert set(CLASS_OF_VOTE.values()) == {"elliptical", "spiral", "uncertain"}
