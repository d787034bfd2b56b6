"""The eight symmetries are the same on tensors as on arrays."""

import numpy as np
import pytest
import torch

from galaxyzoo_ml.images import transform
from galaxyzoo_ml.neural_network.nets._symmetries import transformed


@pytest.mark.parametrize("symmetry", range(8))
def test_tensors_are_turned_and_mirrored_as_arrays_are(symmetry):
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 5, 3), dtype=np.uint8)
    expected = transform(images, symmetry)
    seen = transformed(torch.from_numpy(images), symmetry, axes=(1, 2))
    np.testing.assert_array_equal(seen, expected)
    channels_first = torch.from_numpy(images).permute(0, 3, 1, 2)
    seen = transformed(channels_first, symmetry).permute(0, 2, 3, 1)
    np.testing.assert_array_equal(seen, expected)
