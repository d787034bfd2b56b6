"""One picture file becomes pixels, checked whole."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError
from galaxyzoo_ml.images._side import check_side
from galaxyzoo_ml.images.files._picture_path import PicturePath, contents_of
from galaxyzoo_ml.images.files._whole_picture import scaled_picture

__all__ = ["read_image"]

# The least reduction. Measured on Galaxy Zoo's pictures, against decoding all: with 1.5, one pixel
# in 5,000 differs by more than 2 grey levels; with 1, one in 100, up to 38. With 2, which would
# differ as little as 1.5, the usual 212 and 256 pixels could not become 68 so.
_LEFT_TO_RESAMPLING = 1.5


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

    See Also
    --------
    read_stack : Many pictures, decoded once and kept.

    Notes
    -----
    A JPEG that is made at least three times as small is decoded at a half, a quarter or an eighth
    of its size, then resampled: a JPEG holds frequencies, and the highest ones need not be
    computed. Its file is read to the end all the same. Of 500 pictures of Galaxy Zoo 1 that became
    68 pixels wide from 212, pixels differ from those of decoding all by 0.28 grey levels in the
    mean, and by more than 2 in one of 5,000 (``python benchmarks/decoding.py``). Sides that are not
    even, and other formats, are decoded at their full size.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from galaxyzoo_ml.images import read_image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "galaxy.jpg")
    ...     Image.new("RGB", (64, 48), "navy").save(path)
    ...     read_image(path).shape, read_image(path, size=12).shape
    ((48, 64, 3), (12, 12, 3))
    """
    for name, value in (("size", size), ("crop", crop)):
        if value is not None:
            check_side(name, value)

    def scale_of(width: int, height: int) -> int:
        side = min(width, height) if crop is None else crop
        return 1 if size is None else _draft_scale(width, height, side / size)

    try:
        rgb, scale = scaled_picture(contents_of(path), scale_of)
    except FileNotFoundError as error:
        raise BrokenImageError(f"{path}: there is no such file") from error
    except ValueError as error:
        raise BrokenImageError(f"{path}: not a whole picture ({error})") from error
    if crop is None and size is None:
        return np.asarray(rgb)
    width, height = (scale * side for side in rgb.size)
    side = min(width, height) if crop is None else crop
    if side > min(width, height):
        raise BrokenImageError(f"{path}: {width} x {height} pixels are fewer than crop={crop}")
    return np.asarray(_resampled(rgb, side, scale, side if size is None else size))


def _draft_scale(width: int, height: int, reduction: float) -> int:
    """Return by how much decoding may reduce a picture, of a whole reduction.

    The scale divides both sides: a pixel of the smaller picture is then a square of the file.
    """
    fitting = (scale for scale in (8, 4, 2) if not (width % scale or height % scale))
    return next((scale for scale in fitting if reduction >= _LEFT_TO_RESAMPLING * scale), 1)


def _resampled(picture: Image.Image, side: int, scale: int, size: int) -> Image.Image:
    """Make a square of the centre of a picture that was divided by a scale.

    Parameters
    ----------
    picture : PIL.Image.Image
    side : int
        Of the central square, in pixels of the file.
    scale : int
    size : int
        Of what comes out, in pixels.
    """
    left, top = ((scale * whole - side) // 2 / scale for whole in picture.size)
    right, bottom = left + side / scale, top + side / scale
    x, y = int(left), int(top)  # where a square begins or ends within a pixel, all of that is kept
    cut = picture.crop((x, y, math.ceil(right), math.ceil(bottom)))
    if cut.size == (size, size):
        return cut
    box = (left - x, top - y, right - x, bottom - y)
    return cut.resize((size, size), Image.Resampling.BILINEAR, box)
