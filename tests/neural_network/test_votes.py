"""Fractions of votes, learnt from votes that were counted: known truth, known numbers."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import betabinom
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, GalaxyVoteRegressor
from tests.neural_network.nets import TinyNet

CONCENTRATION = 15.0


@pytest.fixture(scope="module")
def voted():
    """1,500 images whose brightness says how likely the answer "bright" is."""
    rng = np.random.default_rng(0)
    mean = rng.uniform(0.1, 0.9, 1500)
    X = np.clip(255 * mean[:, None, None, None] + rng.normal(0, 10, (1500, 4, 4, 1)), 0, 255)
    truth = rng.beta(CONCENTRATION * mean, CONCENTRATION * (1 - mean))
    n_votes = rng.integers(5, 60, 1500)
    fractions = rng.binomial(n_votes, truth) / n_votes
    y = pd.DataFrame({"bright": fractions, "artifact": 1 - fractions})
    return ImageArray(X.astype(np.uint8)), y, n_votes, mean, truth


def regressor(**parameters):
    return GalaxyVoteRegressor(
        **{"architecture": TinyNet, "max_epochs": 40, "optimizer": "adamw", "lr": 0.01,
           "lr_schedule": "cosine", "random_state": 0, **parameters}
    )  # fmt: skip


@pytest.fixture(scope="module")
def fitted(voted):
    X, y, n_votes, *_ = voted
    return regressor().fit(X[:1000], y[:1000], n_votes=n_votes[:1000])


def test_fractions_are_found_and_named(voted, fitted):
    X, _, _, mean, _ = voted
    assert fitted.answers_.tolist() == ["bright", "artifact"]
    fractions = fitted.predict(X[1000:])
    np.testing.assert_allclose(fractions.sum(axis=1), 1)
    assert np.sqrt(np.mean((fractions[:, 0] - mean[1000:]) ** 2)) < 0.03


def test_deviations_are_those_of_galaxies_and_not_of_counting(voted, fitted):
    X, _, _, mean, truth = voted
    fractions, deviations = fitted.predict(X[1000:], return_std=True)
    expected = np.sqrt(mean * (1 - mean) / (CONCENTRATION + 1))[1000:]
    assert 0.8 < np.median(deviations[:, 0] / expected) < 1.25
    within = np.abs(truth[1000:] - fractions[:, 0]) < deviations[:, 0]
    assert 0.6 < within.mean() < 0.78  # 0.68 of a normal distribution


def test_the_loss_is_the_likelihood_of_the_votes(voted):
    X, y, n_votes, *_ = voted
    one = regressor(max_epochs=1, lr=1e-12, batch_size=1500).fit(X, y, n_votes=n_votes)
    fractions, deviations = one.predict(X, return_std=True)
    p = fractions[:, 0]
    total = p * (1 - p) / deviations[:, 0] ** 2 - 1
    votes = np.rint(y["bright"] * n_votes)
    likelihood = betabinom.logpmf(votes, n_votes, total * p, total * (1 - p))
    constant = betabinom.logpmf(votes, n_votes, 1, 1) + np.log(n_votes + 1)
    from scipy.special import gammaln

    counting = gammaln(n_votes + 1) - gammaln(votes + 1) - gammaln(n_votes - votes + 1)
    np.testing.assert_allclose(constant, 0, atol=1e-9)
    expected = -(likelihood - counting).mean()
    assert one.loss_curve_[0] == pytest.approx(expected, rel=1e-4)


def test_more_votes_teach_more(voted):
    X, y, *_ = voted
    wrong = y.copy()
    wrong.iloc[::2] = wrong.iloc[::2, ::-1].to_numpy()  # half of the galaxies tell the opposite
    few = np.where(np.arange(1500) % 2 == 0, 0.5, 60.0)
    mean = voted[3]
    by_votes = regressor(likelihood="multinomial").fit(X, wrong, n_votes=few).predict(X)[:, 0]
    alike = regressor(likelihood="multinomial").fit(X, wrong).predict(X)[:, 0]
    assert np.sqrt(np.mean((by_votes - mean) ** 2)) < 0.05
    assert np.sqrt(np.mean((alike - mean) ** 2)) > 0.15


def test_members_widen_the_deviations(voted):
    X, y, n_votes, *_ = voted
    small = slice(0, 200)
    two = regressor(n_members=2, max_epochs=5).fit(X[small], y[small], n_votes=n_votes[small])
    both = two.predict(X[small], return_std=True)
    alone = []
    for net in list(two.nets_):
        two.nets_ = [net]
        alone.append(two.predict(X[small], return_std=True))
    np.testing.assert_allclose(both[0], (alone[0][0] + alone[1][0]) / 2)
    variance = (alone[0][1] ** 2 + alone[1][1] ** 2) / 2 + (alone[0][0] - alone[1][0]) ** 2 / 4
    np.testing.assert_allclose(both[1], np.sqrt(variance))


def test_others_are_judged_by_the_votes_that_they_got(voted):
    X, y, *_ = voted
    few = np.full(1500, 5)
    one = regressor(max_epochs=1, lr=1e-12, early_stopping=True)
    one.fit(X, y, n_votes=few, X_val=X, y_val=y, n_votes_val=few)
    assert one.history_[0, "valid_loss"] == pytest.approx(one.history_[0, "train_loss"], rel=1e-3)


def test_mirrors_swap_the_answers():
    swaps = {"cw": "acw", "acw": "cw"}
    rng = np.random.default_rng(0)
    square = ImageArray(rng.integers(0, 256, (40, 16, 16, 3), dtype=np.uint8))
    y = pd.DataFrame(rng.dirichlet([1, 1, 1], 40), columns=["cw", "acw", "smooth"])
    net = regressor(architecture="equivariant", reflect=swaps, max_epochs=1).fit(square, y)
    upright, seen = net.predict(square), net.predict(square.flip().rotate())
    np.testing.assert_allclose(seen, upright[:, [1, 0, 2]], atol=1e-5)


def test_it_is_an_estimator(voted):
    X, y, *_ = voted
    once, again = (clone(regressor(max_epochs=2)).fit(X, y).predict(X) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    early = regressor(early_stopping=True, n_iter_no_change=2, max_epochs=50).fit(X, y)
    assert "valid_loss" in early.history_[-1]
    assert early.transform(X).shape == (1500, 16)
    assert regressor().fit(X, y).score(X, y) > 0.7
    with pytest.raises(NotFittedError):
        regressor().predict(X)


def test_refusals(voted):
    X, y, n_votes, *_ = voted
    with pytest.raises(ValueError, match=r"no fractions .*row 0"):
        regressor().fit(X, y * 2)
    with pytest.raises(ValueError, match="shape \\(n, n_answers\\)"):
        regressor().fit(X, y["bright"])
    with pytest.raises(ValueError, match="positive for every galaxy"):
        regressor().fit(X, y, n_votes=n_votes * 0)
    with pytest.raises(ValueError, match="for 1500 galaxies"):
        regressor().fit(X, y, n_votes=n_votes[:5])
    with pytest.raises(ValueError, match="inconsistent"):
        regressor().fit(X, y[:10])
    for options in ({}, {"n_votes": n_votes, "y_val": y}, {"n_votes_val": n_votes, "y_val": y}):
        with pytest.raises(ValueError, match="X_val needs y_val and"):
            regressor().fit(X, y, X_val=X, **options)
    two_outputs = TinyNet((4, 4, 1), 2)
    with pytest.raises(ValueError, match=r"\(2, 2\) of two images; \(2, 3\) is needed"):
        regressor(architecture=two_outputs).fit(X, y)
    certain = regressor(likelihood="multinomial", max_epochs=1).fit(X, y)
    with pytest.raises(ValueError, match="dirichlet-multinomial"):
        certain.predict(X, return_std=True)


def test_the_classifier_learns_soft_labels(voted):
    X, y, _, mean, _ = voted
    tiny = {"architecture": TinyNet, "optimizer": "adamw", "lr": 0.01, "random_state": 0}
    classifier = GalaxyCNNClassifier(**tiny, max_epochs=40, early_stopping=True).fit(X, y)
    assert classifier.classes_.tolist() == ["artifact", "bright"]
    np.testing.assert_allclose(classifier.predict_proba(X)[:, 1], mean, atol=0.15)
    assert set(classifier.predict(X)) == {"artifact", "bright"}
    np.testing.assert_allclose(classifier.class_prior_, y.mean()[["artifact", "bright"]], atol=0.02)
    hard = np.where(y["bright"] > 0.5, "bright", "artifact")
    one_hot = pd.get_dummies(hard).astype(float)
    soft, plain = (
        GalaxyCNNClassifier(**tiny, max_epochs=3, class_weight="balanced").fit(X, target)
        for target in (one_hot, hard)
    )
    np.testing.assert_allclose(soft.predict_proba(X), plain.predict_proba(X), atol=1e-5)
