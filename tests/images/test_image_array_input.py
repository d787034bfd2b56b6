"""What becomes a stack of images, what is refused with which advice, and how it is shown."""

from __future__ import annotations

import base64
import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.images import ImageArray, as_images

PIXELS = np.random.default_rng(0).integers(0, 256, (10, 8, 8, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    ("pixels", "error", "message"),
    [
        (np.moveaxis(PIXELS, -1, 1), ValueError, r"\(10, 3, 8, 8\).*np\.moveaxis\(X, 1, -1\)"),
        (PIXELS[:, None, :, :, 0], ValueError, "channels first"),
        (PIXELS[..., 0], ValueError, r"no channel axis; use X\[\.\.\., None\]"),
        (PIXELS[0, 0], ValueError, "got 2 dimension"),
        (PIXELS[None], ValueError, "got 5 dimension"),
        (7, ValueError, "got 0 dimension"),
        (PIXELS.astype(np.int64), TypeError, r"got int64; use X\.astype\('float32'\)"),
        (PIXELS.astype(np.float16), TypeError, "float16"),
        (PIXELS > 9, TypeError, "bool"),
        (PIXELS.astype(str), TypeError, "<U3"),
        (PIXELS.astype(complex), TypeError, "complex128"),
    ],
)
def test_what_is_no_stack_is_refused_with_advice(
    pixels: Any, error: type[Exception], message: str
) -> None:
    for take in (ImageArray, as_images):
        if take is as_images and np.ndim(pixels) == 2:
            continue
        with pytest.raises(error, match=message):
            take(pixels)


def test_the_advice_works() -> None:
    assert ImageArray(np.moveaxis(np.moveaxis(PIXELS, -1, 1), 1, -1)).shape == PIXELS.shape
    assert ImageArray(PIXELS[..., 0][..., None]).shape == (10, 8, 8, 1)
    assert ImageArray(PIXELS.astype(np.int64).astype("float32")).dtype == np.float32


@pytest.mark.parametrize(
    "shape",
    [
        (2, 3, 3, 3),
        (2, 3, 9, 4),
        (2, 1, 1, 8),
        (2, 4, 4, 1),
        (2, 8, 8, 9),
        (2, 9, 9, 200),
        (2, 10, 12, 16),
    ],
)
def test_small_images_are_not_taken_for_channels(shape: tuple[int, ...]) -> None:
    assert ImageArray(np.zeros(shape, np.uint8)).shape == shape


def test_double_precision_is_cast_once() -> None:
    pixels = PIXELS / 255
    X = ImageArray(pixels)
    assert X.base.dtype == X.dtype == np.float32
    assert X[::2].rotate().base is X.base
    np.testing.assert_array_equal(X, pixels.astype(np.float32))


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_other_pixels_are_not_copied(dtype: type) -> None:
    pixels = PIXELS.astype(dtype)
    assert ImageArray(pixels).base is pixels
    assert as_images(pixels) is pixels


def test_lists_are_taken() -> None:
    np.testing.assert_array_equal(ImageArray((PIXELS / 1).tolist()), PIXELS)


def test_as_images_hands_on_image_arrays() -> None:
    X = ImageArray(PIXELS)
    assert as_images(X) is X


@pytest.mark.parametrize("image_shape", [(8, 8, 3), (8, 8, -1), (-1, 8, 3), [8, -1, 3]])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64, np.int64])
def test_rows_become_images_where_their_shape_is_said(image_shape: Any, dtype: type) -> None:
    images = as_images(PIXELS.reshape(10, -1).astype(dtype), image_shape=image_shape)
    assert images.dtype == (np.uint8 if dtype is np.uint8 else np.float32)
    np.testing.assert_array_equal(images, PIXELS)


@pytest.mark.parametrize(
    ("image_shape", "message"),
    [
        (None, r"rows of shape \(10, 192\) are not images.*image_shape="),
        ((8, 8, 4), r"192 feature.*\(8, 8, 4\)"), ((5, -1, 3), r"192 feature"),
        ((-1, -1, 3), "at most one -1"), ((8, 24), "height, width, channels"),
        ((0, -1, 3), "positive"), ((8, 8, -3), "positive"),
    ],
)  # fmt: skip
def test_rows_are_never_guessed_to_be_images(image_shape: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_images(PIXELS.reshape(10, -1), image_shape=image_shape)


def test_repr_says_what_it_is() -> None:
    X = ImageArray(PIXELS)
    assert repr(X) == (
        "ImageArray(10 images of 8 x 8 x 3, uint8, from 10 base images; 0.0 MB if rendered)"
    )
    mixed = X.mix(np.full((20_000, 10), 0.1)) / 255
    assert repr(mixed) == (
        "ImageArray(20,000 images of 8 x 8 x 3, float32, mixed, from 10 base images; "
        "15.4 MB if rendered)"
    )


def _thumbnails(html: str) -> list[np.ndarray[Any, Any]]:
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    return [np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))) for data in found]


def test_notebooks_show_the_first_images() -> None:
    html = ImageArray(PIXELS)._repr_html_()
    shown = _thumbnails(html)
    assert "10 images of 8 x 8 x 3" in html
    assert "&hellip;" in html
    np.testing.assert_array_equal(shown, PIXELS[:8])
    few = ImageArray(PIXELS)[:2]._repr_html_()
    assert len(_thumbnails(few)) == 2
    assert "&hellip;" not in few
    assert _thumbnails(ImageArray(PIXELS)[:0]._repr_html_()) == []


@pytest.mark.parametrize("channels", [1, 2, 3, 4, 7])
def test_any_images_can_be_shown(channels: int) -> None:
    pixels = np.random.default_rng(0).normal(0, 1e5, (2, 200, 100, channels))
    pixels[1] = 3.0  # constant
    for X in (ImageArray(pixels), ImageArray(pixels.clip(0, 255).astype(np.uint8))):
        shown = _thumbnails(X._repr_html_())
        assert [image.shape[:2] for image in shown] == [(72, 36)] * 2
        assert np.ptp(shown[0]) > 0
