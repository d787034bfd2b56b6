"""Whatever is done lazily, in whatever order, renders to what NumPy computes eagerly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from galaxyzoo_ml.images import ImageArray, transform

STEPS = (
    "slice",
    "mask",
    "index",
    "rotate",
    "flip",
    "transform",
    "mix",
    "scalar",
    "channels",
    "join",
)
OPERATORS = (np.add, np.subtract, np.multiply, np.divide)


@dataclass
class Eager:
    """The oracle: pixels in float64, never rounded, and what is known of them."""

    values: NDArray[np.float64]
    scaled: bool
    mixed: bool = False


def _each(values: NDArray[Any], symmetries: NDArray[Any]) -> NDArray[Any]:
    turned = [transform(image[None], int(g)) for image, g in zip(values, symmetries, strict=True)]
    return np.concatenate(turned) if turned else values


def _integers(data: st.DataObject, low: int, high: int, size: int) -> NDArray[np.int64]:
    numbers = st.lists(st.integers(low, high), min_size=size, max_size=size)
    return np.array(data.draw(numbers), dtype=np.int64)


def _weights(data: st.DataObject, n: int) -> NDArray[np.float64]:
    n_out = data.draw(st.integers(0, 4)) if n else 0
    weights = np.zeros((n_out, n))
    for row in weights:
        parts = _integers(data, 0, n - 1, data.draw(st.integers(1, 3)))
        np.add.at(row, parts, _integers(data, 1, 9, len(parts)))
    return weights / weights.sum(axis=1, keepdims=True)


def take_step(
    data: st.DataObject, name: str, X: ImageArray, eager: Eager
) -> tuple[ImageArray, Eager]:
    n, channels = len(X), X.shape[3]
    if name in ("slice", "mask", "index"):
        key: Any
        if name == "slice":
            key = data.draw(st.slices(n))
        elif name == "mask":
            key = _integers(data, 0, 1, n).astype(bool)
        else:
            key = _integers(data, -n, max(0, n - 1), data.draw(st.integers(0, 6)) if n else 0)
        return X[key], Eager(eager.values[key], eager.scaled, eager.mixed)
    if name in ("rotate", "flip", "transform"):
        if name == "rotate":
            turns = _integers(data, -3, 3, n)
            X, symmetries = X.rotate(turns), turns % 4
        elif name == "flip":
            X, symmetries = X.flip(), np.full(n, 4)
        else:
            symmetries = _integers(data, 0, 7, n)
            X = X.transform(symmetries)
        return X, Eager(_each(eager.values, symmetries), eager.scaled, eager.mixed)
    if name == "mix":
        weights = _weights(data, n)
        return X.mix(weights), Eager(np.tensordot(weights, eager.values, 1), eager.scaled, True)
    if name == "join":
        both = ImageArray.concatenate([X, X[::-1]])
        return both, Eager(
            np.concatenate([eager.values, eager.values[::-1]]), eager.scaled, eager.mixed
        )
    operator = data.draw(st.sampled_from(OPERATORS))
    numbers = _integers(data, 1, 8, 1 if name == "scalar" else channels) / 2
    other = float(numbers[0]) if name == "scalar" else numbers
    if operator is not np.divide and data.draw(st.booleans()):
        return operator(other, X), Eager(operator(other, eager.values), True, eager.mixed)
    return operator(X, other), Eager(operator(eager.values, other), True, eager.mixed)


@settings(max_examples=200)
@given(data=st.data())
def test_lazy_steps_equal_eager_ones(data: st.DataObject) -> None:
    side, channels = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 4))
    shape = (data.draw(st.integers(1, 4)), side, side, channels)
    dtype = data.draw(st.sampled_from([np.uint8, np.float32]))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    pixels = rng.integers(0, 256, shape).astype(dtype)
    X, eager = ImageArray(pixels), Eager(pixels.astype(np.float64), dtype != np.uint8)
    for name in data.draw(st.lists(st.sampled_from(STEPS), max_size=5)):
        X, eager = take_step(data, name, X, eager)
    rendered = X.render()
    assert X.shape == rendered.shape == eager.values.shape
    assert X.nbytes == rendered.nbytes
    assert X.size == rendered.size
    np.testing.assert_allclose(X.recipe.sum(axis=1), 1)
    if eager.scaled:
        assert X.dtype == rendered.dtype == np.float32
        magnitude = max(1.0, np.abs(eager.values).max(initial=0))
        np.testing.assert_allclose(rendered, eager.values, rtol=1e-5, atol=1e-5 * magnitude)
    else:
        assert X.dtype == rendered.dtype == np.uint8
        if not eager.mixed:
            np.testing.assert_array_equal(rendered, eager.values)
        assert np.abs(rendered - eager.values).max(initial=0) <= 0.5 + 1e-4
        clear = np.abs(eager.values % 1 - 0.5) > 1e-4
        np.testing.assert_array_equal(rendered[clear], np.rint(eager.values[clear]))
        unrounded = X.astype(np.float32).render()
        np.testing.assert_allclose(unrounded, eager.values, rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("n_images", [3, 40])
def test_images_larger_than_a_block_are_rendered_whole(n_images: int) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (5, 300, 300, 3), dtype=np.uint8)  # 1 MB each as float32
    rows, turns = rng.integers(0, 5, n_images), rng.integers(0, 4, n_images)
    X = ImageArray(pixels)[rows].rotate(turns) * 0.5
    rendered = X.render()
    for image, row, turn in zip(rendered, rows, turns, strict=True):
        np.testing.assert_array_equal(image, np.rot90(pixels[row], turn) * np.float32(0.5))


def test_mixtures_may_leave_the_range_and_are_clipped_as_bytes_alone() -> None:
    X = ImageArray(np.array([0, 200], np.uint8).reshape(2, 1, 1, 1)).mix([[-1, 2], [2, -1]])
    np.testing.assert_array_equal(X.render().ravel(), [255, 0])
    np.testing.assert_array_equal(X.astype("float32").render().ravel(), [400, -200])
