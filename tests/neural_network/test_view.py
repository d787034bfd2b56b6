"""What the net is given of an image, and how it is varied."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.images import ImageArray, transform
from galaxyzoo_ml.neural_network.training._augmentation import Augmentation
from galaxyzoo_ml.neural_network.training._batches import Batches
from galaxyzoo_ml.neural_network.training._image_dataset import ImageDataset
from galaxyzoo_ml.neural_network.training._resident_stack import ResidentStack
from galaxyzoo_ml.neural_network.training._view import View, sampled_places


def smooth(n=6, side=24):
    """Images of blobs off the centre, that interpolation hardly changes."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    centres = rng.uniform(-3, 3, (n, 2, 1, 1))
    blobs = np.exp(-((x - centres[:, 0]) ** 2 + (y - centres[:, 1]) ** 2) / (2 * 3.0**2))
    return torch.tensor(blobs[:, None].repeat(3, axis=1), dtype=torch.float32)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def test_nothing_asked_for_changes_nothing():
    x = smooth()
    view = View((24, 24, 3), None, 1.0, Augmentation())
    assert view.plain(x) is x
    assert view.shape == (24, 24, 3)


def test_the_field_is_the_centre_and_quarters_are_exact():
    x = smooth()
    view = View((24, 24, 3), None, 0.5, Augmentation(rotation="quarters"))
    assert view.shape == (12, 12, 3)
    plain = view.plain(x)
    torch.testing.assert_close(plain, x[:, :, 6:18, 6:18])
    varied, _ = view.augmented(x, generator())
    for image, seen in zip(plain, varied, strict=True):
        turns = [torch.rot90(image, k, (1, 2)) for k in range(4)]
        assert min((seen - turn).abs().max() for turn in turns) < 1e-4


@pytest.mark.parametrize("field", [1.0, 0.7, 0.55])
def test_resampling_commutes_with_the_symmetries(field):
    x = torch.rand(2, 3, 40, 40)
    view = View((40, 40, 3), 16, field, Augmentation())
    for symmetry in range(8):
        pixels = transform(x.permute(0, 2, 3, 1).numpy(), symmetry).copy()
        turned = torch.from_numpy(pixels).permute(0, 3, 1, 2)
        expected = transform(view.plain(x).permute(0, 2, 3, 1).numpy(), symmetry)
        seen = view.plain(turned).permute(0, 2, 3, 1).numpy()
        np.testing.assert_allclose(seen, expected, atol=1e-5)


def test_resampling_does_not_alias():
    stripes = (torch.arange(60) % 2).float().expand(1, 3, 60, 60)
    view = View((60, 60, 3), 20, 1.0, Augmentation())
    assert (view.plain(stripes) - 0.5).abs().max() < 0.15


def test_any_angle_turns_about_the_centre():
    x = smooth()
    view = View((24, 24, 3), None, 1.0, Augmentation(rotation="any"))
    varied, mirrored = view.augmented(x, generator())
    assert not mirrored.any()
    y, across = torch.meshgrid(*[torch.arange(24.0) - 11.5] * 2, indexing="ij")

    def distance(images):
        mass = images[:, 0]
        centre = [(mass * axis).sum((1, 2)) / mass.sum((1, 2)) for axis in (y, across)]
        return torch.hypot(*centre)

    torch.testing.assert_close(distance(varied), distance(x), atol=0.15, rtol=0.05)
    assert (varied - x).abs().max() > 0.05


def test_zoom_shift_and_brightness_stay_within_their_limits():
    x = smooth(64)
    zoomed, _ = View((24, 24, 3), None, 1.0, Augmentation(zoom=0.2)).augmented(x, generator())
    ratio = zoomed.sum((1, 2, 3)) / x.sum((1, 2, 3))
    assert ratio.min() > np.exp(-0.42)
    assert ratio.max() < np.exp(0.42)
    assert ratio.std() > 0.05
    shifted, _ = View((24, 24, 3), None, 1.0, Augmentation(shift=2.0)).augmented(x, generator())
    column = torch.arange(24.0)
    moved = ((shifted - x)[:, 0].sum(1) * column).sum(1) / x[:, 0].sum((1, 2))
    assert moved.abs().max() < 2.1
    assert moved.abs().max() > 1.0
    bright, _ = View((24, 24, 3), None, 1.0, Augmentation(brightness=0.1)).augmented(x, generator())
    factors = bright.sum((1, 2, 3)) / x.sum((1, 2, 3))
    assert factors.min() >= np.exp(-0.1) - 1e-5
    assert factors.max() <= np.exp(0.1) + 1e-5
    assert factors.std() > 0.01


def test_mirrored_images_get_the_label_of_the_mirror():
    X = np.random.default_rng(0).integers(0, 256, (40, 8, 8, 3), dtype=np.uint8)
    targets = np.arange(40) % 3
    view = View((8, 8, 3), None, 1.0, Augmentation(reflect=True))
    data = ImageDataset(ImageArray(X), view, targets, mirror=np.array([1, 0, 2]))
    plain = data.inputs(np.arange(40), "cpu")
    x, (labels, _) = data.batch(np.arange(40), "cpu", generator())
    flipped = (x - plain.flip(3)).abs().amax((1, 2, 3)) < 1e-4
    assert 10 < flipped.sum() < 30
    torch.testing.assert_close(x[~flipped], plain[~flipped], atol=1e-4, rtol=0)
    expected = np.where(flipped.numpy(), np.array([1, 0, 2])[targets], targets)
    np.testing.assert_array_equal(labels.numpy(), expected)


def test_epochs_differ_and_can_be_repeated():
    X = np.random.default_rng(0).integers(0, 256, (10, 8, 8, 3), dtype=np.uint8)
    view = View((8, 8, 3), None, 1.0, Augmentation(rotation="any"))
    data = ImageDataset(ImageArray(X), view, np.zeros(10, np.int64))
    first, second = ([x for x, _ in batches] for batches in [Batches(data, 4, seed=1)] * 2)
    again = [x for x, _ in Batches(data, 4, seed=1, epoch=1)]
    assert not torch.equal(first[0], second[0])
    assert all(torch.equal(a, b) for a, b in zip(second, again, strict=True))


def test_images_that_are_not_square_can_be_mirrored_alone():
    view = View((8, 12, 3), None, 1.0, Augmentation(reflect=True, shift=1.0))
    assert view.augmented(torch.rand(2, 3, 8, 12), generator())[0].shape == (2, 3, 8, 12)
    for options in ({"input_size": 8, "field": 1.0}, {"input_size": None, "field": 0.5}):
        with pytest.raises(ImageSizeError, match="not square"):
            View((8, 12, 3), **options, augmentation=Augmentation())
    with pytest.raises(ImageSizeError, match="not square"):
        View((8, 12, 3), None, 1.0, Augmentation(rotation="any"))


def test_a_resident_stack_gathers_what_rendering_makes():
    X = ImageArray(np.random.default_rng(0).integers(0, 256, (6, 5, 5, 3), dtype=np.uint8))
    lazy = X[np.arange(48) % 6].transform(np.arange(48) // 6)
    gathered = ResidentStack(X.base, "cpu").gather(lazy.recipe.indices)
    np.testing.assert_array_equal(gathered.numpy(), lazy.render())


@pytest.mark.parametrize(("height", "width"), [(8, 8), (5, 12)])
def test_places_are_those_of_torch(height, width):
    maps = torch.randn(4, 2, 3, generator=generator())
    expected = functional.affine_grid(maps, [4, 1, height, width], align_corners=False)
    torch.testing.assert_close(sampled_places(maps, height, width), expected)
