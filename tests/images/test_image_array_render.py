"""Pixels are made when asked for: into new arrays, given buffers, or not at all."""

from __future__ import annotations

import tracemalloc
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import RenderMemoryError
from galaxyzoo_ml.images import ImageArray, transform

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (6, 5, 5, 3), dtype=np.uint8)
MIX = RNG.dirichlet(np.ones(6), 4)
KINDS = ("plain", "turned", "mixed", "scaled", "mixed and scaled", "partly mixed")


def lazy(kind: str) -> ImageArray:
    X = ImageArray(PIXELS)
    match kind:
        case "turned":
            return X.transform([0, 1, 3, 4, 5, 7])
        case "mixed":
            return X.mix(MIX)
        case "scaled":
            return (X.rotate([0, 1, 2, 3, 0, 1]) - 100) / [1, 2, 3]
        case "mixed and scaled":
            return X.rotate(1).mix(MIX) / 255
        case "partly mixed":
            return X.mix(np.vstack([MIX[0], np.eye(6)])).rotate()
    return X


def inside(array: NDArray[Any], layout: str) -> NDArray[Any]:
    """Return a writable buffer of the array's shape that lies in memory in another way."""
    n, height, width, channels = array.shape
    match layout:
        case "every other column":
            return np.zeros((n, height, 2 * width, channels), array.dtype)[:, :, ::2]
        case "reversed":
            return np.zeros(array.shape, array.dtype)[::-1]
        case "channels first":
            return np.moveaxis(np.zeros((n, channels, height, width), array.dtype), 1, -1)
    return np.zeros(array.shape, array.dtype)


@pytest.mark.parametrize(
    "layout", ["contiguous", "every other column", "reversed", "channels first"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_any_buffer_of_the_dtype_is_filled(kind: str, layout: str) -> None:
    X = lazy(kind)
    expected = X.render()
    buffer = inside(expected, layout)
    assert X.render(out=buffer) is buffer
    np.testing.assert_array_equal(buffer, expected)


@pytest.mark.parametrize("layout", ["contiguous", "every other column", "channels first"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_float_buffer_gets_values_that_were_never_rounded(kind: str, layout: str) -> None:
    X = lazy(kind)
    buffer = inside(np.empty(X.shape, np.float32), layout)
    X.render(out=buffer)
    np.testing.assert_array_equal(buffer, X.astype(np.float32).render())
    assert np.array_equal(buffer, np.rint(buffer)) == (kind in ("plain", "turned"))


@pytest.mark.parametrize("layout", ["every other column", "reversed", "channels first"])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_base_need_not_be_contiguous(dtype: type, layout: str) -> None:
    base = inside(PIXELS.astype(dtype), layout)
    base[...] = PIXELS
    symmetries = np.arange(6)
    X = ImageArray(base)
    assert np.shares_memory(X.base, base)
    expected = ImageArray(PIXELS.astype(dtype)).transform(symmetries).render()
    np.testing.assert_array_equal(X.transform(symmetries), expected)
    np.testing.assert_array_equal(X.mix(MIX), ImageArray(PIXELS.astype(dtype)).mix(MIX).render())
    np.testing.assert_array_equal(X.mean(axis=(0, 1, 2)), PIXELS.mean(axis=(0, 1, 2)))


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 5, 8])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_any_number_of_channels_is_turned(channels: int, dtype: type) -> None:
    pixels = RNG.integers(0, 256, (3, 4, 4, channels)).astype(dtype)
    X = ImageArray(pixels).rotate([1, 2, 3])
    expected = [np.rot90(image, k) for image, k in zip(pixels, [1, 2, 3], strict=True)]
    np.testing.assert_array_equal(X, expected)


@pytest.mark.parametrize(
    ("kind", "dtype", "shape"),
    [
        ("plain", np.uint8, (5, 5, 5, 3)), ("plain", np.uint8, (6, 5, 5, 1)),
        ("plain", np.uint8, (6, 75)), ("plain", np.float64, (6, 5, 5, 3)),
        ("plain", np.int8, (6, 5, 5, 3)), ("scaled", np.uint8, (6, 5, 5, 3)),
        ("scaled", np.float16, (6, 5, 5, 3)), ("mixed", np.uint8, (6, 5, 5, 3)),
    ],
)  # fmt: skip
def test_other_buffers_are_refused(kind: str, dtype: type, shape: tuple[int, ...]) -> None:
    X = lazy(kind)
    with pytest.raises(ValueError, match=rf"the buffer is {np.dtype(dtype)} .*{X.dtype} of shape"):
        X.render(out=np.empty(shape, dtype))


def test_a_buffer_that_cannot_be_written_to_is_refused() -> None:
    buffer = np.zeros(PIXELS.shape, np.uint8)
    buffer.flags.writeable = False
    with pytest.raises(ValueError, match=r"read-only|not writeable"):
        lazy("plain").render(out=buffer)


@pytest.mark.parametrize("kind", KINDS)
def test_rendered_pixels_are_the_callers_own(kind: str) -> None:
    before = PIXELS.copy()
    X = lazy(kind)
    for pixels in (X.render(), X[0], np.asarray(X), next(iter(X))):
        np.add(pixels, 1, out=pixels)
    np.testing.assert_array_equal(PIXELS, before)


def test_rendering_more_than_half_of_the_free_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X = lazy("plain")
    memory = SimpleNamespace(available=2 * X.nbytes)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert np.asarray(X).nbytes == X.nbytes
    memory.available -= 1
    with pytest.raises(RenderMemoryError, match=r"rendering 6 images takes .* GB.*render batches"):
        np.asarray(X)
    with pytest.raises(MemoryError):  # float32 is four times as large
        np.exp(X / 255)
    assert X.render().nbytes == X.nbytes  # who renders on purpose is not asked
    assert np.mean(X) == pytest.approx(PIXELS.mean())  # and this renders nothing


@pytest.mark.parametrize("dtype", [None, np.uint8, np.float64, "float32", np.int64])
def test_asarray_gives_the_dtype_that_is_asked_for(dtype: Any) -> None:
    array = np.asarray(lazy("plain"), dtype=dtype)
    assert array.dtype == np.dtype(dtype or np.uint8)
    np.testing.assert_array_equal(array, PIXELS)


def test_an_array_without_a_copy_is_impossible() -> None:
    with pytest.raises(ValueError, match="has to be rendered"):
        np.asarray(lazy("plain"), copy=False)


def test_the_dtype_that_is_asked_for_is_what_the_memory_has_to_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    X = ImageArray(np.zeros((4, 8, 8, 3), np.uint8))
    memory = SimpleNamespace(available=16 * X.nbytes)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert np.asarray(X, dtype=np.float64).dtype == np.float64
    memory.available -= 1
    with pytest.raises(RenderMemoryError):
        np.asarray(X, dtype=np.float64)
    assert np.asarray(X, dtype=np.float32).dtype == np.float32


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int16, np.uint8, bool, object])
def test_casting_on_the_way_is_casting_afterwards(dtype: type) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 8, 8, 3), dtype=np.uint8)
    for X in (ImageArray(pixels), ImageArray(pixels).mix(np.full((3, 9), 1 / 9))):
        result = np.asarray(X, dtype=dtype)
        assert result.dtype == np.dtype(dtype)
        np.testing.assert_array_equal(result, X.render().astype(dtype))


