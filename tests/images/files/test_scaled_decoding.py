"""JPEGs that are made much smaller are decoded at a fraction of their size, and just as soundly."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError
from galaxyzoo_ml.images import iter_stacks, read_image, read_stack

NOISE = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


def galaxy(height: int, width: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return something smooth, bright off the centre, in three colours."""
    y, x = np.mgrid[:height, :width]
    light = 200 * np.exp(-np.hypot((x - width * 0.4) / 20, (y - height * 0.55) / 14))
    return (20 + light[..., None] * [1.0, 0.8, 0.5]).astype(np.uint8)


def save(path: Path, pixels: np.ndarray[Any, Any], **options: Any) -> Path:
    mode = options.pop("mode", "RGB")
    Image.fromarray(pixels).convert(mode).save(path, "JPEG", quality=95, **options)
    return path


def decoded_whole(path: Path, size: int, crop: int | None = None) -> np.ndarray[Any, Any]:
    with Image.open(path) as picture:
        rgb = picture.convert("RGB")
    side = crop or min(rgb.size)
    left, top = (rgb.width - side) // 2, (rgb.height - side) // 2
    square = rgb.crop((left, top, left + side, top + side))
    return np.asarray(square.resize((size, size), Image.Resampling.BILINEAR)).astype(int)


@pytest.mark.parametrize(("size", "is_scaled"), [(33, False), (32, True), (16, True), (5, True)])
def test_only_what_is_made_three_times_smaller_is_scaled(
    tmp_path: Path, size: int, is_scaled: bool
) -> None:
    path = save(tmp_path / "a.jpg", NOISE)
    difference = read_image(path, size=size) - decoded_whole(path, size)
    assert difference.any() == is_scaled


@pytest.mark.parametrize("shape", [(96, 127), (95, 128), (95, 127)])
def test_sides_that_are_odd_are_decoded_whole(tmp_path: Path, shape: tuple[int, int]) -> None:
    path = save(tmp_path / "a.jpg", NOISE[: shape[0], : shape[1]])
    np.testing.assert_array_equal(read_image(path, size=8), decoded_whole(path, 8))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "GIF", "WEBP"])
def test_other_formats_are_decoded_whole(tmp_path: Path, kind: str) -> None:
    Image.fromarray(NOISE).save(tmp_path / "a", kind)
    np.testing.assert_array_equal(
        read_image(tmp_path / "a", size=8), decoded_whole(tmp_path / "a", 8)
    )


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize(("size", "crop"), [(24, None), (48, 150), (20, 151), (32, 101), (9, 149)])
def test_the_difference_cannot_be_seen(
    tmp_path: Path, size: int, crop: int | None, mode: str, options: dict[str, Any]
) -> None:
    path = save(tmp_path / "a.jpg", galaxy(160, 200), mode=mode, **options)
    difference = read_image(path, size=size, crop=crop) - decoded_whole(path, size, crop)
    assert np.abs(difference).mean() < 0.6
    assert np.abs(difference).max() <= 6


@pytest.mark.parametrize("crop", [150, 151, 153, 155])
@pytest.mark.parametrize("side", [0, 1])
def test_nothing_is_shifted(tmp_path: Path, crop: int, side: int) -> None:
    dither = np.random.default_rng(0).random((160, 160, 1))  # or all would be rounded alike
    slope = (1.5 * np.arange(160)[:, None, None] + dither).astype(np.uint8).repeat(3, axis=2)
    path = save(tmp_path / "a.jpg", np.ascontiguousarray(slope.swapaxes(0, side)))
    difference = read_image(path, size=24, crop=crop) - decoded_whole(path, 24, crop)
    assert abs(difference[1:-1, 1:-1].mean()) < 0.3  # levels; a pixel of the file is 1.5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("crop", [None, 95])
def test_the_orientation_of_a_camera_is_applied(
    tmp_path: Path, orientation: int, crop: int | None
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = galaxy(96, 128)
    path = save(tmp_path / "a.jpg", pixels, exif=exif)
    plain = save(tmp_path / "b.png", read_image(path))  # upright
    difference = read_image(path, size=16, crop=crop) - decoded_whole(plain, 16, crop)
    assert np.abs(difference).max() <= 5


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float, options: dict[str, Any]) -> None:
    content = save(tmp_path / "a.jpg", NOISE, **options).read_bytes()
    (tmp_path / "a.jpg").write_bytes(content[: int(share * len(content))])
    with pytest.raises(BrokenImageError, match="truncated"):
        read_image(tmp_path / "a.jpg", size=8)


def test_sizes_in_messages_are_those_of_the_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", NOISE)
    with pytest.raises(BrokenImageError, match="128 x 96 pixels are fewer than crop=97"):
        read_image(path, size=8, crop=97)


def test_a_bomb_is_one_at_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "a.jpg", NOISE)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 96 * 128 // 3)
    with pytest.raises(BrokenImageError, match="not a whole picture"):
        read_image(path, size=8)


def test_a_file_has_the_same_pixels_wherever_it_is_read(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", NOISE)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "a.jpg")
    alone = read_image(path, size=16)
    member = zipfile.Path(tmp_path / "a.zip", "a.jpg")
    assert (read_image(member, size=16) == alone).all()
    assert (read_stack([path], size=16, cache_dir=tmp_path / "c").pixels[0] == alone).all()
    (block,) = iter_stacks([path], size=16)
    assert (block.pixels[0] == alone).all()


def test_pixels_of_the_file_itself_are_never_scaled(tmp_path: Path) -> None:
    path = save(tmp_path / "a.jpg", NOISE)
    assert read_image(path).shape == NOISE.shape
    with Image.open(io.BytesIO(path.read_bytes())) as picture:
        whole = np.asarray(picture)
    np.testing.assert_array_equal(read_image(path, crop=10), whole[43:53, 59:69])
