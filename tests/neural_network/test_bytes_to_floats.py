"""Pixels become inputs in one place."""

import numpy as np
import torch

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network.training._bytes_to_floats import BytesToFloats
from galaxyzoo_ml.preprocessing import StandardScaler

PIXELS = np.random.default_rng(0).integers(0, 256, (4, 5, 6, 3), dtype=np.uint8)


def given(images):
    stored, to_floats = BytesToFloats.of(images)
    return stored, to_floats(torch.from_numpy(stored.render())).permute(0, 2, 3, 1).numpy()


def test_bytes_are_divided_by_255():
    stored, floats = given(ImageArray(PIXELS))
    assert stored.dtype == np.uint8
    np.testing.assert_allclose(floats, PIXELS / 255, rtol=1e-6)


def test_an_affine_map_takes_the_place_of_the_division():
    X = StandardScaler().fit_transform(ImageArray(PIXELS))
    stored, floats = given(X)
    assert stored.dtype == np.uint8  # bytes travel to the device
    np.testing.assert_allclose(floats, X.render(), atol=1e-6)


def test_floats_are_taken_as_they_are():
    pixels = PIXELS.astype(np.float32)
    before = pixels.copy()
    _, floats = given(ImageArray(pixels))
    np.testing.assert_array_equal(floats, before)
    np.testing.assert_array_equal(pixels, before)  # left alone
