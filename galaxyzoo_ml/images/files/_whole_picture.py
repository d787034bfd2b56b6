"""The one decoder: the bytes of a picture become RGB, checked whole."""

from __future__ import annotations

import io
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from galaxyzoo_ml.images.files._picture_depth import deep_pixels

__all__ = ["FORMATS", "UndecodableError", "scaled_picture", "whole_picture"]

FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
"""What pictures may be, as Pillow names it: nothing that runs another program, as EPS does."""

# What Pillow and the decoders behind it raise at damage.
_BROKEN = (
    OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError, zlib.error,
    NotImplementedError, RuntimeError, EOFError,
)  # fmt: skip


class UndecodableError(ValueError):
    """What is no whole picture of 8 bits a channel; the text says why, in one line."""


def whole_picture(
    source: str | Path | bytes,
    *,
    formats: tuple[str, ...] = FORMATS,
    check: Callable[[Image.Image], None] | None = None,
) -> Image.Image:
    """Decode a picture completely.

    Parameters
    ----------
    source : path-like or bytes
        A file, or what it holds.
    formats : tuple of str, default=FORMATS
        The only formats allowed, as Pillow names them (``("JPEG",)``).
    check : callable, default=None
        Looks at the opened picture before it is decoded, and raises where its size (say) is
        wrong: a header may promise gigabytes. What it raises is passed on.

    Returns
    -------
    PIL.Image.Image
        RGB; grey pictures get three equal channels. Turned as its EXIF orientation says: a mirror
        would swap the sense of a spiral.

    Raises
    ------
    UndecodableError
        A picture that is truncated, none at all, too large, or not one of 8 bits a channel; a
        folder, a pipe, or whatever else is no regular file.
    FileNotFoundError
        There is no such file.
    """
    return _decoded(source, formats, check, lambda width, height: 1)[0]


def scaled_picture(
    source: str | Path | bytes, scale_of: Callable[[int, int], int]
) -> tuple[Image.Image, int]:
    """Decode a picture completely, but a JPEG perhaps at a fraction of its size.

    A JPEG holds frequencies: leaving the highest ones out costs less than decoding them and
    averaging the pixels. All of the file is read, so that damage is noticed just the same.

    Parameters
    ----------
    source : path-like or bytes
        As in `whole_picture`.
    scale_of : callable
        Told the width and height of the picture, returns by what they are to be divided: 1, 2, 4
        or 8, and a divisor of both.

    Returns
    -------
    picture : PIL.Image.Image
        As that of `whole_picture`, but perhaps smaller.
    scale : int
        By what its sides were divided; 1 for all but JPEGs.

    Raises
    ------
    UndecodableError, FileNotFoundError
        See `whole_picture`.
    """
    return _decoded(source, FORMATS, None, scale_of)


def _decoded(
    source: str | Path | bytes,
    formats: tuple[str, ...],
    check: Callable[[Image.Image], None] | None,
    scale_of: Callable[[int, int], int],
) -> tuple[Image.Image, int]:
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with _damage_translated():
        if not isinstance(source, bytes):
            _refuse_pipes(Path(source))
        opened = Image.open(file, formats=formats)
    with opened as picture:
        if check is not None:
            check(picture)
        with _damage_translated():
            _refuse_bomb(picture)
            _refuse_depth(picture)
            scale = _drafted(picture, scale_of(*picture.size))
            ImageOps.exif_transpose(picture, in_place=True)  # decodes to the last byte
            return picture.convert("RGB"), scale


def _drafted(picture: Image.Image, scale: int) -> int:
    """Have a JPEG decoded at a fraction of its size, and return by what its sides are divided."""
    if scale == 1:
        return 1
    width, height = picture.size
    picture.draft(None, (width // scale, height // scale))
    return width // picture.width


@contextmanager
def _damage_translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except UnidentifiedImageError as error:  # whose text holds an address in memory
        reason = f"its header is that of no picture, or of none of {', '.join(FORMATS)}"
        raise UndecodableError(reason) from error
    except _BROKEN as error:
        raise UndecodableError(" ".join(str(error).split()) or type(error).__name__) from error


def _refuse_bomb(picture: Image.Image) -> None:
    # Pillow warns of these. A filter that made it an error would be global, and not thread-safe.
    if Image.MAX_IMAGE_PIXELS and picture.width * picture.height > Image.MAX_IMAGE_PIXELS:
        raise ValueError(f"{picture.width} x {picture.height} pixels are too many")


def _refuse_depth(picture: Image.Image) -> None:
    # Pillow would clip or cut deeper pixels, and say nothing.
    found = deep_pixels(picture)
    if found is not None:
        raise ValueError(f"{found}: bring them to 8 bits, as SDSS's are")


def _refuse_pipes(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe may wait for ever
        raise ValueError("it is no regular file")
