"""Bytes in memory are judged as files are: a picture is whole, or refused with the reason."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.images.files._whole_picture import UndecodableError, whole_picture

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(PIXELS).save(buffer, kind)
    return buffer.getvalue()


def test_bytes_are_decoded_as_a_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded("JPEG"))
    from_bytes, from_file = whole_picture(encoded("JPEG")), whole_picture(path)
    np.testing.assert_array_equal(from_bytes, from_file)
    np.testing.assert_array_equal(whole_picture(encoded("PNG")), PIXELS)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "that of no picture"),
        (b"<html>", "that of no picture"),
        (encoded("JPEG")[:-900], "truncated"),
        (encoded("PNG"), "that of no picture"),  # of another format than asked for
    ],
)
def test_what_is_no_whole_picture_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason) as caught:
        whole_picture(body, formats=("JPEG",))
    assert "0x" not in str(caught.value)  # no address in memory: reasons are counted and compared


def test_a_header_is_checked_before_the_pixels_are_decoded() -> None:
    class WrongSizeError(ValueError):
        pass

    def check(picture: Image.Image) -> None:
        raise WrongSizeError(f"{picture.size}")

    with pytest.raises(WrongSizeError, match=r"\(60, 40\)"):
        whole_picture(encoded("JPEG")[:-900], check=check)
