"""What one step does: its rate, its decay, and which weights are judged after it."""

from __future__ import annotations

import copy
import math

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch.nn import functional

from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from tests.neural_network.nets import TinyNet

RNG = np.random.default_rng(0)
X = RNG.integers(0, 256, (40, 8, 8, 3), dtype=np.uint8)
Y = np.array(["bright", "dark"])[RNG.integers(0, 2, 40)]


def tiny(**parameters):
    defaults = {"architecture": TinyNet, "max_epochs": 4, "batch_size": 8, "lr": 0.05}
    return GalaxyCNNClassifier(**{**defaults, "random_state": 0, **parameters})


class Rates(Callback):
    """Keeps the rate of every step."""

    def initialize(self):
        self.rates_ = []
        return self

    def on_batch_end(self, net, **kwargs):
        self.rates_ += [group["lr"] for group in net.optimizer_.param_groups[:1]]


def rates_of(schedule: str) -> np.ndarray:
    net = tiny(lr_schedule=schedule, callbacks=[Rates()]).fit(X, Y).net_
    (rates,) = [each.rates_ for _, each in net.callbacks_ if isinstance(each, Rates)]
    return np.array(rates) / 0.05


DONE = np.arange(20) / 20  # 4 epochs of 5 batches


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("constant", np.ones(20)),
        ("linear", 1 - DONE),
        ("cosine", np.cos(np.pi * DONE / 2) ** 2),
    ],
)
def test_rates_follow_their_schedule(schedule: str, expected: np.ndarray) -> None:
    np.testing.assert_allclose(rates_of(schedule), expected, atol=1e-12)


def test_one_cycle_rises_for_a_quarter_and_falls_to_nothing() -> None:
    rates = rates_of("one-cycle")
    assert rates[0] == pytest.approx(0.04)
    assert rates[5] == rates.max() == pytest.approx(1)
    assert (np.diff(rates[:6]) > 0).all()
    assert (np.diff(rates[5:]) < 0).all()
    assert rates[10] == pytest.approx(0.75)  # a third of the way down a cosine
    assert rates[-1] == pytest.approx((1 - math.cos(math.pi / 15)) / 2)


class Start(Callback):
    """Keeps the weights before the first step."""

    def on_train_begin(self, net, **kwargs):
        self.state_ = copy.deepcopy(net.module_.state_dict())


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_matrices_decay_and_biases_do_not(optimizer: str) -> None:
    lr, decay = 0.05, 0.5
    once = {"optimizer": optimizer, "lr": lr, "batch_size": 40, "max_epochs": 1}
    once |= {"lr_schedule": "constant", "callbacks": [Start()]}
    plain = tiny(**once, weight_decay=0.0).fit(X, Y).net_
    decayed = tiny(**once, weight_decay=decay).fit(X, Y).net_.module_.state_dict()
    (start,) = [each.state_ for _, each in plain.callbacks_ if isinstance(each, Start)]
    for name, value in plain.module_.state_dict().items():
        lost = lr * decay * start[name] if value.ndim > 1 else torch.zeros_like(value)
        torch.testing.assert_close(value - decayed[name], lost, atol=1e-6, rtol=0)


class Judge(Callback):
    """Averages weights by itself, and judges them by held-out galaxies after each epoch."""

    def __init__(self, decay: float, x: torch.Tensor, y: torch.Tensor) -> None:
        self.decay, self.x, self.y = decay, x, y

    def initialize(self):
        self.module_, self.losses_ = None, []
        return self

    def on_batch_end(self, net, training=True, **kwargs):
        if not training:
            return
        if self.module_ is None:
            self.module_ = copy.deepcopy(net.module_)
            return
        new = net.module_.state_dict()
        for name, value in self.module_.state_dict().items():
            value.lerp_(new[name], 1 - self.decay)

    def on_epoch_end(self, net, **kwargs):
        with torch.no_grad():
            self.losses_.append(float(functional.cross_entropy(self.module_(self.x), self.y)))


def test_early_stopping_judges_the_averaged_weights() -> None:
    held_out, labels = X[1::2], Y[1::2]
    x = torch.from_numpy(held_out).permute(0, 3, 1, 2) / 255
    judge = Judge(0.9, x, torch.from_numpy((labels == "dark").astype(np.int64)))
    classifier = tiny(
        n_iter_no_change=60, averaging=0.9, callbacks=[judge], lr=0.2, early_stopping=True
    )
    classifier.fit(X[::2], Y[::2], X_val=held_out, y_val=labels)
    (used,) = [each for _, each in classifier.net_.callbacks_ if isinstance(each, Judge)]
    np.testing.assert_allclose(classifier.history_[:, "valid_loss"], used.losses_, rtol=1e-5)
    right = classifier.predict_proba(held_out)[np.arange(20), (labels == "dark").astype(int)]
    assert -np.log(right).mean() == pytest.approx(min(used.losses_), rel=1e-4)
