"""The symmetries are exact: before training, after it, and through the whole classifier."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.images import ImageArray, transform
from galaxyzoo_ml.neural_network import EquivariantNet, GalaxyCNNClassifier, ResidualNet
from galaxyzoo_ml.neural_network.nets._group_layers import GroupConv2d, LiftingConv2d

SWAPS = {"clockwise": "anticlockwise", "anticlockwise": "clockwise"}
LABELS = np.array(["anticlockwise", "clockwise", "round"])


def turned(x, symmetry):
    return torch.from_numpy(transform(x.permute(0, 2, 3, 1).numpy(), symmetry).copy()).permute(
        0, 3, 1, 2
    )


def disturbed(net, seed):
    """Return a net with weights, and statistics of its norms, that nobody has arranged."""
    generator = torch.Generator().manual_seed(seed)
    for tensor in [*net.parameters(), *net.buffers()]:
        if tensor.dtype == torch.float32 and tensor.ndim == 1:
            tensor.data += torch.rand(tensor.shape, generator=generator)
        elif tensor.dtype == torch.float32 and tensor.requires_grad:
            tensor.data += 0.1 * torch.randn(tensor.shape, generator=generator)
    return net.eval()


@settings(max_examples=10)
@given(
    seed=st.integers(0, 10**6),
    symmetry=st.integers(0, 7),
    mirror=st.sampled_from([None, [0, 1, 2], [1, 0, 2]]),
)
def test_answers_do_not_depend_on_the_side_from_which_one_looks(seed, symmetry, mirror):
    if mirror is None:
        symmetry %= 4
    torch.manual_seed(seed)
    net = disturbed(EquivariantNet((16, 16, 3), 3, mirror=mirror), seed)
    x = torch.randn(3, 3, 16, 16)
    with torch.no_grad():
        upright, seen = net(x), net(turned(x, symmetry))
        expected = upright[:, mirror] if symmetry >= 4 else upright
        scale = float(upright.abs().max())
        torch.testing.assert_close(seen, expected, atol=2e-5 * scale, rtol=0)
        torch.testing.assert_close(
            net.embed(turned(x, symmetry)), net.embed(x), atol=2e-5 * scale, rtol=1e-4
        )


def test_without_a_mirror_the_net_tells_mirror_images_apart():
    net = disturbed(EquivariantNet((16, 16, 3), 2), 0)
    x = torch.randn(2, 3, 16, 16)
    with torch.no_grad():
        assert (net(x) - net(x.flip(3))).abs().max() > 1e-3


@pytest.mark.parametrize("order", [4, 8])
@pytest.mark.parametrize("kernel_size", [1, 3])
def test_layers_turn_with_the_image_and_permute(order, kernel_size):
    torch.manual_seed(0)
    lift = LiftingConv2d(2, 3, order)
    layer = GroupConv2d(3, 5, order, kernel_size)
    x = torch.randn(1, 2, 8, 8)
    with torch.no_grad():
        maps = layer(lift(x)).view(5, order, 8, 8)
        for symmetry in range(order):
            seen = layer(lift(turned(x, symmetry))).view(5, order, 8, 8)
            back = [turned(maps[:, g : g + 1], symmetry)[:, 0] for g in range(order)]
            # Some permutation of the symmetries, the same for every field.
            found = [
                next(h for h in range(order) if torch.allclose(seen[:, g], back[h], atol=1e-5))
                for g in range(order)
            ]
            assert sorted(found) == list(range(order))


def test_the_ordinary_net_is_not_equivariant():
    torch.manual_seed(0)
    net = disturbed(ResidualNet((16, 16, 3), 3), 0)
    x = torch.randn(3, 3, 16, 16)
    with torch.no_grad():
        assert (net(x) - net(turned(x, 1))).abs().max() > 1e-3


@pytest.fixture(scope="module")
def galaxies():
    """Noise with handed labels: there is nothing to learn, and all the more to get wrong."""
    rng = np.random.default_rng(0)
    return ImageArray(rng.integers(0, 256, (48, 24, 24, 3), dtype=np.uint8)), LABELS[
        rng.integers(0, 3, 48)
    ]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_trained_classifier_sees_the_same_galaxy_from_every_side(galaxies, precision):
    X, y = galaxies
    classifier = GalaxyCNNClassifier(
        architecture="equivariant",
        input_size=16,
        field=0.8,
        reflect=SWAPS,
        rotation="any",
        zoom=0.1,
        shift=1,
        max_epochs=2,
        batch_size=16,
        precision=precision,
        random_state=0,
    ).fit(X, y)
    upright = classifier.predict_proba(X)
    swapped = [1, 0, 2]
    for symmetry in range(8):
        seen = classifier.predict_proba(X.transform(symmetry))
        expected = upright[:, swapped] if symmetry >= 4 else upright
        np.testing.assert_allclose(seen, expected, atol=1e-5)


def test_averaging_over_symmetries_makes_any_net_equivariant(galaxies):
    X, y = galaxies
    net = {"architecture": "residual", "max_epochs": 1, "random_state": 0}
    classifier = GalaxyCNNClassifier(**net, reflect=SWAPS, average_symmetries=True).fit(X, y)
    upright = classifier.predict_proba(X)
    np.testing.assert_allclose(upright.sum(axis=1), 1)
    np.testing.assert_allclose(classifier.predict_proba(X.rotate(1)), upright, atol=1e-5)
    np.testing.assert_allclose(classifier.predict_proba(X.flip()), upright[:, [1, 0, 2]], atol=1e-5)


def test_sizes_and_swaps_that_do_not_fit_are_refused(galaxies):
    X, y = galaxies
    with pytest.raises(ImageSizeError, match="input_size=48"):
        GalaxyCNNClassifier(architecture="equivariant").fit(X, y)
    with pytest.raises(ImageSizeError, match="residual net"):
        ResidualNet((8, 8, 3), 2)
    one_way = {"clockwise": "anticlockwise"}
    with pytest.raises(ValueError, match="does not become 'clockwise' again"):
        GalaxyCNNClassifier(architecture="residual", reflect=one_way).fit(X, y)
    few = y != "clockwise"
    with pytest.raises(ValueError, match="no class here"):
        GalaxyCNNClassifier(architecture="residual", reflect=SWAPS).fit(X[few], y[few])
