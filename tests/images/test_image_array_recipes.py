"""Recipes: what a row is made of, how rows are mixed and joined, and what is refused."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from galaxyzoo_ml.images import ImageArray

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 3, 3, 2), dtype=np.uint8)


@pytest.fixture(name="X")
def lazy_images() -> ImageArray:
    return ImageArray(PIXELS)


def test_columns_name_the_image_and_its_symmetry(X: ImageArray) -> None:
    recipe = X[[2, 0]].flip().rotate([3, 1]).recipe
    assert recipe.shape == (2, 8 * 4)
    np.testing.assert_array_equal(recipe.indices, [8 * 2 + 7, 8 * 0 + 5])
    np.testing.assert_array_equal(recipe.data, 1)


@pytest.mark.parametrize(
    "kind", [np.asarray, sparse.csr_array, sparse.csr_matrix, sparse.coo_array, list]
)
def test_weights_may_be_dense_or_sparse(X: ImageArray, kind: Any) -> None:
    weights = [[0.5, 0, 0.5, 0], [0, 1, 0, 0]]
    mixed = X.mix(kind(weights))
    assert mixed.is_mixed
    np.testing.assert_array_equal(mixed[1], PIXELS[1])
    np.testing.assert_array_equal(mixed[0], np.rint((PIXELS[0].astype(float) + PIXELS[2]) / 2))


def test_mixing_mixtures_multiplies_weights(X: ImageArray) -> None:
    first = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75]])
    second = np.array([[0.5, 0.5], [1, 0], [0.1, 0.9]])
    once, twice = X.rotate().mix(second @ first), X.mix(first).mix(second).rotate()
    np.testing.assert_allclose(once.recipe.toarray(), twice.recipe.toarray())


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([[0.5, 0.4, 0, 0]], r"row 0 sums to 0\.9"),
        ([[1, 0, 0, 0], [0, 0, 0, 0]], "row 1 sums to 0"),
        ([[np.nan, 1, 0, 0]], "sums to nan"),
        ([[np.inf, 0, 0, 0]], "sums to inf"),
        ([[1.0, 0, 0]], r"shape \(1, 3\) do not fit 4 images"),
        ([0.25, 0.25, 0.25, 0.25], r"shape \(4,\) do not fit"),
    ],
)
def test_weights_that_make_no_images_are_refused(
    X: ImageArray, weights: list[Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        X.mix(weights)


def test_sources_name_where_unmixed_images_come_from(X: ImageArray) -> None:
    chosen = X[[3, 1, 1]].rotate([0, 1, 2]) / 255
    assert not chosen.is_mixed
    assert chosen.sources.dtype == np.int64
    np.testing.assert_array_equal(chosen.sources, [3, 1, 1])


def test_mixed_images_have_no_single_source(X: ImageArray) -> None:
    mixed = X.mix([[0.5, 0.5, 0, 0], [0, 0, 1, 0], [0.2, 0, 0.3, 0.5]])
    assert mixed.is_mixed
    with pytest.raises(ValueError, match=r"2 of 3 images are mixtures.*X\.recipe"):
        _ = mixed.sources
    assert not mixed[[1, 1]].is_mixed  # once the mixtures are gone
    np.testing.assert_array_equal(mixed[[1, 1]].sources, [2, 2])


@pytest.mark.parametrize("weights", [[[0.5, 0.5]], [[0.3, 0.7]], [[2, -1]]])
def test_a_mixture_of_one_image_with_itself_is_that_image(
    X: ImageArray, weights: list[list[float]]
) -> None:
    alone = X[[2, 2]].mix(weights)
    assert not alone.is_mixed
    assert alone.recipe.data.tolist() == [1.0]
    np.testing.assert_array_equal(alone[0], PIXELS[2])
    turned = X[[2, 2]].rotate([0, 1]).mix(weights)  # but not with itself turned
    assert turned.is_mixed


@pytest.mark.parametrize(
    "weights",
    [np.array([[1.0, 1, -1]]), sparse.csr_array(([1.0, 0.0], ([0, 0], [0, 1])), shape=(1, 3))],
)
def test_images_of_no_weight_are_no_part_of_a_mixture(X: ImageArray, weights: Any) -> None:
    mixed = X[[0, 1, 1]].mix(weights)
    assert not mixed.is_mixed
    assert mixed.sources.tolist() == [0]


def test_image_arrays_of_one_base_are_joined(X: ImageArray) -> None:
    joined = ImageArray.concatenate([X[:1], X[[3, 3]].flip(), X[:0]])
    assert joined.token == X.token
    np.testing.assert_array_equal(joined.sources, [0, 3, 3])
    np.testing.assert_array_equal(joined[2], PIXELS[3, :, ::-1])
    mixed = ImageArray.concatenate([X, X.mix([[0.5, 0.5, 0, 0]])])
    assert mixed.is_mixed
    np.testing.assert_array_equal(mixed[:4], PIXELS)


def test_arrays_scaled_alike_are_joined(X: ImageArray) -> None:
    joined = ImageArray.concatenate([X[:2] / [2, 3], X[2:] / [2, 3]])
    np.testing.assert_allclose(joined, PIXELS / [2, 3], rtol=1e-6)


def test_what_does_not_belong_together_is_not_joined(X: ImageArray) -> None:
    with pytest.raises(ValueError, match="different base stacks"):
        ImageArray.concatenate([X, ImageArray(PIXELS[::-1].copy())])
    # An equal stack is the same stack, as after a journey to another process and back.
    twice = ImageArray.concatenate([X, ImageArray(PIXELS.copy())])
    np.testing.assert_array_equal(twice, np.concatenate([PIXELS, PIXELS]))
    with pytest.raises(ValueError, match=r"scaled differently; join, then scale"):
        ImageArray.concatenate([X / 2, X / 3])
    with pytest.raises(ValueError, match="scaled differently"):
        ImageArray.concatenate([X, X.astype(np.float32)])
    with pytest.raises(ValueError, match="at least one"):
        ImageArray.concatenate([])


def test_astype_goes_to_float_and_nowhere_else(X: ImageArray) -> None:
    as_float = X.astype("float32")
    assert as_float.dtype == as_float.astype(np.float32).dtype == np.float32
    np.testing.assert_array_equal(as_float, PIXELS.astype(np.float32))
    assert X.astype(np.uint8).dtype == np.uint8
    for images, dtype in ((X, np.int64), (X, np.float64), (X / 2, np.uint8)):
        with pytest.raises(TypeError, match=r"cannot become .* without rendering; use np\.asarray"):
            images.astype(dtype)


def test_unscaled_images_and_their_map_are_the_scaled_ones(X: ImageArray) -> None:
    scaled = (X.rotate() - [1, 2]) / [4, 5] * 3
    images, scale, shift = scaled.unscaled()
    assert images.dtype == np.uint8
    np.testing.assert_allclose(images * scale + shift, scaled, rtol=1e-6)
    plain, scale, shift = X.unscaled()
    assert (scale.tolist(), shift.tolist()) == ([1, 1], [0, 0])
    np.testing.assert_array_equal(plain, PIXELS)


def test_turning_a_mixture_leaves_it_as_it_was() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 1), dtype=np.uint8)
    mixed = ImageArray(pixels)[[0, 0, 1]].rotate([0, 1, 2]).mix([[0.7, 0.2, 0.1]])
    before = mixed.render()
    turned = [mixed.rotate(k) for k in range(4)]  # each sorts its own weights
    np.testing.assert_array_equal(mixed.render(), before)
    for k, again in enumerate(turned):
        np.testing.assert_array_equal(again.render()[0], np.rot90(before[0], k))


def test_mixing_a_few_images_costs_what_they_cost() -> None:
    many = ImageArray(np.broadcast_to(np.zeros((1, 1, 1), np.uint8), (3_000_000, 1, 1, 1)))
    pairs, weights = many[[5, 2_999_999]], np.full((2, 2), 0.5)
    tracemalloc.start()
    mixed = pairs.mix(weights)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
    assert mixed.recipe.indices.tolist() == [40, 8 * 2_999_999] * 2
