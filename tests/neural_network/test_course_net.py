"""The course's net, to the parameter."""

import pytest
import torch

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.neural_network import CourseNet


def test_it_has_the_parameters_of_the_sheet():
    net = CourseNet((120, 120, 3), 3)
    counts = [parameter.numel() for parameter in net.parameters()]
    assert counts == [1152, 6, 6144, 16, 48000, 120, 7200, 60, 180, 3]
    assert sum(counts) == 62_881


@pytest.mark.parametrize("shape", [(46, 46, 3), (64, 48, 1), (120, 120, 3), (121, 67, 4)])
@pytest.mark.parametrize("n_classes", [2, 6])
def test_it_sizes_itself_to_the_images(shape, n_classes):
    height, width, channels = shape
    logits = CourseNet(shape, n_classes)(torch.zeros(2, channels, height, width))
    assert logits.shape == (2, n_classes)


@pytest.mark.parametrize("shape", [(45, 46, 3), (46, 45, 3), (7, 7, 3), (1, 1, 30)])
def test_it_says_which_images_are_too_small(shape):
    with pytest.raises(ImageSizeError, match="at least 46 x 46"):
        CourseNet(shape, 3)
