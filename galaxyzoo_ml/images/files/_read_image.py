"""One picture file becomes pixels, checked whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError
from galaxyzoo_ml.images._side import check_side
from galaxyzoo_ml.images.files._picture_path import PicturePath, contents_of
from galaxyzoo_ml.images.files._whole_picture import whole_picture

__all__ = ["read_image"]


def read_image(
    path: str | PicturePath, *, size: int | None = None, crop: int | None = None
) -> NDArray[np.uint8]:
    """Decode a picture file completely, and crop and resample it if asked.

    Parameters
    ----------
    path : path-like or zipfile.Path
        A JPEG, PNG, GIF, TIFF, BMP, WebP or PPM file, or such a member of a ZIP archive.
    size : int, default=None
        Side of the square that comes out, in pixels: the picture is cropped to its central
        square, then resampled (bilinear, anti-aliased). None keeps the pixels as they are.
    crop : int, default=None
        Side of the central square that is kept, in pixels of the file, before resampling. None
        keeps the whole width.

    Returns
    -------
    ndarray of shape (height, width, 3), uint8
        RGB; grey pictures get three equal channels. Turned as its EXIF orientation says.

    Raises
    ------
    BrokenImageError
        A file that is missing, truncated, no picture or not one of 8 bits a channel, or smaller
        than `crop`; a folder, a pipe or a device.
    ValueError
        A `size` or `crop` that is no number of pixels.
    """
    for name, value in (("size", size), ("crop", crop)):
        if value is not None:
            check_side(name, value)
    try:
        rgb = whole_picture(contents_of(path))
    except FileNotFoundError as error:
        raise BrokenImageError(f"{path}: there is no such file") from error
    except ValueError as error:
        raise BrokenImageError(f"{path}: not a whole picture ({error})") from error
    if crop is not None or size is not None:
        rgb = _cropped(rgb, crop, path)
    if size is not None and rgb.size != (size, size):
        rgb = rgb.resize((size, size), Image.Resampling.BILINEAR)
    return np.asarray(rgb)


def _cropped(picture: Image.Image, crop: int | None, path: str | PicturePath) -> Image.Image:
    side = min(picture.size) if crop is None else crop
    width, height = picture.size
    if side > min(width, height):
        raise BrokenImageError(f"{path}: {width} x {height} pixels are fewer than crop={crop}")
    left, top = (width - side) // 2, (height - side) // 2
    return picture.crop((left, top, left + side, top + side))
