"""What a trained net is good for beyond its labels: features, and a start for the next one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from torch import nn

from galaxyzoo_ml.datasets import make_charges, make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

NETS = {
    "course": {"architecture": "course"},
    "residual": {"architecture": "residual"},
    "equivariant": {"architecture": "equivariant", "reflect": True},
    "rotations": {"architecture": "equivariant"},
    "ensemble": {"architecture": "residual", "n_members": 2},
}


@pytest.fixture(scope="module")
def galaxies():
    data = make_galaxies(80, size=48, random_state=0)
    return StandardScaler().fit_transform(data.images), data.target


def net(**parameters):
    return GalaxyCNNClassifier(**{"max_epochs": 1, "n_jobs": 1, "random_state": 0, **parameters})


@pytest.mark.parametrize("name", NETS)
def test_features_are_what_the_last_layer_sees(galaxies, name):
    X, y = galaxies
    classifier = net(**NETS[name]).fit(X, y)
    features = classifier.transform(X)
    assert features.dtype == np.float32
    assert features.shape == (80, len(classifier.get_feature_names_out()))
    assert features.std(axis=0).max() > 0
    if name in ("course", "residual"):
        layer = [m for m in classifier.net_.module_.modules() if isinstance(m, nn.Linear)][-1]
        logits = layer(torch.from_numpy(features)).detach().double().softmax(1)
        np.testing.assert_allclose(logits, classifier.predict_proba(X), atol=1e-6)
    if "equivariant" in name:
        np.testing.assert_allclose(classifier.transform(X.rotate(1).flip()), features, atol=1e-4)


def test_features_of_a_table_are_what_the_last_layer_sees():
    X, y = make_charges(return_X_y=True)
    classifier = TableNetClassifier(hidden_layer_sizes=(7, 5), max_epochs=2, random_state=0)
    features = classifier.fit(X, y).transform(X)
    assert features.shape == (len(X), 5)
    logits = classifier.net_.module_.layers[-1](torch.from_numpy(features).double()).detach()
    np.testing.assert_allclose(logits.softmax(1), classifier.predict_proba(X), atol=1e-6)


class MeetingNet(nn.Module):
    """A net of one's own, in which threads wait for one another before the last layer."""

    meeting: threading.Barrier | None = None

    def __init__(self, image_shape, n_classes):
        super().__init__()
        self.first = nn.Linear(int(np.prod(image_shape)), 4)
        self.last = nn.Linear(4, n_classes)

    def forward(self, x):
        x = self.first(x.flatten(1)).relu()
        if MeetingNet.meeting is not None:
            MeetingNet.meeting.wait()
        return self.last(x)


def test_threads_get_the_features_of_their_own_images(galaxies, monkeypatch):
    X, y = galaxies
    classifier = net(architecture=MeetingNet, n_jobs=None).fit(X, y)
    parts = X[:8], X[40:48]
    expected = [classifier.transform(part) for part in parts]
    assert not np.allclose(*expected)
    monkeypatch.setattr(MeetingNet, "meeting", threading.Barrier(2))
    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(classifier.transform, parts))
    np.testing.assert_array_equal(seen, expected)
    assert not classifier.net_.module_.last._forward_pre_hooks  # left as it was


def test_a_trained_net_feeds_another_classifier(galaxies):
    X, y = galaxies
    trained = net(architecture="residual", max_epochs=3).fit(X, y)
    probe = LogisticRegression(max_iter=1000).fit(trained.transform(X), y)
    assert probe.score(trained.transform(X), y) > 0.6
    assert make_pipeline(net(), LogisticRegression(max_iter=1000)).fit(X, y).predict(X).shape == (
        80,
    )


def test_a_net_without_a_last_layer_says_what_it_needs(galaxies):
    X, y = galaxies
    module = nn.Sequential(nn.Conv2d(3, 3, 48), nn.Flatten())
    with pytest.raises(TypeError, match="method embed"):
        net(architecture=module).fit(X, y).transform(X)


def test_a_trained_net_is_a_start_for_another_question(galaxies):
    X, y = galaxies
    first = net(architecture="equivariant", reflect=True).fit(X, y)
    trained = first.net_.module_
    before = {key: value.clone() for key, value in trained.state_dict().items()}
    tuned = net(architecture="equivariant", reflect=True, start_from=trained, lr=1e-9)
    tuned.fit(X, y == "spiral")
    after = tuned.net_.module_.state_dict()
    for key, value in before.items():
        assert torch.equal(value, trained.state_dict()[key])  # left alone
        if "running" not in key and not key.startswith("head"):
            torch.testing.assert_close(after[key], value, atol=1e-5, rtol=1e-4)
    assert after["head.weight"].shape[0] == 2
    with pytest.raises(ValueError, match="do not fit"):
        net(architecture="residual", start_from=trained).fit(X, y)
