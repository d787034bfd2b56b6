"""Sums over tall images are exact, however many lines there are."""

from __future__ import annotations

import numpy as np
import pytest

from galaxyzoo_ml.images import ImageArray


@pytest.mark.parametrize("height", [256, 257, 4096, 9000])
def test_moments_of_bright_images_are_exact(height: int) -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(252, 256, (2, height, 3, 2), dtype=np.uint8)
    values, n = pixels.astype(np.int64), 2 * height * 3
    sums, squares = values.sum(axis=(0, 1, 2)), np.square(values).sum(axis=(0, 1, 2))
    variances = (n * squares - sums**2) / n**2  # of whole numbers until the division
    X = ImageArray(pixels)
    np.testing.assert_array_equal(X.mean(axis=(0, 1, 2)), sums / n)
    np.testing.assert_allclose(X.std(axis=(0, 1, 2)), np.sqrt(variances), rtol=1e-9)