def test_only_images_that_are_used_have_to_be_finite() -> None:
    pixels = np.zeros((600, 2, 2, 1), np.float32)
    pixels[[0, 300]] = np.nan
    X = ImageArray(pixels)
    assert not X.is_finite
    assert X[1:300].is_finite
    assert not X[[1, 300]].is_finite
    assert X[301:].mix(np.full((1, 299), 1 / 299)).is_finite
    assert not X[:3].mix([[0.5, 0.5, 0]]).is_finite


def test_a_pixel_is_looked_at_once() -> None:
    X = ImageArray(np.zeros((600, 2, 2, 1), np.float32))
    assert X[:10].is_finite
    X.base[3] = np.nan  # which nobody should do
    X.base[20] = np.nan
    assert X[:10].is_finite
    assert not X[:30].is_finite


VIEWS = {
    "crop": lambda big: big[:, 2:6, 3:7],
    "channels moved last": lambda big: np.moveaxis(big, 1, -1)[:, :, :4, :4],
    "reversed": lambda big: big[::-1, ::-1, ::-1, ::-1],
    "every second": lambda big: big[::2, ::2, ::2],
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("symmetry", [0, 2, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_base_that_is_a_view_gives_its_images(view: str, symmetry: int, dtype: type) -> None:
    pixels = VIEWS[view](RNG.integers(0, 256, (6, 8, 8, 8)).astype(dtype))
    rows = [2, 0, 2]
    expected = transform(np.ascontiguousarray(pixels[rows]), symmetry)
    X = ImageArray(pixels)[rows].transform(symmetry)
    np.testing.assert_array_equal(X.render(), expected)
    np.testing.assert_array_equal((X / 2).render(), expected.astype(np.float32) / 2)


@pytest.mark.parametrize("view", VIEWS)
def test_of_a_view_only_the_images_that_are_asked_for_are_copied(view: str) -> None:
    X = ImageArray(VIEWS[view](np.zeros((2000, 16, 16, 16), np.uint8)))
    image_bytes = X.nbytes // len(X)
    tracemalloc.start()
    X[3].sum()
    X[[3, 4, 5]].render()
    X[[3, 4, 5]].rotate(2).render()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * image_bytes + 100_000 < X.nbytes / 2
