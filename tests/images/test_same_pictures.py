"""Images are one picture if they share memory, wherever the stacks begin and however they step."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.images._same_pictures import picture_numbers

IMAGE = 4 * 4 * 3  # bytes of one
BYTES = np.random.default_rng(0).integers(0, 256, 12 * IMAGE, dtype=np.uint8)


def stack(first: float, n: int, step: int = 1) -> NDArray[np.uint8]:
    """Return n images of the bytes, from the first (a number of images) on."""
    start = int(first * IMAGE)
    return BYTES[start : start + n * step * IMAGE].reshape(n * step, 4, 4, 3)[::step]


def test_images_that_overlap_by_half_are_one_picture() -> None:
    one, other = ImageArray(stack(0, 5, step=2)), ImageArray(stack(4.5, 3, step=2))
    (_, numbers), (_, others) = picture_numbers(one, other)
    np.testing.assert_array_equal(others, numbers[2:])
    assert len(set(numbers.tolist())) == 5


@pytest.mark.parametrize("rows", [[0, 1, 2], [2, 0], [1]])
def test_the_order_of_either_stack_makes_no_difference(rows: list[int]) -> None:
    one, other = ImageArray(stack(0, 5, step=2)), ImageArray(stack(4.5, 3, step=2)[::-1])
    (own, numbers), (used, others) = picture_numbers(one, other[rows])
    np.testing.assert_array_equal(own, np.arange(5))
    np.testing.assert_array_equal(used, np.sort(rows))
    np.testing.assert_array_equal(others, numbers[4 - np.sort(rows)])


def test_an_image_that_lies_across_two_makes_them_one_picture() -> None:
    (_, numbers), (_, others) = picture_numbers(ImageArray(stack(0, 4)), ImageArray(stack(1.5, 1)))
    assert numbers[1] == numbers[2] == others[0]
    assert len(set(numbers.tolist())) == 3


def test_neighbours_that_only_touch_are_two() -> None:
    (_, numbers), (_, others) = picture_numbers(ImageArray(stack(0, 4)), ImageArray(stack(4, 4)))
    assert len({*numbers.tolist(), *others.tolist()}) == 8
