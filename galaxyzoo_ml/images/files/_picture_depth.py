"""Pictures of more than 8 bits a channel, which Pillow reads as if they had 8."""

from __future__ import annotations

from PIL import Image
from PIL.TiffTags import TAGS_V2

__all__ = ["deep_pixels"]

_BITS_PER_SAMPLE, _SAMPLE_FORMAT = (
    next(number for number, tag in TAGS_V2.items() if tag.name == name)
    for name in ("BitsPerSample", "SampleFormat")
)
_UNSIGNED = 1  # of TIFF's sample formats


def deep_pixels(picture: Image.Image) -> str | None:
    """Say what the pixels of an opened picture are, if they are not unsigned and of 8 bits.

    Parameters
    ----------
    picture : PIL.Image.Image
        Not decoded yet.
    """
    if picture.mode.startswith(("I", "F")):
        return f"pixels of mode {picture.mode}"
    if picture.format == "TIFF":
        return _of_tiff(picture)
    # What the decoder is told: ("RGB;16B",) by PNG, ("RGB", 65535) by PPM.
    for argument in _decoder_arguments(picture):
        if isinstance(argument, str) and picture.format == "PNG" and ";16" in argument:
            return f"pixels of {argument}, 16 bits a channel"
        if isinstance(argument, int) and picture.format == "PPM" and argument > 255:
            return f"pixels of 0 to {argument}"
    return None


def _of_tiff(picture: Image.Image) -> str | None:
    tags = picture.tag_v2  # type: ignore[attr-defined]
    bits = tags.get(_BITS_PER_SAMPLE, (1,))
    if max(bits) > 8:
        return f"pixels of {max(bits)} bits a channel"
    if any(kind != _UNSIGNED for kind in tags.get(_SAMPLE_FORMAT, ())):
        return "pixels with a sign"
    return None


def _decoder_arguments(picture: Image.Image) -> list[object]:
    arguments: list[object] = []
    for tile in getattr(picture, "tile", []):
        found = tile[3]
        arguments += found if isinstance(found, (tuple, list)) else [found]
    return arguments
