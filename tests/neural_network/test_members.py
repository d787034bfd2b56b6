"""Nets are trained from a config and data: no estimator is needed."""

import dataclasses
import pickle
from functools import partial

import numpy as np
import pytest
import torch

from galaxyzoo_ml.datasets import make_charges
from galaxyzoo_ml.neural_network import DenseNet, TableNetClassifier
from galaxyzoo_ml.neural_network.training._build import build_nets
from galaxyzoo_ml.neural_network.training._config import TrainingConfig, TrainingData
from galaxyzoo_ml.neural_network.training._cross_entropy import WeightedCrossEntropy
from galaxyzoo_ml.neural_network.training._members import train_further, train_members
from galaxyzoo_ml.neural_network.training._table_dataset import TableDataset

CONFIG = TrainingConfig(
    module=partial(DenseNet, [2, 8, 3], dtype=torch.float64),
    criterion=WeightedCrossEntropy,
    seeds=[1, 2],
    max_epochs=4,
    batch_size=16,
    optimizer="sgd",
    lr=0.1,
    lr_schedule="linear",
    momentum=0.9,
    weight_decay=0.0,
    averaging=0.0,
    precision="float32",
    patience=10,
    n_jobs=1,
)


@pytest.fixture(scope="module")
def data():
    X, y = make_charges(return_X_y=True)
    return TrainingData(TableDataset(X / 5, np.unique(y, return_inverse=True)[1]))


def weights_of(nets):
    return [net.module_.state_dict() for net in nets]


def assert_same(nets, others):
    for one, other in zip(weights_of(nets), weights_of(others), strict=True):
        assert all(torch.equal(one[key], other[key]) for key in one)


def test_a_config_and_data_are_all_that_a_training_needs(data):
    nets = train_members(CONFIG, data)
    for net in nets:
        losses = net.history[:, "train_loss"]
        assert len(losses) == 4
        assert losses[-1] < losses[0]
    assert_same(nets, train_members(dataclasses.replace(CONFIG, n_jobs=2), data))


def test_nets_are_built_from_weights_and_go_on_from_them(data):
    nets = train_members(CONFIG, data)
    weights = [{k: v.clone() for k, v in each.items()} for each in weights_of(nets)]
    built = build_nets(CONFIG, weights)
    assert_same(built, nets)
    assert all(len(net.history) == 0 for net in built)
    further = train_further(CONFIG, data, nets)
    assert all(len(net.history) == 5 for net in further)
    again = train_members(CONFIG, data, weights)
    assert all(len(net.history) == 4 for net in again)
    assert again[0].history[0, "train_loss"] < nets[0].history[0, "train_loss"]


def test_an_estimator_hands_on_no_more_than_its_config():
    X, y = make_charges(return_X_y=True)
    estimator = TableNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    config = estimator._training_config([0])
    assert b"TableNetClassifier" not in pickle.dumps(config)
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.lr = 1.0


def test_data_are_told_apart_by_every_row():
    X, y = make_charges(return_X_y=True)
    numbers = np.unique(y, return_inverse=True)[1]
    name = TableDataset(X, numbers).fingerprint()
    assert TableDataset(X.copy(), numbers).fingerprint() == name
    for row in (0, 1, len(X) - 1):
        other, labels, weights = X.copy(), numbers.copy(), np.ones(len(X))
        other[row] += 1e-6
        labels[row] = (labels[row] + 1) % 3
        weights[row] = 2.0
        assert TableDataset(other, numbers).fingerprint() != name
        assert TableDataset(X, labels).fingerprint() != name
        assert TableDataset(X, numbers, weights).fingerprint() != name
