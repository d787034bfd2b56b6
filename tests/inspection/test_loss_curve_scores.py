"""Scores that a callback recorded are drawn beside the losses."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib import pyplot as plt
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import get_scorer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline

from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.inspection import LossCurveDisplay

pytest.importorskip("torch", reason="the curves are those of a net")
from skorch.callbacks import Callback, EpochScoring

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


@pytest.mark.parametrize("scoring", ["balanced_accuracy", "f1_macro"])
def test_any_scorer_has_a_curve_of_training_and_one_of_held_out_galaxies(scoring):
    galaxies = make_galaxies(60, size=48, random_state=0, proportions={"merger": 1, "edge_on": 1})
    scores = [
        EpochScoring(scoring, name="train_score", on_train=True, lower_is_better=False),
        EpochScoring(scoring, name="valid_score", lower_is_better=False),
    ]
    net = GalaxyCNNClassifier(max_epochs=2, callbacks=scores, n_jobs=1, random_state=0)
    X, y = galaxies.images, galaxies.target
    net.fit(X[:40], y[:40], X_val=X[40:], y_val=y[40:])
    display = LossCurveDisplay.from_estimator(net, scores=["score", "acc"])
    drawn = {line.get_label(): line.get_ydata().tolist() for line in display.score_ax_.lines}
    assert list(drawn) == ["train_score", "valid_score", "valid_acc"]
    assert drawn["train_score"] == net.history_[:, "train_score"]
    assert drawn["valid_score"][-1] == get_scorer(scoring)(net, X[40:], y[40:])
    assert drawn["valid_acc"][-1] == net.score(X[40:], y[40:])
    losses = {line.get_label(): line.get_ydata().tolist() for line in display.ax_.lines}
    assert losses["held out"] == net.history_[:, "valid_loss"]


def test_axes_of_ones_own_keep_their_ticks_and_scales(net):
    figure, (fixed, logarithmic) = plt.subplots(2)
    fixed.set_xticks([1, 3])
    logarithmic.set_yscale("log")
    LossCurveDisplay.from_estimator(net, scores=["acc"], ax=fixed)
    LossCurveDisplay.from_estimator(net, ax=logarithmic)
    figure.canvas.draw()
    assert fixed.get_xticks().tolist() == [1, 3]
    assert logarithmic.get_yscale() == "log"


def test_losses_below_zero_are_in_the_picture():
    ax = LossCurveDisplay([0.5, -0.5]).plot().ax_
    assert ax.get_ylim()[0] < -0.5
    assert LossCurveDisplay([0.5, 0.3]).plot().ax_.get_ylim()[0] == 0


def test_the_net_is_found_inside_what_wraps_it(net):
    search = GridSearchCV(net, {"max_epochs": [1]}, cv=2)
    search.best_estimator_ = Pipeline([("net", net)])
    corrected = PriorCorrectedClassifier(net)
    corrected.estimator_ = net
    for model in (search, corrected, Pipeline([("inner", Pipeline([("net", net)]))])):
        (line,) = LossCurveDisplay.from_estimator(model).ax_.lines
        assert line.get_ydata().tolist() == net.loss_curve_


def test_what_has_no_curve_says_so():
    with pytest.raises(NotFittedError):
        LossCurveDisplay.from_estimator(PriorCorrectedClassifier(GalaxyCNNClassifier()))
    with pytest.raises(NotFittedError):
        LossCurveDisplay.from_estimator(GalaxyCNNClassifier())
    with pytest.raises(TypeError, match="LogisticRegression has no loss_curve_"):
        LossCurveDisplay.from_estimator(LogisticRegression().fit([[0.0], [1.0]], [0, 1]))


def test_without_scores_there_is_one_axis(net):
    display = LossCurveDisplay.from_estimator(net)
    assert display.score_ax_ is None
    assert display.figure_.axes == [display.ax_]


def test_a_score_that_was_not_recorded_is_refused(net):
    with pytest.raises(ValueError, match=r"no epoch has a score 'f1'.*train_loss, .*valid_acc"):
        LossCurveDisplay.from_estimator(net, scores=["f1"])
