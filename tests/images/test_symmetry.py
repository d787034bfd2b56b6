"""The eight symmetries are the group of the square, on pixels as on numbers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from galaxyzoo_ml.images import SYMMETRIES, ImageArray, compose, transform
from galaxyzoo_ml.images._symmetry import (
    columns_of,
    inverse,
    is_mirrored,
    rotations_of,
    split_columns,
)

SQUARES = np.arange(2 * 3 * 3 * 2).reshape(2, 3, 3, 2)
WIDE = np.arange(2 * 2 * 3 * 1, dtype=np.uint8).reshape(2, 2, 3, 1)


@pytest.mark.parametrize(("second", "first"), [*product(range(8), repeat=2)])
def test_composing_numbers_is_transforming_twice(second: int, first: int) -> None:
    both = transform(transform(SQUARES, first), second)
    np.testing.assert_array_equal(both, transform(SQUARES, int(compose(second, first))))


def test_symmetries_form_a_group() -> None:
    table = compose(np.arange(8)[:, None], np.arange(8))
    everything = np.arange(8)
    assert table.shape == (8, 8)
    np.testing.assert_array_equal(table[0], everything)  # a neutral element on both sides
    np.testing.assert_array_equal(table[:, 0], everything)
    np.testing.assert_array_equal(np.sort(table, axis=1), [everything] * 8)  # and inverses
    np.testing.assert_array_equal(np.sort(table, axis=0).T, [everything] * 8)


def test_an_inverse_undoes_on_either_side() -> None:
    everything = np.arange(8)
    np.testing.assert_array_equal(compose(inverse(everything), everything), np.zeros(8))
    np.testing.assert_array_equal(compose(everything, inverse(everything)), np.zeros(8))


def test_columns_of_a_recipe_are_put_together_and_taken_apart() -> None:
    sources, symmetries = np.repeat(np.arange(5), 8), np.tile(np.arange(8), 5)
    columns = columns_of(sources, symmetries)
    np.testing.assert_array_equal(columns, np.arange(40))
    np.testing.assert_array_equal(split_columns(columns), (sources, symmetries))
    np.testing.assert_array_equal(
        ImageArray(np.zeros((5, 2, 2, 1), np.uint8)).recipe.indices, columns_of(np.arange(5))
    )


def test_mirrors_are_those_that_no_turn_undoes() -> None:
    turned = {transform(SQUARES, g).tobytes() for g in rotations_of(3, 3)}
    unturned = [transform(SQUARES, g).tobytes() not in turned for g in range(8)]
    np.testing.assert_array_equal(is_mirrored(np.arange(8)), unturned)
    assert rotations_of(3, 3) == [0, 1, 2, 3]
    assert rotations_of(2, 3) == [0, 2]


def test_symmetries_are_distinct_views_and_named() -> None:
    views = [transform(SQUARES, g) for g in range(8)]
    assert all(np.shares_memory(view, SQUARES) for view in views)
    assert len({view.tobytes() for view in views}) == len(set(SYMMETRIES)) == 8


@pytest.mark.parametrize("g", range(8))
def test_symmetries_mirror_then_turn_counter_clockwise(g: int) -> None:
    mirrored = SQUARES[:, :, ::-1] if g >= 4 else SQUARES
    np.testing.assert_array_equal(transform(SQUARES, g), np.rot90(mirrored, g % 4, axes=(1, 2)))


@pytest.mark.parametrize("g", [0, 2, 4, 6])
def test_wide_images_take_what_keeps_their_shape(g: int) -> None:
    turned = ImageArray(WIDE).transform(g)
    np.testing.assert_array_equal(turned, transform(WIDE, g))


@pytest.mark.parametrize("g", [1, 3, 5, 7, [0, 1]])
def test_wide_images_refuse_quarter_turns(g: int | list[int]) -> None:
    with pytest.raises(ValueError, match=r"2 x 3 pixels are not square.*crop them"):
        ImageArray(WIDE).transform(g)


@pytest.mark.parametrize("bad", [-1, 8, 0.5, "mirror", [0, 9], [0.0, 1.0]])
def test_what_is_no_symmetry_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="whole numbers from 0 to 7"):
        ImageArray(WIDE).transform(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("k", [-3, -2, -1, 0, 1, 2, 3])
def test_rotations_count_in_both_directions(k: int) -> None:
    X = ImageArray(SQUARES.astype(np.float32))
    np.testing.assert_array_equal(X.rotate(k), np.rot90(SQUARES, k, axes=(1, 2)))


@pytest.mark.parametrize("k", [90, 180, -270, 4, -5, 400, [0, 1] * 7 + [90, 0], 1.5])
def test_degrees_are_not_taken_for_quarters(k: object) -> None:
    X = ImageArray(SQUARES.astype(np.uint8))[np.arange(16) % 2]
    with pytest.raises(
        ValueError, match=r"by quarters, -3 to 3, .* rotate\(1\) turns by 90 degrees"
    ):
        X.rotate(k)  # type: ignore[arg-type]


def test_every_image_may_have_its_own_symmetry() -> None:
    X = ImageArray(SQUARES.astype(np.uint8))[np.arange(16) % 2].transform(np.arange(16) // 2)
    expected = np.concatenate([transform(SQUARES, g) for g in range(8)])
    np.testing.assert_array_equal(X, expected)
    np.testing.assert_array_equal(X.sources, np.arange(16) % 2)


def test_one_symmetry_each_needs_one_for_each() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        ImageArray(SQUARES.astype(np.uint8)).transform([0, 1, 2])
