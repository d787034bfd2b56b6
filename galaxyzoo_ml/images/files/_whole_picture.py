"""The one decoder: the bytes of a picture become RGB, checked whole."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, UnidentifiedImageError

__all__ = ["UndecodableError", "whole_picture"]

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
    formats: tuple[str, ...] | None = None,
    check: Callable[[Image.Image], None] | None = None,
) -> Image.Image:
    """Decode a picture completely.

    Parameters
    ----------
    source : path-like or bytes
        A file, or what it holds.
    formats : tuple of str, default=None
        The only formats allowed, as Pillow names them (``("JPEG",)``). None allows all.
    check : callable, default=None
        Looks at the opened picture before it is decoded, and raises where its size (say) is
        wrong: a header may promise gigabytes. What it raises is passed on.

    Returns
    -------
    PIL.Image.Image
        RGB; grey pictures get three equal channels.

    Raises
    ------
    UndecodableError
        A picture that is truncated, none at all, too large, or not one of 8 bits a channel.
    FileNotFoundError
        There is no such file.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    with _damage_translated():
        opened = Image.open(file, formats=formats)
    with opened as picture:
        if check is not None:
            check(picture)
        with _damage_translated():
            _refuse_bomb(picture)
            _refuse_depth(picture)
            return picture.convert("RGB")  # decodes to the last byte


@contextmanager
def _damage_translated() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except UnidentifiedImageError as error:  # whose text holds an address in memory
        raise UndecodableError("its header is that of no picture") from error
    except _BROKEN as error:
        raise UndecodableError(" ".join(str(error).split()) or type(error).__name__) from error


def _refuse_bomb(picture: Image.Image) -> None:
    # Pillow warns of these. A filter that made it an error would be global, and not thread-safe.
    if Image.MAX_IMAGE_PIXELS and picture.width * picture.height > Image.MAX_IMAGE_PIXELS:
        raise ValueError(f"{picture.width} x {picture.height} pixels are too many")


def _refuse_depth(picture: Image.Image) -> None:
    # Pillow would clip 16-bit and float pixels at 255, and say nothing.
    if picture.mode.startswith(("I", "F")):
        raise ValueError(f"pixels of mode {picture.mode}: bring them to 8 bits, as SDSS's are")
