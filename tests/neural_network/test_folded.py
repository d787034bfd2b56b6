"""A net that is folded for prediction answers as the trained one, and leaves it as it is."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from galaxyzoo_ml.neural_network import CourseNet, EquivariantNet, GalaxyCNNClassifier, ResidualNet
from galaxyzoo_ml.neural_network.nets._folded import folded
from galaxyzoo_ml.neural_network.nets._group_layers import GroupBatchNorm2d, GroupConv2d
from tests.neural_network.nets import TinyNet

SHAPE = (32, 32, 3)
NETS = {
    "mirrored": lambda: EquivariantNet(SHAPE, 3, mirror=[1, 0, 2]),
    "turned alone": lambda: EquivariantNet(SHAPE, 3),
    "residual": lambda: ResidualNet(SHAPE, 3),
}


@pytest.mark.parametrize("side", [46, 47, 53, 120])
def test_the_course_net_is_pooled_alike_whatever_the_side(side):
    net = CourseNet((side, side, 3), 2).eval()
    x = torch.randn(3, 3, side, side)
    with torch.no_grad():
        assert torch.equal(folded(net)(x), net(x))


def trained(make):
    """Return a net whose norms have seen batches, with factors of both signs."""
    torch.manual_seed(0)
    net = make().train()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d | GroupBatchNorm2d):
            nn.init.normal_(module.weight)
            nn.init.normal_(module.bias)
    for _ in range(5):
        net(3 * torch.rand(16, 3, 32, 32) - 1)
    return net.eval()


@pytest.mark.parametrize("name", NETS)
def test_answers_are_the_same(name):
    net = trained(NETS[name])
    x = torch.rand(7, 3, 32, 32).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        expected, embedded = net(x), net.embed(x)
        plain = folded(net)
        torch.testing.assert_close(plain(x), expected, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(plain.embed(x), embedded, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("name", NETS)
def test_nothing_is_left_to_expand_or_to_normalise(name):
    layers = GroupConv2d | GroupBatchNorm2d | nn.BatchNorm2d
    assert any(isinstance(module, layers) for module in trained(NETS[name]).modules())
    assert not any(isinstance(module, layers) for module in folded(trained(NETS[name])).modules())


@pytest.mark.parametrize("name", NETS)
def test_the_net_itself_stays_as_it_is(name):
    net = trained(NETS[name])
    before, structure = copy.deepcopy(net.state_dict()), str(net)
    folded(net)
    assert str(net) == structure
    assert all(torch.equal(before[key], value) for key, value in net.state_dict().items())


def test_a_module_of_ones_own_is_taken_as_it_is():
    net = TinyNet(SHAPE, 2).train()
    assert folded(net) is net
    assert not net.training


def test_a_classifier_predicts_what_its_net_says():
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (40, 32, 32, 3), np.uint8)
    y = np.repeat(["a", "b"], 20)
    net = GalaxyCNNClassifier(
        architecture="equivariant", reflect=True, max_epochs=2, lr=0.01, random_state=0
    ).fit(X, y)
    x = torch.from_numpy(X).permute(0, 3, 1, 2) / 255
    with torch.no_grad():
        expected = net.net_.module_.eval()(x).softmax(dim=1).numpy()
    np.testing.assert_allclose(net.predict_proba(X), expected, atol=1e-5)
