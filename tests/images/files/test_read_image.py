"""Picture files are decoded whole, or refused by name."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError, DataError
from galaxyzoo_ml.images import read_image

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (40, 60, 3), dtype=np.uint8)


def save(path: Path, pixels: Any = PIXELS, mode: str = "RGB", **options: Any) -> Path:
    Image.fromarray(pixels).convert(mode).save(path, **options)
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.jpg", "RGB"), ("a.jpg", "L"), ("a.jpg", "CMYK"), ("a.png", "RGB"), ("a.png", "RGBA"),
        ("a.png", "L"), ("a.png", "LA"), ("a.png", "P"), ("a.png", "1"), ("a.gif", "P"),
        ("a.tif", "RGB"), ("a.bmp", "RGB"), ("a.webp", "RGB"),
    ],
)  # fmt: skip
def test_decoding_equals_pillows(tmp_path: Path, name: str, mode: str) -> None:
    path = save(tmp_path / name, mode=mode)
    pixels = read_image(path)
    assert pixels.dtype == np.uint8
    assert pixels.shape == (40, 60, 3)
    with Image.open(path) as picture:
        np.testing.assert_array_equal(pixels, np.asarray(picture.convert("RGB")))
    np.testing.assert_array_equal(read_image(str(path)), pixels)


def test_grey_pictures_get_three_equal_channels(tmp_path: Path) -> None:
    pixels = read_image(save(tmp_path / "a.png", mode="L"))
    assert (pixels == pixels[..., :1]).all()


def test_transparency_is_dropped(tmp_path: Path) -> None:
    alpha = np.dstack([PIXELS, np.zeros((40, 60), np.uint8)])
    np.testing.assert_array_equal(read_image(save(tmp_path / "a.png", alpha, "RGBA")), PIXELS)


@pytest.mark.parametrize("crop", [1, 10, 11, 40])
def test_crop_is_the_central_square_of_the_file(tmp_path: Path, crop: int) -> None:
    top, left = (40 - crop) // 2, (60 - crop) // 2
    cropped = read_image(save(tmp_path / "a.png"), crop=crop)
    np.testing.assert_array_equal(cropped, PIXELS[top : top + crop, left : left + crop])


@pytest.mark.parametrize("size", [1, 16, 40, 55])
def test_size_resamples_the_central_square(tmp_path: Path, size: int) -> None:
    square = Image.fromarray(np.ascontiguousarray(PIXELS[:, 10:50]))
    expected = np.asarray(square.resize((size, size), Image.Resampling.BILINEAR))
    np.testing.assert_array_equal(read_image(save(tmp_path / "a.png"), size=size), expected)


def test_crop_comes_before_size(tmp_path: Path) -> None:
    path = save(tmp_path / "a.png")
    np.testing.assert_array_equal(read_image(path, crop=20, size=20), PIXELS[10:30, 20:40])
    assert read_image(path, crop=20, size=7).shape == (7, 7, 3)


def test_shrinking_averages_and_does_not_drop_pixels(tmp_path: Path) -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 200
    small = read_image(save(tmp_path / "a.png", stripes), size=8)
    assert np.abs(small.astype(int) - 100).max() < 20


def test_a_crop_larger_than_the_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenImageError, match=r"a\.png: 60 x 40 pixels are fewer than crop=41"):
        read_image(save(tmp_path / "a.png"), crop=41)


def test_what_is_no_picture_is_refused_in_one_line(tmp_path: Path) -> None:
    files = {
        "missing.jpg": None,
        "empty.jpg": b"",
        "page.jpg": b"<html><body>503 Service Unavailable</body></html>",
        "half.jpg": save(tmp_path / "whole.jpg").read_bytes()[:1500],
        "header.png": save(tmp_path / "whole.png").read_bytes()[:20],
        "half.png": save(tmp_path / "whole.png").read_bytes()[:3000],
    }
    for name, content in files.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(BrokenImageError, match=name.replace(".", r"\.")) as caught:
            read_image(tmp_path / name)
        assert "\n" not in str(caught.value)
        assert isinstance(caught.value, DataError)
        assert ("no such file" in str(caught.value)) == (name == "missing.jpg")
    with pytest.raises(BrokenImageError):
        read_image(tmp_path)  # a folder


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_pixels_that_pillow_would_clip_are_refused(tmp_path: Path, dtype: type) -> None:
    pixels = np.linspace(0, 60_000, 400).reshape(20, 20).astype(dtype)
    Image.fromarray(pixels).save(tmp_path / "deep.tif")
    with pytest.raises(BrokenImageError, match="bring them to 8 bits"):
        read_image(tmp_path / "deep.tif", size=8)


@pytest.mark.parametrize(("side", "factor"), [(20, 1.5), (20, 3)])
def test_pictures_that_would_fill_the_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: int, factor: float
) -> None:
    path = save(tmp_path / "a.png", PIXELS[:side, :side])
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", int(side * side / factor))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with pytest.raises(BrokenImageError, match="not a whole picture"):
            read_image(path)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    assert read_image(path).shape == (side, side, 3)


def _encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, kind)
    return buffer.getvalue()


WHOLE = {kind: _encoded(kind) for kind in ("JPEG", "PNG", "GIF", "TIFF", "WEBP")}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    length=st.floats(0, 1),
    damage=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
)
@example(kind="PNG", length=0.5, damage=[])
def test_damaged_files_are_decoded_or_refused_and_nothing_else(
    tmp_path: Path, kind: str, length: float, damage: list[tuple[float, int]]
) -> None:
    content = bytearray(WHOLE[kind][: int(len(WHOLE[kind]) * length)])
    for place, value in damage:
        if content:
            content[int(place * len(content))] = value
    path = tmp_path / "damaged"
    path.write_bytes(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, about the damage
        with suppress(BrokenImageError):
            assert read_image(path, size=8).shape == (8, 8, 3)
