"""What users give as parameters: it works, or one sentence says what does."""

import numpy as np
import pytest
import torch
from torch import nn

from galaxyzoo_ml.neural_network import GalaxyVoteRegressor, TableNetClassifier
from galaxyzoo_ml.persistence import load_model, save_model
from tests.neural_network.small import bytes_and_labels, tiny

X, Y = bytes_and_labels()


def factory():
    return nn.Sequential(nn.Flatten(), nn.Linear(6 * 6 * 3, 2))


class WithoutArguments(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = factory()

    def forward(self, x):
        return self.layers(x)


def factory_of_classes(n_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(6 * 6 * 3, n_classes))


NETS = {
    "a class without arguments": WithoutArguments,
    "a factory": factory,
    "a factory with arguments": factory_of_classes,
    "an instance": WithoutArguments(),
    "layers": factory(),
    "lazy layers": nn.Sequential(nn.Flatten(), nn.LazyLinear(8), nn.ReLU(), nn.LazyLinear(2)),
}


@pytest.mark.parametrize("name", NETS)
def test_any_net_is_trained_saved_and_loaded(name, tmp_path):
    net = tiny(architecture=NETS[name], max_epochs=10).fit(X, Y)
    assert net.score(X, Y) > 0.9
    save_model(net, tmp_path / "m.safetensors")
    again = load_model(tmp_path / "m.safetensors", module=NETS[name])
    np.testing.assert_array_equal(again.predict_proba(X), net.predict_proba(X))
    same = tiny(architecture=NETS[name], max_epochs=10).fit(X, Y)
    np.testing.assert_array_equal(same.predict_proba(X), net.predict_proba(X))


class Pair(nn.Module):
    def forward(self, x):
        return x, x


@pytest.mark.parametrize(
    ("architecture", "error", "message"),
    [
        (nn.Linear(100, 2), ValueError, r"Linear does not take images of this shape, \(3, 6, 6\)"),
        (nn.Flatten(), ValueError, r"output of shape \(2, 108\)"),
        (Pair(), TypeError, "Pair returns a tuple: one tensor of logits is needed"),
        (lambda: 5, TypeError, "architecture made a int, and a torch.nn.Module is needed"),
        (nn.Linear, TypeError, "Linear needs in_features, out_features"),
        (torch.zeros, TypeError, "does not say which arguments it takes"),
        ("resnet50", ValueError, "must be a str among"),
    ],
)
def test_what_cannot_be_a_net_says_why(architecture, error, message):
    with pytest.raises(error, match=message):
        tiny(architecture=architecture).fit(X, Y)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw"])
def test_optimisers_have_names(optimizer):
    assert tiny(optimizer=optimizer, lr=0.01, max_epochs=20).fit(X, Y).score(X, Y) > 0.9
    with pytest.raises(ValueError, match=r"must be a str among .*'adam'"):
        tiny(optimizer=torch.optim.Adam).fit(X, Y)


MISSING = f"cuda:{torch.cuda.device_count()}"


@pytest.mark.parametrize(
    ("device", "message"),
    [
        (MISSING, f"device='{MISSING}' is not here; there are cpu"),
        ("gpu", r"device='gpu' is not here \(torch's names are cpu, cuda, mps; a GPU is cuda\)"),
        ("CPU", "torch's names are cpu"),
        ("cuda:first", "is not here; there are cpu"),
        (None, "must be an instance of 'str'"),
    ],
)
def test_a_device_that_is_not_here_names_those_that_are(device, message):
    for net in (tiny(device=device), TableNetClassifier(device=device)):
        with pytest.raises(ValueError, match=message):
            net.fit(X if hasattr(net, "architecture") else X.reshape(60, -1), Y)


@pytest.mark.skipif(torch.backends.mps.is_available(), reason="it is here")
def test_a_mac_is_named_where_there_is_none():
    with pytest.raises(ValueError, match="device='mps' is not here; there are cpu"):
        tiny(device="mps").fit(X, Y)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"bright": float("nan")}, "class_weight of 'bright' is nan"),
        ({"dark": -1}, "class_weight of 'dark' is -1"),
        ({"dark": float("inf")}, "class_weight of 'dark' is inf"),
        ({"dark": "heavy"}, "class_weight of 'dark' is 'heavy'"),
        ({"dark": None}, "class_weight of 'dark' is None"),
        ({"dark": 0, "bright": 0.0}, r"class_weight=\{'dark': 0, .*every class weighs 0"),
        ({"grey": 1}, r"class_weight names \['grey'\], none of the classes"),
    ],
)
def test_a_weight_that_is_none_is_named(weights, message):
    for net in (tiny(class_weight=weights), TableNetClassifier(class_weight=weights)):
        with pytest.raises(ValueError, match=message):
            net.fit(X if hasattr(net, "architecture") else X.reshape(60, -1) / 255, Y)


def test_a_class_may_weigh_nothing():
    net = tiny(class_weight={"dark": 0}).fit(X, Y)
    assert set(net.predict(X)) == {"bright"}
    assert net.class_prior_.tolist() == [1, 0]


def test_a_checkpoint_is_a_file(tmp_path):
    with pytest.raises(ValueError, match=f"has to name a file, and {tmp_path} is a folder"):
        tiny(checkpoint=tmp_path).fit(X, Y)
    with pytest.raises(ValueError, match=f"there is no folder {tmp_path / 'none'}"):
        tiny(checkpoint=tmp_path / "none" / "c.pt").fit(X, Y)


@pytest.mark.parametrize("callback", [1, object, ("name", print)])
def test_what_is_no_callback_is_named(callback):
    with pytest.raises(TypeError, match="callbacks are those of skorch, and"):
        tiny(callbacks=[callback]).fit(X, Y)


@pytest.mark.parametrize("kind", [tiny, TableNetClassifier, GalaxyVoteRegressor])
def test_checkpoints_can_be_kept(kind):
    assert kind().keep_checkpoint is False


def test_a_kept_checkpoint_saves_the_same_fit_anew(tmp_path):
    path = tmp_path / "c.pt"
    first = tiny(n_members=2, checkpoint=path, keep_checkpoint=True, n_jobs=1).fit(X, Y)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c-1.pt", "c.pt"]
    before = path.stat().st_mtime_ns
    again = tiny(n_members=2, checkpoint=path, keep_checkpoint=True, n_jobs=1).fit(X, Y)
    assert path.stat().st_mtime_ns == before  # no epoch was trained
    np.testing.assert_array_equal(again.predict_proba(X), first.predict_proba(X))
    assert again.loss_curve_ == first.loss_curve_
    tiny(n_members=2, checkpoint=path, n_jobs=1).fit(X, Y)
    assert list(tmp_path.iterdir()) == []
