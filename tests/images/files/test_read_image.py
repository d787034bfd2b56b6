"""Picture files are decoded whole, or refused by name."""

from __future__ import annotations

import io
import os
import struct
import warnings
import zlib
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


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _deep_png(colour: int) -> bytes:
    """Return a PNG of 16 bits a channel: grey (0), RGB (2), or either with alpha (4, 6)."""
    line = b"\0" + b"\0\xc8" * {0: 1, 2: 3, 4: 2, 6: 4}[colour] * 4
    header = struct.pack(">IIBBBBB", 4, 4, 16, colour, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(line * 4)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _rgb_tiff(bits: int) -> bytes:
    """Return an uncompressed RGB TIFF of 4 x 4 pixels."""
    data = b"\xc8" * (bits // 8) * 4 * 4 * 3
    entries = [
        (256, 3, 1, 4), (257, 3, 1, 4), (258, 3, 3, 200), (259, 3, 1, 1), (262, 3, 1, 2),
        (273, 4, 1, 300), (277, 3, 1, 3), (278, 3, 1, 4), (279, 4, 1, len(data)), (339, 3, 3, 210),
    ]  # fmt: skip
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4)
    content = (b"II*\0" + struct.pack("<I", 8) + directory).ljust(200, b"\0")
    content += struct.pack("<3H", *[bits] * 3).ljust(10, b"\0")
    return (content + struct.pack("<3H", 1, 1, 1)).ljust(300, b"\0") + data


def _signed_tiff() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (4, 4), 200).save(buffer, "TIFF", tiffinfo={339: 2})
    return buffer.getvalue()


DEEP = {
    **{f"png {colour}": _deep_png(colour) for colour in (0, 2, 4, 6)},
    "grey ppm": b"P5 4 4 65535\n" + b"\0\xc8" * 16,
    "ppm": b"P6 4 4 65535\n" + b"\0\xc8" * 48,
    "ppm of 12 bits": b"P6 4 4 4095\n" + b"\0\xc8" * 48,
    "ppm as text": b"P3 4 4 65535\n" + b"200 " * 48,
    "tiff": _rgb_tiff(16),
    "tiff with a sign": _signed_tiff(),
}


@pytest.mark.parametrize("kind", DEEP)
def test_pixels_that_pillow_would_cut_are_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "deep.png").write_bytes(DEEP[kind])
    with pytest.raises(BrokenImageError, match=r"deep\.png: .*pixels .*bring them to 8 bits"):
        read_image(tmp_path / "deep.png")


def test_pixels_of_eight_bits_are_read_from_the_same_formats(tmp_path: Path) -> None:
    for content in (
        _rgb_tiff(8),
        b"P6 4 4 255\n" + b"\xc8" * 48,
        b"P3 4 4 255\n" + b"200 " * 48,
    ):
        (tmp_path / "a").write_bytes(content)
        np.testing.assert_array_equal(read_image(tmp_path / "a"), np.full((4, 4, 3), 200))


@pytest.mark.parametrize("kind", ["EPS", "PDF", "JPEG2000", "PCX", "TGA", "ICO"])
def test_formats_that_no_galaxy_comes_in_are_not_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.jpg"  # EPS would start Ghostscript, whatever its name
    Image.fromarray(PIXELS).save(path, kind)
    with pytest.raises(BrokenImageError, match="header is that of no picture, or of none of BMP"):
        read_image(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_and_devices_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jpg")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link.jpg").symlink_to(tmp_path / "x.jpg")
    for path in (*tmp_path.iterdir(), Path(os.devnull), Path("/dev/zero")):
        with pytest.raises(BrokenImageError, match=f"{path}: .*it is no regular file"):
            read_image(path)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_of_a_camera_is_applied(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    upright = np.zeros((16, 32, 3), np.uint8)
    upright[:8, :16] = 250  # bright at the top left
    undo = {
        1: lambda p: p, 2: lambda p: p[:, ::-1], 3: lambda p: p[::-1, ::-1], 4: lambda p: p[::-1],
        5: lambda p: p.swapaxes(0, 1), 6: lambda p: np.rot90(p, 1),
        7: lambda p: p[::-1, ::-1].swapaxes(0, 1), 8: lambda p: np.rot90(p, -1),
    }  # fmt: skip
    stored = Image.fromarray(np.ascontiguousarray(undo[orientation](upright)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a", kind, exif=exif)
    np.testing.assert_allclose(read_image(tmp_path / "a").astype(int), upright, atol=9)
