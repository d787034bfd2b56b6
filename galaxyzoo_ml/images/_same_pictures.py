"""Which images are the same picture: the same pixels, turned or not, or memory that overlaps."""

from __future__ import annotations

import hashlib
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from galaxyzoo_ml.images._base_stack import BaseStack
from galaxyzoo_ml.images._lazy_stack import LazyStack
from galaxyzoo_ml.images._symmetry import N_SYMMETRIES, keep_shape, transform

__all__ = ["picture_numbers"]


def picture_numbers(*stacks: LazyStack) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give each picture that image arrays are made of a number: one for the same pictures.

    Base images are the same picture if they are one row of one base, if they share memory or
    bytes of a file, or if their pixels are equal under a symmetry of the square. An image of one
    colour is no picture of anything, and equals none by its content.

    Parameters
    ----------
    *stacks : ImageArray

    Returns
    -------
    list of (rows, numbers), each ndarray of int
        For each stack the base images that it is made of, sorted, and the number of each.
    """
    used = [stack._base_rows for stack in stacks]
    bases: list[BaseStack] = []
    for stack in stacks:
        if not any(base.is_same(stack._base) for base in bases):
            bases.append(stack._base)
    which = [next(k for k, b in enumerate(bases) if b.is_same(stack._base)) for stack in stacks]
    rows = [
        np.unique(np.concatenate([u for u, w in zip(used, which, strict=True) if w == k]))
        for k in range(len(bases))
    ]
    starts = np.cumsum([0, *(len(each) for each in rows)])
    pairs = _equal_pairs([(base.pixels, own) for base, own in zip(bases, rows, strict=True)])
    for one, other in combinations(range(len(bases)), 2):
        overlap = _overlapping(bases[one], rows[one], bases[other], rows[other])
        pairs.append(overlap + starts[[one, other]])
    first, second = np.concatenate(pairs).T
    n = int(starts[-1])
    links = coo_array((np.ones(len(first), np.int8), (first, second)), shape=(n, n))
    numbers = connected_components(links, directed=False)[1].astype(np.intp)
    return [
        (own, numbers[starts[k] + np.searchsorted(rows[k], own)])
        for own, k in zip(used, which, strict=True)
    ]


Pairs = NDArray[np.int64]
"""Of shape (n, 2): things that are the same."""


def _equal_pairs(parts: list[tuple[NDArray[Any], NDArray[np.intp]]]) -> list[Pairs]:
    """Return which of all images, numbered through, have equal pixels under some symmetry."""
    numbers = np.arange(sum(len(rows) for _, rows in parts))
    # What a few pixels tell apart is not read whole.
    keys = np.concatenate([_keys_of_few_pixels(pixels, rows) for pixels, rows in parts])
    _, group, count = np.unique(keys, return_inverse=True, return_counts=True)
    in_doubt = count[group] > 1
    places = np.split(in_doubt, np.cumsum([len(rows) for _, rows in parts])[:-1])
    doubtful = [(pixels, rows[place]) for (pixels, rows), place in zip(parts, places, strict=True)]
    contents = np.concatenate([_keys_of_all_pixels(pixels, rows) for pixels, rows in doubtful])
    is_picture = contents != b""
    _, first, group = np.unique(contents[is_picture], return_index=True, return_inverse=True)
    own = numbers[in_doubt][is_picture]
    return [np.column_stack([own, own[first[group]]]).astype(np.int64)]


def _keys_of_few_pixels(pixels: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[np.bytes_]:
    """Name images by pixels that symmetries exchange, sorted: no symmetry changes the name."""
    _, height, width, _ = pixels.shape
    orbits = []
    for down, across in ((height // 2, width // 2), (height // 3, width // 4), (0, width // 5)):
        ys, xs = [down, height - 1 - down], [across, width - 1 - across]
        places = [(y, x) for y in ys for x in xs]
        if height == width:
            places += [(x, y) for y, x in places]
        columns, lines = np.array([x for _, x in places]), np.array([y for y, _ in places])
        orbits.append(np.sort(pixels[rows[:, None], lines, columns], axis=1))
    values = np.concatenate(orbits, axis=1)
    return np.array([_hex(each, pixels) for each in values], "S32")


def _keys_of_all_pixels(pixels: NDArray[Any], rows: NDArray[np.intp]) -> NDArray[np.bytes_]:
    return np.array([_of_all_pixels(pixels[row]) for row in rows], "S32")


def _of_all_pixels(image: NDArray[Any]) -> bytes:
    """Return a name that no symmetry changes, or nothing for an image of one colour."""
    height, width, _ = image.shape
    if (image == image[:1, :1]).all():
        return b""
    symmetries = [g for g in range(N_SYMMETRIES) if keep_shape(g, height, width)]
    return min(_hex(transform(image[None], g), image[None]) for g in symmetries)


def _hex(values: NDArray[Any], images: NDArray[Any]) -> bytes:
    kind = repr((images.dtype.str, images.shape[1:])).encode()
    digest = hashlib.blake2b(np.ascontiguousarray(values).data, key=kind[:64], digest_size=16)
    return digest.hexdigest().encode()


def _overlapping(
    one: BaseStack, own: NDArray[np.intp], other: BaseStack, others: NDArray[np.intp]
) -> Pairs:
    """Return which images of two stacks share memory, or bytes of a file, as pairs of places."""
    extents, other_extents = one.extents_beside(other), other.extents_beside(one)
    if extents is None or other_extents is None:
        return np.empty((0, 2), np.int64)
    (low, high), (other_low, other_high) = extents, other_extents
    low, high = low[own], high[own]
    order = np.argsort(other_low[others])
    other_low, other_high = other_low[others][order], other_high[others][order]
    # Images of one stack do not overlap each other, so that both ends are in order.
    begin = np.searchsorted(other_high, low, side="right")
    end = np.searchsorted(other_low, high, side="left")
    n = np.maximum(end - begin, 0)
    place = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n) + np.repeat(begin, n)
    return np.column_stack([np.repeat(np.arange(len(own)), n), order[place]])
