"""Selecting images means what it means for NumPy arrays, and renders nothing it need not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.images import ImageArray

PIXELS = np.random.default_rng(0).integers(0, 256, (7, 4, 4, 3), dtype=np.uint8)


@pytest.fixture(name="X")
def lazy_images() -> ImageArray:
    return ImageArray(PIXELS)


@pytest.mark.parametrize(
    "key",
    [
        slice(2, 5),
        slice(None, None, -2),
        slice(9, 12),
        slice(0),
        slice(2, None, 2**63),
        slice(None, None, -(2**70)),
        [],
        [3],
        [0, 0, -1, -7],
        (4, 1),
        range(3),
        np.array([], dtype=int),
        np.array([6, 6], dtype=np.uint64),
        PIXELS[:, 0, 0, 0] > 90,
        [True] * 3 + [False] * 4,
        np.zeros(7, bool),
        pd.Series([1, 2], index=[5, 9]),
        pd.Index([4]),
    ],
)
def test_keys_select_what_numpy_selects(X: ImageArray, key: Any) -> None:
    if isinstance(key, tuple):
        key = list(key)
    for chosen in (X[key], X[key, ...], X[key, :], X[key, :, :, :], X[key, ..., :]):
        assert isinstance(chosen, ImageArray)
        np.testing.assert_array_equal(chosen, PIXELS[np.arange(7)[key]])
        np.testing.assert_array_equal(chosen.sources, np.arange(7)[key])


@pytest.mark.parametrize(
    "key", [..., (), (...,), slice(None), (slice(None), ...), (..., slice(None))]
)
def test_everything_is_selected(X: ImageArray, key: Any) -> None:
    assert isinstance(X[key], ImageArray)
    np.testing.assert_array_equal(X[key], PIXELS)


@pytest.mark.parametrize("i", [0, 6, -1, -7, np.int64(3), np.uint8(2), np.array(3)])
def test_a_number_gives_pixels(X: ImageArray, i: Any) -> None:
    assert type(X[i]) is np.ndarray
    np.testing.assert_array_equal(X[i], PIXELS[i])
    np.testing.assert_array_equal(X[i, 1:3, ..., 0], PIXELS[i, 1:3, ..., 0])


ALL = slice(None)


@pytest.mark.parametrize(
    "key",
    [
        (), (ALL, ALL, ALL, ALL), ([2, 1], ALL, ALL, ALL, ...), ([2, 1], ALL, ..., ALL, ALL),
        (..., ALL), (..., ALL, ALL, ALL), (..., [2, 1], ALL, ALL, ALL), (..., 3, ALL, ALL, ALL),
        (3, ALL, ALL, ALL, ...),
    ],
    ids=str,
)  # fmt: skip
def test_colons_and_dots_stand_for_whole_axes(X: ImageArray, key: Any) -> None:
    np.testing.assert_array_equal(X[key], PIXELS[key])


@pytest.mark.parametrize(
    "key",
    [
        ([2, 1], ALL, ALL, ALL, ALL), ([2, 1], ..., ...), (..., ...), (..., ALL, ...),
        (3, ALL, ALL, ALL, ALL), (..., ALL, ALL, ALL, ALL, ALL), (ALL,) * 5, (ALL,) * 9,
    ],
    ids=str,
)  # fmt: skip
def test_more_axes_than_there_are_and_two_dots_are_refused(X: ImageArray, key: Any) -> None:
    for array in (PIXELS, X):
        with pytest.raises(IndexError):
            array[key]


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.uint64])
def test_small_index_types_reach_every_image(dtype: type) -> None:
    X = ImageArray(np.zeros((300, 1, 1, 1), np.uint8))
    np.testing.assert_array_equal(X[np.array([0, 127], dtype)].sources, [0, 127])
    if dtype is np.int8:
        np.testing.assert_array_equal(X[np.array([-1], dtype)].sources, [299])


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (7, "image 7 of 7"),
        (-8, "image -8 of 7"),
        ([0, 7], "image 7 of 7"),
        ([-8], "image -8 of 7"),
        ([True, False], "mask of 2 does not fit 7"),
        (np.zeros(8, bool), "mask of 8"),
        ([0.0, 1.0], "whole numbers or a mask, not by float64"),
        (["a"], "whole numbers or a mask"),
        ("a", "by a number, slice, mask or list"),
        (None, "by a number, slice"),
        (1.5, "by a number"),
        ([[0, 1]], "by a number, slice, mask or list"),
        (False, "by a number"),
        ((True, ...), "by a number"),  # a list compared with a string
        ((slice(None), 0), "whole images"),
        ((..., 0), "whole images"),
        (([0], [0, 1]), "whole images"),
        ((slice(None), None), "whole images"),
        (([0], np.array([0, 1])), "whole images"),
        ((slice(None), slice(1, 3)), "whole images"),
    ],
)
def test_other_keys_are_refused(X: ImageArray, key: Any, message: str) -> None:
    with pytest.raises(IndexError, match=message):
        X[key]


def test_selecting_composes_with_repeats_and_turns(X: ImageArray) -> None:
    chosen = X[[5, 5, 2]].rotate([0, 1, 2])[[2, 1, 1]][::-1]
    np.testing.assert_array_equal(chosen.sources, [5, 5, 2])
    np.testing.assert_array_equal(chosen[2], np.rot90(PIXELS[2], 2))
    np.testing.assert_array_equal(chosen[0], np.rot90(PIXELS[5]))


def test_selecting_shares_the_base_and_costs_little(X: ImageArray) -> None:
    many = X[np.arange(70_000) % 7]
    assert many.base is X.base is PIXELS
    assert many.token == X.token
    assert many.recipe.data.nbytes + many.recipe.indices.nbytes < 100_000 * 16
    assert many.nbytes == 70_000 * PIXELS[0].nbytes


def test_iteration_and_length(X: ImageArray) -> None:
    assert len(X) == len(list(X)) == 7
    assert all(np.array_equal(a, b) for a, b in zip(X, PIXELS, strict=True))
    assert list(X[:0]) == []
    assert len(X[[]]) == 0


def test_iteration_crosses_batches() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 700, 700, 3), dtype=np.uint8)  # 1.5 MB
    assert all(np.array_equal(a, b) for a, b in zip(ImageArray(pixels), pixels, strict=True))


@pytest.mark.parametrize("mixed", [False, True])
def test_nothing_can_be_selected_turned_and_rendered(X: ImageArray, mixed: bool) -> None:
    empty = X.mix(np.full((2, 7), 1 / 7))[:0] if mixed else X[:0]
    for images in (empty, empty.rotate(), empty.flip() / 2, empty[[]], empty.mix(np.empty((0, 0)))):
        assert images.shape == images.render().shape == (0, 4, 4, 3)
        assert images.sources.shape == (0,)
        assert not images.is_mixed


def test_an_image_array_made_of_another_is_a_view(X: ImageArray) -> None:
    again = ImageArray(X[1:3] / 2)
    assert again.base is PIXELS
    np.testing.assert_array_equal(again, PIXELS[1:3] / 2)
