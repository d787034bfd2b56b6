"""Scores that a callback recorded are drawn beside the losses."""

from __future__ import annotations

import numpy as np
import pytest

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.inspection import LossCurveDisplay

pytest.importorskip("torch", reason="the curves are those of a net")
from skorch.callbacks import Callback

from galaxyzoo_ml.neural_network import GalaxyCNNClassifier


class Record(Callback):
    """Records a score after every second epoch, as skorch's own scoring may."""

    def on_epoch_end(self, net, **kwargs):
        if len(net.history) != 2:
            net.history.record("valid_acc", len(net.history) / 10)


@pytest.fixture(scope="module")
def net():
    images, y = make_galaxies(12, size=48, random_state=0).images, np.arange(12) % 2
    net = GalaxyCNNClassifier(max_epochs=3, n_jobs=1, random_state=0, callbacks=[Record()])
    return net.fit(images, y)


def test_scores_have_an_axis_of_their_own(net):
    display = LossCurveDisplay.from_estimator(net, scores=["valid_acc"])
    (line,) = display.score_ax_.lines
    np.testing.assert_allclose(line.get_ydata(), [0.1, np.nan, 0.3])
    assert line.get_xdata().tolist() == [1, 2, 3]
    labels = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert labels == ["training", "valid_acc"]
    (training,) = display.ax_.lines
    assert training.get_ydata().tolist() == net.loss_curve_
    assert line.get_color() != training.get_color()
    display.figure_.canvas.draw()


def test_without_scores_there_is_one_axis(net):
    display = LossCurveDisplay.from_estimator(net)
    assert display.score_ax_ is None
    assert display.figure_.axes == [display.ax_]


def test_a_score_that_was_not_recorded_is_refused(net):
    with pytest.raises(ValueError, match=r"no epoch has a score 'acc'.*train_loss, .*valid_acc"):
        LossCurveDisplay.from_estimator(net, scores=["acc"])
