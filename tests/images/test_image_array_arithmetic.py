"""Arithmetic with numbers is lazy; mean and deviation too; all else renders, as NumPy would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from galaxyzoo_ml.images import ImageArray

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 4, 4, 3), dtype=np.uint8)
EAGER = PIXELS.astype(np.float64)
COLOURS = np.array([10.0, 20.0, 40.0])
Function = Callable[[Any], Any]


@pytest.fixture(name="X")
def lazy_images() -> ImageArray:
    return ImageArray(PIXELS)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rendering an error."""

    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("this was to be lazy")

    monkeypatch.setattr(ImageArray, "render", refuse)
    monkeypatch.setattr(ImageArray, "__array__", refuse)


LAZY: dict[str, Function] = {
    "X + 1": lambda X: X + 1,
    "1 + X": lambda X: 1 + X,
    "300 - X": lambda X: 300 - X,
    "X - 128": lambda X: X - 128,
    "X * 2.5": lambda X: X * 2.5,
    "X / 255": lambda X: X / 255,
    "-X": lambda X: -X,
    "X / 2 per channel": lambda X: X / COLOURS,
    "per channel - X": lambda X: COLOURS - X,
    "float64 on the left": lambda X: np.float64(2) * X,
    "float32 on the left": lambda X: np.float32(2) - X,
    "int64 on the left": lambda X: np.int64(2) + X,
    "an array of one": lambda X: X * np.array([3]),
    "an array without axes": lambda X: np.array(3) * X,
    "a list": lambda X: X - [1, 2, 3],
    "four axes": lambda X: (X - EAGER.mean((0, 1, 2), keepdims=True)) / COLOURS.reshape(1, 1, 1, 3),
    "a chain": lambda X: 2 - ((X - COLOURS) / COLOURS * 4 + 1),
}


@pytest.mark.parametrize("name", LAZY)
@pytest.mark.usefixtures("unrendered")
def test_arithmetic_with_numbers_is_lazy(X: ImageArray, name: str) -> None:
    result = LAZY[name](X)
    assert isinstance(result, ImageArray)
    assert result.dtype == np.float32
    assert result.base is PIXELS


@pytest.mark.parametrize("name", LAZY)
def test_lazy_arithmetic_is_arithmetic(X: ImageArray, name: str) -> None:
    np.testing.assert_allclose(LAZY[name](X).render(), LAZY[name](EAGER), rtol=1e-5, atol=1e-4)


RENDERED: dict[str, Function] = {
    "exp": lambda X: np.exp(X / 255),
    "1 / X": lambda X: 1 / (X + 1),
    "X ** 2": lambda X: (X / 255) ** 2,
    "X + X": lambda X: (X / 2) + (X / 4),
    "X > 100": lambda X: X > 100,
    "X == X": lambda X: X == X,
    "numbers of another shape": lambda X: (X / 2) * np.arange(4.0)[:, None],
    "a whole image": lambda X: X / 2 - EAGER[0],
    "reduce": lambda X: np.add.reduce(X / 2),
    "sum": lambda X: np.sum(X / 2, axis=(1, 2)),
    "var": lambda X: np.var(X, axis=0),
    "concatenate": lambda X: np.concatenate([X / 2, X / 4]),
    "mean over images": lambda X: np.mean(X, axis=0),
    "std over pixels": lambda X: np.std(X, axis=(1, 2)),
    "std with ddof": lambda X: np.std(X, axis=(0, 1, 2), ddof=1),
    "median": np.median,
    "clip": lambda X: np.clip(X / 2, 5, 50),
}


@pytest.mark.parametrize("name", RENDERED)
def test_other_functions_render_and_equal_numpy(X: ImageArray, name: str) -> None:
    result = RENDERED[name](X)
    assert not isinstance(result, ImageArray)
    np.testing.assert_allclose(result, RENDERED[name](EAGER), rtol=1e-5, atol=1e-5)


def test_other_functions_write_where_they_are_told(X: ImageArray) -> None:
    out = np.empty(X.shape)
    assert np.sqrt(X.astype(np.float32), out=out) is out
    np.testing.assert_allclose(out, np.sqrt(EAGER), rtol=1e-6)


