"""A strip of thumbnails for notebooks."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from galaxyzoo_ml.images._images import Images

__all__ = ["displayable", "strip_html"]

_N_THUMBNAILS = 8
_THUMBNAIL_PX = 72


def displayable(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return one image as uint8 that a screen can show.

    Parameters
    ----------
    pixels : ndarray of shape (height, width, channels)
        uint8 stays as it is; floats are stretched between their least and greatest value.

    Returns
    -------
    ndarray of shape (height, width, 3) or (height, width), uint8
        The first three channels as colours, or the first of fewer than three as grey.
    """
    shown: NDArray[Any] = pixels[..., :3] if pixels.shape[-1] >= 3 else pixels[..., 0]
    if shown.dtype == np.uint8:
        return shown
    low, high = np.nanmin(shown), np.nanmax(shown)
    scaled = (shown - low) / (high - low) if high > low else np.zeros_like(shown)
    as_bytes: NDArray[np.uint8] = np.nan_to_num(scaled * 255).astype(np.uint8)
    return as_bytes


def strip_html(images: Images) -> str:
    """Return the description and the first few images as HTML that needs no other file."""
    pictures = "".join(_img(images[i]) for i in range(min(len(images), _N_THUMBNAILS)))
    more = " &hellip;" if len(images) > _N_THUMBNAILS else ""
    return f"<div><code>{html.escape(repr(images))}</code><br>{pictures}{more}</div>"


def _img(pixels: NDArray[Any]) -> str:
    picture = Image.fromarray(displayable(pixels))
    picture.thumbnail((_THUMBNAIL_PX, _THUMBNAIL_PX))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<img alt="galaxy" style="margin:2px" src="data:image/png;base64,{data}">'
