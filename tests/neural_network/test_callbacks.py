"""What accompanies a training: skorch's callbacks, Ctrl-C, what is recorded and what is kept."""

import pickle
import signal

import numpy as np
import pytest
import torch
from imblearn.pipeline import Pipeline
from skorch.callbacks import BatchScoring, Callback, EpochScoring, LRScheduler
from torch.optim.lr_scheduler import StepLR

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.exceptions import DivergedError
from galaxyzoo_ml.neural_network import GalaxyVoteRegressor, TableNetClassifier
from tests.neural_network.nets import TinyNet
from tests.neural_network.small import bytes_and_labels, tiny

X, Y = bytes_and_labels()


@pytest.mark.parametrize("scoring", ["accuracy", "balanced_accuracy", "neg_log_loss", "f1_macro"])
@pytest.mark.parametrize("kind", [EpochScoring, BatchScoring])
def test_scores_of_training_and_of_held_out_galaxies_are_recorded(kind, scoring):
    scores = [
        kind(scoring, name="train_score", on_train=True, lower_is_better=False),
        kind(scoring, name="held_out_score", lower_is_better=False),
    ]
    net = tiny(callbacks=scores, max_epochs=8).fit(X[:40], Y[:40], X_val=X[40:], y_val=Y[40:])
    for name in ("train_score", "held_out_score"):
        assert len(net.history_[:, name]) == 8
    if scoring == "accuracy":
        assert net.history_[-1, "held_out_score"] == net.score(X[40:], Y[40:])


def test_held_out_scores_are_those_of_the_weights_that_would_be_kept():
    score = EpochScoring("neg_log_loss", name="score", lower_is_better=False)
    net = tiny(averaging=0.9, callbacks=[score]).fit(X[:40], Y[:40], X_val=X[40:], y_val=Y[40:])
    p = net.predict_proba(X[40:])[np.arange(20), np.searchsorted(net.classes_, Y[40:])]
    assert net.history_[-1, "score"] == pytest.approx(np.log(p).mean(), rel=1e-4)
    assert net.history_[-1, "valid_loss"] == pytest.approx(-np.log(p).mean(), rel=1e-4)


def test_soft_labels_are_scored_by_the_most_probable():
    soft = np.where((Y == "bright")[:, None], [0.9, 0.1], [0.2, 0.8])
    score = EpochScoring("accuracy", name="score", on_train=True, lower_is_better=False)
    assert tiny(callbacks=[score], max_epochs=8).fit(X, soft).history_[-1, "score"] > 0.9


def test_a_score_of_nothing_is_refused():
    with pytest.raises(ValueError, match="held-out galaxies, and there are none"):
        tiny(callbacks=[EpochScoring("accuracy")]).fit(X, Y)
    with pytest.raises(ValueError, match="held-out galaxies, and there are none"):
        tiny(callbacks=[("score", EpochScoring("accuracy"))]).partial_fit(
            X, Y, classes=np.unique(Y)
        )
    regressor = GalaxyVoteRegressor(architecture=TinyNet, max_epochs=1)
    regressor.set_params(callbacks=[EpochScoring("accuracy", on_train=True)])
    with pytest.raises(ValueError, match="what is learnt here are none"):
        regressor.fit(X, np.full((60, 2), 0.5))


class _Rates(Callback):
    def __init__(self):
        self.rates = []

    def on_batch_end(self, net, **kwargs):
        self.rates.append(net.optimizer_.param_groups[0]["lr"])


def test_a_scheduler_of_skorch_sets_the_rate_where_it_is_constant():
    rates = _Rates()
    scheduler = LRScheduler(StepLR, step_size=1, gamma=0.5)
    tiny(lr_schedule="constant", batch_size=60, callbacks=[scheduler, rates]).fit(X, Y)
    assert rates.rates == [0.1, 0.05, 0.025, 0.0125]


class _Study:
    """What optuna's study is: somebody outside, whom a copy of a trial would not know."""

    def __init__(self):
        self.reported = []


class _Pruning(Callback):
    """As optuna's SkorchPruningCallback: reports to the study, and ends a hopeless training."""

    def __init__(self, study, monitor, least):
        self.study, self.monitor, self.least = study, monitor, least

    def on_epoch_end(self, net, **kwargs):
        value = net.history[-1, self.monitor]
        self.study.reported.append((self, value))
        if len(net.history) == 2 and value < self.least:
            raise RuntimeError("pruned")


@pytest.mark.parametrize("in_pipeline", [False, True])
def test_one_net_is_listened_to_by_the_callback_itself(in_pipeline):
    study = _Study()
    callback = _Pruning(study, "valid_acc", least=0)
    net = tiny(callbacks=[callback])
    held_out = {"X_val": X[40:], "y_val": Y[40:]}
    if in_pipeline:
        held_out = {f"net__{name}": value for name, value in held_out.items()}
        Pipeline([("balance", RotationOversampler()), ("net", net)]).fit(X[:40], Y[:40], **held_out)
    else:
        net.fit(X[:40], Y[:40], **held_out)
    assert all(reporter is callback for reporter, _ in study.reported)
    assert [value for _, value in study.reported] == net.history_[:, "valid_acc"]
    assert net.callbacks[0] is callback