def test_an_image_array_cannot_be_written_to(X: ImageArray) -> None:
    with pytest.raises(TypeError, match="cannot be written to"):
        np.exp(PIXELS, out=X)
    with pytest.raises(TypeError, match="item assignment"):
        X[0] = 1


@pytest.mark.parametrize("function", [np.mean, np.std])
@pytest.mark.parametrize("axis", [None, (0, 1, 2), [0, 1, 2], (2, 0, 1), (-4, -3, -2)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
@pytest.mark.usefixtures("unrendered")
def test_mean_and_deviation_are_lazy_and_equal_numpys(
    function: Function, axis: Any, dtype: type
) -> None:
    rows = [0, 0, 0, 3, 5]
    X = ImageArray(PIXELS.astype(dtype))[rows].rotate([0, 1, 2, 3, 0]) / COLOURS
    eager_axis = tuple(axis) if axis is not None else None
    for keepdims in (False, True):
        expected = function(EAGER[rows] / COLOURS, axis=eager_axis, keepdims=keepdims)
        result = function(X, axis=axis, keepdims=keepdims)
        np.testing.assert_allclose(result, expected, rtol=1e-12)
        assert np.shape(result) == np.shape(expected)


@pytest.mark.parametrize("method", ["mean", "std"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_mean_and_deviation_of_mixtures_do_not_round(method: str, dtype: type) -> None:
    weights = np.random.default_rng(1).dirichlet(np.ones(6), 600)  # more than a batch
    X = ImageArray(PIXELS.astype(dtype)).mix(weights) - COLOURS
    expected = getattr(np.tensordot(weights, EAGER, 1) - COLOURS, method)(axis=(0, 1, 2))
    np.testing.assert_allclose(getattr(X, method)(axis=(0, 1, 2)), expected, rtol=1e-5)


@pytest.mark.parametrize("weights", [[1, 0, 2, 0.5, 0, 3], [0, 0, 0, 0, 0, 1]])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_moments_can_be_weighted(weights: list[float], dtype: type) -> None:
    X = ImageArray(PIXELS.astype(dtype)) * COLOURS
    for images in (X, X.mix(np.vstack([np.eye(6), np.full(6, 1 / 6)]))[:6].rotate()):
        mean, variance = images.channel_moments(np.asarray(weights, float))
        expected = np.average(EAGER * COLOURS, axis=0, weights=weights).mean(axis=(0, 1))
        np.testing.assert_allclose(mean, expected, rtol=1e-6)
        spread = (EAGER * COLOURS - expected) ** 2
        np.testing.assert_allclose(
            variance, np.average(spread, axis=0, weights=weights).mean(axis=(0, 1)), rtol=1e-5
        )


def test_there_is_no_mean_of_nothing(X: ImageArray) -> None:
    for images, weights in ((X[:0], np.ones(0)), (X, np.zeros(6))):
        with pytest.raises(ValueError, match="no images"):
            images.channel_moments(weights)


def test_sums_of_bytes_do_not_wrap_around_and_x_can_be_bound_anew() -> None:
    X = ImageArray(np.full((2, 3, 3, 1), 200, np.uint8))
    assert (X + X).dtype == np.float32
    assert (X + X).max() == 400
    Y = X
    Y += 1
    assert isinstance(Y, ImageArray)
    assert (X[0] == 200).all()
    assert (Y[0] == 201).all()


BYTES_OVERFLOW: dict[str, Function] = {
    "X ** 2": lambda X: X**2,
    "2 ** X": lambda X: 2.0 ** (X / 100),
    "square": np.square,
    "power": lambda X: np.power(X, 3),
    "X @ W": lambda X: X @ np.full((3, 2), 2),
    "X * X": lambda X: X * X,
    "X * whole numbers": lambda X: X * np.full((4, 1), 200, np.uint8),
    "outer": lambda X: np.add.outer(X, np.array([200], np.uint8))[..., 0],
    "subtract.accumulate": np.subtract.accumulate,
    "X // 2": lambda X: X // 2,
    "negative": np.negative,
}


@pytest.mark.parametrize("name", BYTES_OVERFLOW)
def test_functions_of_bytes_neither_wrap_around_nor_lose_digits(X: ImageArray, name: str) -> None:
    result = BYTES_OVERFLOW[name](X)
    assert result.dtype in (np.float32, np.float64)
    np.testing.assert_allclose(result, BYTES_OVERFLOW[name](EAGER), rtol=1e-5)


@pytest.mark.parametrize("function", [np.sqrt, np.sin, np.log1p, np.cbrt, np.rint])
def test_functions_of_bytes_are_of_single_precision(X: ImageArray, function: Function) -> None:
    assert function(X).dtype == np.float32
    np.testing.assert_allclose(function(X / 9), function(EAGER / 9), rtol=1e-4, atol=1e-5)


def test_shifts_multiply_and_do_not_wrap_around(X: ImageArray) -> None:
    assert (X << 1).dtype == np.float32
    np.testing.assert_array_equal((X << 3).render(), EAGER * 8)
    np.testing.assert_array_equal(X << np.arange(4)[:, None], EAGER * 2.0 ** np.arange(4)[:, None])
    np.testing.assert_array_equal(X >> 1, PIXELS >> 1)
    np.testing.assert_array_equal(X & 15, PIXELS & 15)
    with pytest.raises(TypeError):
        (X / 2) << 1


def test_sums_of_bytes_are_exact_whole_numbers() -> None:
    X = ImageArray(np.full((300, 30, 30, 3), 251, np.uint8))
    assert np.add.reduce(X, axis=(0, 1, 2)).tolist() == [300 * 900 * 251] * 3
    assert X.sum() == np.sum(X) == 3 * 300 * 900 * 251


@pytest.mark.parametrize("name", ["sum", "min", "max", "var"])
@pytest.mark.parametrize("axis", [None, (0, 1, 2), [0, 1, 2], (-4, -3, -2), 0, (1, 2), -1])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_sums_and_extremes_are_numpys(name: str, axis: Any, dtype: type) -> None:
    rows = [0, 0, 0, 3, 5]
    plain = ImageArray(PIXELS.astype(dtype))[rows]
    mixed = plain.mix([[0.3, 0.0, 0.0, 0.7, 0.0], [0, 0, 0, 0, 1]])
    eager_axis = tuple(axis) if isinstance(axis, list) else axis
    for X in (plain, plain.flip() / -COLOURS, mixed, mixed * 2):
        for keepdims in (False, True):
            expected = getattr(X.render(), name)(axis=eager_axis, keepdims=keepdims)
            for result in (
                getattr(X, name)(axis=axis, keepdims=keepdims),
                getattr(np, name)(X, axis=eager_axis, keepdims=keepdims),
            ):
                assert np.shape(result) == np.shape(expected)
                loose = name == "var" and X.is_mixed and dtype == np.uint8  # it does not round
                np.testing.assert_allclose(result, expected, rtol=1e-2 if loose else 1e-4)


def test_there_is_no_extreme_of_nothing(X: ImageArray) -> None:
    assert X[:0].sum() == 0
    with pytest.raises(ValueError, match="zero-size"):
        X[:0].max()


def test_extremes_of_what_is_no_number_are_no_number() -> None:
    pixels = EAGER.astype(np.float32)
    pixels[2, 1, 1, 0] = np.nan
    assert np.isnan(ImageArray(pixels).max())
    assert ImageArray(pixels)[[0, 1]].max() == pixels[:2].max()


def test_a_copy_has_the_same_pixels(X: ImageArray) -> None:
    assert X.copy().base is PIXELS
    np.testing.assert_array_equal((X / 2).copy(), X / 2)


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("reshape", r"np\.asarray\(X\)\.reshape.*FlattenImages"),
        ("ravel", r"np\.asarray\(X\)\.ravel"),
        ("transpose", "has no 'transpose'; .*renders all of them"), ("tolist", "renders"),
        ("rendr", "has no 'rendr'$"),
    ],
)  # fmt: skip
def test_what_only_pixels_have_is_said(X: ImageArray, name: str, remedy: str) -> None:
    with pytest.raises(AttributeError, match=remedy):
        getattr(X, name)
    assert not hasattr(X, name)
