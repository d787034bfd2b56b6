"""From recipes to pixels, block by block, into a given buffer."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from galaxyzoo_ml.images import _recipe
from galaxyzoo_ml.images._affine import Affine
from galaxyzoo_ml.images._symmetry import split_columns, transform

__all__ = ["gather", "render"]

_BLOCK_BYTES = 4 << 20  # scratch of this size stays in the processor's cache


def render(
    pixels: NDArray[Any], recipe: csr_array, affine: Affine | None, out: NDArray[Any]
) -> None:
    """Write the images of a recipe into a buffer.

    Parameters
    ----------
    pixels : ndarray of shape (n_base, height, width, channels)
        The base stack.
    recipe : csr_array of shape (n_out, 8 * n_base)
    affine : Affine or None
        Applied last, if `out` is float32.
    out : ndarray of shape (n_out, height, width, channels)
        Of the dtype of `pixels`, or float32.
    """
    if affine is None and out.dtype == pixels.dtype and _recipe.is_single(recipe):
        gather(pixels, recipe.indices, out)
        return
    image_bytes = 4 * int(np.prod(pixels.shape[1:]))
    step = max(1, _BLOCK_BYTES // max(1, image_bytes))
    for start in range(0, len(out), step):
        block = out[start : start + step]
        _render_block(pixels, _rows(recipe, start, start + len(block)), block)
        if affine is not None:
            affine.apply(block)


def gather(pixels: NDArray[Any], columns: NDArray[Any], out: NDArray[Any]) -> None:
    """Copy single images, each under its symmetry, into a buffer of the same dtype."""
    sources, symmetries = split_columns(columns)
    present = np.flatnonzero(np.bincount(symmetries))
    if present.tolist() in ([], [0]):
        _take(pixels, sources, out)
        return
    if all(images.strides[3] == images.itemsize for images in (pixels, out)):
        pixels, out = _whole_pixels(pixels), _whole_pixels(out)
    for symmetry in present:
        rows = np.flatnonzero(symmetries == symmetry)
        out[rows] = transform(pixels[sources[rows]], int(symmetry))


def _take(pixels: NDArray[Any], sources: NDArray[Any], out: NDArray[Any]) -> None:
    if pixels.flags.c_contiguous and out.flags.c_contiguous:
        np.take(pixels, sources, axis=0, out=out, mode="clip")  # "clip" spares a second buffer
        return
    for image, source in zip(out, sources.tolist(), strict=True):  # take would copy a whole view
        image[...] = pixels[source]


def _whole_pixels(images: NDArray[Any]) -> NDArray[Any]:
    """View (n, h, w, c) as (n, h, w), so that turning moves pixels and not single channels."""
    size = images.shape[3] * images.itemsize
    kind = f"u{size}" if size in (1, 2, 4, 8) else f"V{size}"
    return images.view(np.ndarray).view(kind)[..., 0]


def _rows(recipe: csr_array, start: int, stop: int) -> csr_array:
    """Return consecutive rows without the overhead of general indexing."""
    low, high = recipe.indptr[start], recipe.indptr[stop]
    return csr_array(
        (recipe.data[low:high], recipe.indices[low:high], recipe.indptr[start : stop + 1] - low),
        shape=(stop - start, recipe.shape[1]),
    )


def _render_block(pixels: NDArray[Any], recipe: csr_array, out: NDArray[Any]) -> None:
    if _recipe.is_single(recipe):
        images = out if out.dtype == pixels.dtype else np.empty(out.shape, pixels.dtype)
        gather(pixels, recipe.indices, images)
        if images is not out:
            out[...] = images
        return
    total = out if out.dtype == np.float32 else np.empty(out.shape, np.float32)
    _sum_terms(pixels, recipe, total)
    if total is not out:  # uint8: rounded once, here
        np.clip(np.rint(total, out=total), 0, 255, out=total)
        out[...] = total.astype(out.dtype)


def _sum_terms(pixels: NDArray[Any], recipe: csr_array, total: NDArray[np.float32]) -> None:
    weights = recipe.data.astype(np.float32)
    n_terms = np.diff(recipe.indptr)
    images, product = np.empty(total.shape, pixels.dtype), np.empty(total.shape[1:], np.float32)
    for term in range(int(n_terms.max(initial=0))):
        rows = np.flatnonzero(n_terms > term)
        entries = recipe.indptr[rows] + term
        gather(pixels, recipe.indices[entries], images[: len(rows)])
        if term == 0:  # every row has a first term
            np.multiply(images, weights[entries, None, None, None], out=total)
            continue
        for i, row in enumerate(rows):  # image by image: scratch that stays in the cache
            np.multiply(images[i], weights[entries[i]], out=product)
            total[row] += product