def test_a_callback_can_prune():
    study = _Study()
    net = tiny(callbacks=[_Pruning(study, "valid_acc", least=2)])
    with pytest.raises(RuntimeError, match="pruned"):
        net.fit(X[:40], Y[:40], X_val=X[40:], y_val=Y[40:])
    assert len(study.reported) == 2
    assert not hasattr(net, "net_")


def test_members_are_listened_to_by_copies():
    study = _Study()
    callback = _Pruning(study, "valid_acc", least=0)
    tiny(callbacks=[callback], n_members=2, n_jobs=1).fit(
        X[:40], Y[:40], X_val=X[40:], y_val=Y[40:]
    )
    assert study.reported == []


def test_two_who_set_the_rate_are_refused(tmp_path):
    scheduler = LRScheduler(StepLR, step_size=1)
    with pytest.raises(ValueError, match="lr_schedule='constant' leaves it"):
        tiny(callbacks=[scheduler]).fit(X, Y)
    with pytest.raises(ValueError, match="begins anew where a checkpoint goes on"):
        tiny(lr_schedule="constant", callbacks=[scheduler], checkpoint=tmp_path / "c.pt").fit(X, Y)


def test_held_out_galaxies_alone_stop_nothing():
    X_val, noise = X[40:], np.roll(Y[40:], 1)  # of which nothing can be learnt
    watched = tiny(max_epochs=30, n_iter_no_change=1).fit(X[:40], Y[:40], X_val=X_val, y_val=noise)
    assert watched.n_iter_ == 30
    assert len(watched.history_[:, "valid_loss"]) == 30
    plain = tiny(max_epochs=30).fit(X[:40], Y[:40])
    np.testing.assert_array_equal(watched.predict_proba(X), plain.predict_proba(X))


class _CtrlC(Callback):
    def on_epoch_end(self, net, **kwargs):
        if len(net.history) == 3:
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c_at_the_end_of_an_epoch_is_raised_and_the_checkpoint_kept(tmp_path):
    handler = signal.getsignal(signal.SIGINT)
    path = tmp_path / "c.pt"
    with pytest.raises(KeyboardInterrupt):
        tiny(checkpoint=path, callbacks=[_CtrlC()]).fit(X, Y)
    assert path.exists()
    assert signal.getsignal(signal.SIGINT) is handler
    resumed = tiny(checkpoint=path).fit(X, Y)
    assert not path.exists()
    np.testing.assert_array_equal(resumed.predict_proba(X), tiny().fit(X, Y).predict_proba(X))


class _Begun(Callback):
    def __init__(self, log):
        self.log = log

    def on_train_begin(self, net, **kwargs):
        with self.log.open("a") as file:
            file.write("x")


@pytest.mark.parametrize("options", [{}, {"early_stopping": True, "averaging": 0.9}])
def test_members_that_are_done_are_not_trained_again(tmp_path, options):
    options = {"n_members": 2, "max_epochs": 3, **options}
    path, log = tmp_path / "c.pt", tmp_path / "log"
    second = _SecondFails(tmp_path / "seen")
    with pytest.raises(MemoryError, match="killed"):
        tiny(**options, checkpoint=path, callbacks=[second]).fit(X, Y)
    assert path.exists()
    resumed = tiny(**options, checkpoint=path, callbacks=[_Begun(log)]).fit(X, Y)
    assert log.read_text() == "x"  # of the second alone
    assert [file.name for file in tmp_path.glob("c*")] == []
    whole = tiny(**options).fit(X, Y)
    np.testing.assert_array_equal(resumed.predict_proba(X), whole.predict_proba(X))
    assert resumed.loss_curve_ == whole.loss_curve_


class _SecondFails(Callback):
    def __init__(self, seen):
        self.seen = seen

    def on_train_begin(self, net, **kwargs):
        self.seen.mkdir(exist_ok=True)
        (self.seen / str(net.seed)).touch()

    def on_epoch_end(self, net, **kwargs):
        if len(list(self.seen.iterdir())) == 2 and len(net.history) == 2:
            raise MemoryError("killed")


def test_pickles_and_histories_hold_epochs_and_no_batches():
    net = tiny(max_epochs=3, batch_size=2).fit(X, Y)
    assert all(epoch["batches"] == [] for epoch in net.history_)
    many = tiny(max_epochs=300, batch_size=2).fit(X, Y)
    per_epoch = (len(pickle.dumps(many)) - len(pickle.dumps(net))) / 297
    assert per_epoch < 300  # bytes


def test_a_training_that_diverges_in_its_last_step_is_no_fit():
    with pytest.raises(DivergedError, match="lower lr"):
        tiny(lr=1e30, max_epochs=1, batch_size=60).fit(X, Y)
    table = X.reshape(60, -1) / 255
    net = TableNetClassifier(lr=1e308, activation="relu", max_epochs=1, batch_size=60)
    with pytest.raises(DivergedError, match="lower lr"):
        net.fit(table, Y)


def test_a_last_row_alone_joins_the_batch_before():
    class Normed(TinyNet):
        def __init__(self, image_shape, n_classes):
            super().__init__(image_shape, n_classes)
            self.layers.insert(2, torch.nn.BatchNorm1d(16))

    for n in (9, 17, 10):
        net = tiny(architecture=Normed, batch_size=8, max_epochs=2).fit(X[:n], Y[:n])
        assert net.n_iter_ == 2
    tables = TableNetClassifier(max_epochs=1, random_state=0)  # by one row a batch
    assert tables.fit(X.reshape(60, -1) / 255, Y).n_iter_ == 1
