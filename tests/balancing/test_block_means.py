"""Means over blocks are those of NumPy, however large a block is."""

from __future__ import annotations

import numpy as np
import pytest

from galaxyzoo_ml.balancing._block_means import block_means
from galaxyzoo_ml.images import ImageArray


@pytest.mark.parametrize("height", [256, 257, 258, 300, 1000])
def test_bytes_of_tall_blocks_do_not_wrap_around(height: int) -> None:
    white = ImageArray(np.full((2, height, 3, 1), 255, np.uint8))
    np.testing.assert_array_equal(block_means(white, 1), [[255], [255]])


def test_means_are_those_of_equal_blocks_without_the_rest() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 11, 8, 2), dtype=np.uint8)
    # At most 4 pixels a side: blocks of 3 x 2, and two lines are left out.
    expected = pixels[:, :9].reshape(40, 3, 3, 4, 2, 2).mean(axis=(2, 4)).reshape(40, -1)
    np.testing.assert_allclose(block_means(ImageArray(pixels), 4), expected, rtol=1e-6)
