"""Is this body a good cutout? If not, why: status 200 proves little."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from galaxyzoo_ml.images._soundness import suspicion
from galaxyzoo_ml.images.files._whole_picture import UndecodableError, whole_picture

__all__ = ["BadCutoutError", "body_limit", "check_body", "check_type"]

_START, _END = b"\xff\xd8\xff", b"\xff\xd9"
_PICTURE_TYPES = {"", "image/jpeg", "image/jpg", "image/pjpeg", "image/pjpg"}
_UNSAID_TYPES = {"application/octet-stream", "binary/octet-stream"}

# Of 2,577 real pictures of Galaxy Zoo 1 and 2 none had more than 13 % exactly black pixels, or more
# than 32 % of any one colour; a tile with a message on black had 91 %.
_MOST_OF_ONE_COLOUR = 0.5

# Also when Pillow, which can be told to accept truncated files everywhere, has been told so.
_LITTER = b"\x00\r\n "


class BadCutoutError(Exception):
    """A body that is no good cutout; the text is the reason of the manifest."""


def body_limit(size: int) -> int:
    """Return the most bytes that a cutout can have: raw pixels and a generous header.

    Parameters
    ----------
    size : int
        Side of the picture, in pixels.

    Returns
    -------
    int
    """
    return 3 * size * size + 65536


def check_type(headers: Mapping[str, str]) -> None:
    """Refuse a body that says that it is no JPEG.

    Raises
    ------
    BadCutoutError
        ``html`` or ``wrong-type``.
    """
    content_type = headers.get("content-type", "").split(";")[0].strip().lower()
    if "html" in content_type:
        raise BadCutoutError("html: a web page in place of a picture")
    if content_type not in _PICTURE_TYPES | _UNSAID_TYPES:
        raise BadCutoutError(f"wrong-type: {content_type[:60]}")


def check_body(body: bytes, size: int, flat_deviation: float = 0.0) -> None:
    """Refuse a body that is not one whole picture of the sky, of the size that was asked for.

    Parameters
    ----------
    body : bytes
        What the service sent.
    size : int
        The side that was asked for, in pixels.
    flat_deviation : float, default=0.0
        A picture whose pixels deviate by no more than this is blank.

    Raises
    ------
    BadCutoutError
        ``empty``, ``html``, ``not-jpeg``, ``truncated``, ``undecodable``, ``wrong-size``,
        ``blank`` or ``message``, with details after a colon.

    Notes
    -----
    SkyServer draws its error messages on a black picture and sends them as JPEGs with status 200.
    More than half of the pixels exactly black, or of any other single colour, betrays them; on a
    small picture, which the letters fill, their contrasts do.
    """
    if not body:
        raise BadCutoutError("empty: a body of 0 bytes")
    if not body.startswith(_START):
        start = body[:512].lstrip().lower()
        if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
            raise BadCutoutError("html: a web page in place of a picture")
        raise BadCutoutError("not-jpeg: the start marker of a JPEG is missing")
    if not body.endswith(_END) and not body.rstrip(_LITTER).endswith(_END):
        raise BadCutoutError(f"truncated: no end marker after {len(body)} bytes")
    pixels = _decode(body, size)
    deviation = float(pixels.std())
    if deviation <= flat_deviation:
        raise BadCutoutError(f"blank: the pixels deviate by {deviation:.2g}")
    share = _majority(pixels)
    if share:
        raise BadCutoutError(f"message: {share:.0%} of the pixels have exactly one colour")
    reason = suspicion(pixels)
    if reason is not None:
        raise BadCutoutError(f"message: {reason}")


def _decode(body: bytes, size: int) -> NDArray[np.uint8]:
    def check(picture: Image.Image) -> None:  # before decoding: the header may promise gigabytes
        if picture.size != (size, size):
            width, height = picture.size
            raise BadCutoutError(f"wrong-size: {width} x {height} pixels, not {size} x {size}")

    try:
        return np.asarray(whole_picture(body, formats=("JPEG",), check=check))
    except UndecodableError as error:
        raise BadCutoutError(f"undecodable: {str(error)[:120]}") from error


def _majority(pixels: NDArray[np.uint8]) -> float:
    """Return which share of the pixels has one colour, or 0 if none has the majority."""
    n_pixels = pixels.shape[0] * pixels.shape[1]
    # Nearly always one channel tells: where most pixels have one colour, they have one green.
    if np.bincount(pixels[..., 1].ravel()).max() <= _MOST_OF_ONE_COLOUR * n_pixels:
        return 0.0
    colours = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    median = np.partition(colours.ravel(), n_pixels // 2)[n_pixels // 2]  # that of a majority
    share = np.count_nonzero(colours == median) / n_pixels
    return share if share > _MOST_OF_ONE_COLOUR else 0.0
