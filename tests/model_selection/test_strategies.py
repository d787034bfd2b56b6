"""Strategies make models, and can be cloned, printed and searched over."""

from collections import Counter

import numpy as np
import pytest
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import CloneOversampler, PriorCorrectedClassifier, RotationOversampler
from galaxyzoo_ml.cli._balance import STRATEGIES, TRAIN_STRATEGIES
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.model_selection import BalancingStrategy, balancing_strategies
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler

X, Y = make_galaxies(300, size=32, random_state=0, return_X_y=True)
PIPELINE = make_pipeline(FlattenImages(), StandardScaler(), LogisticRegression(max_iter=5000))


def test_the_command_line_knows_the_same_names():
    strategies = balancing_strategies()
    assert list(strategies) == list(STRATEGIES)
    assert [n for n, s in strategies.items() if s.prior is None] == list(TRAIN_STRATEGIES)


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name != "smote"])
def test_each_makes_a_model_that_learns(name):
    strategy = clone(balancing_strategies(random_state=0)[name])
    before = repr(PIPELINE)
    model = strategy.apply(PIPELINE).fit(X, Y)
    assert model.predict_proba(X[:5]).shape == (5, 3)
    assert repr(PIPELINE) == before
    assert not hasattr(PIPELINE[-1], "coef_")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("undersample", {"equal": True, "total": "less"}),
        ("oversample", {"equal": True, "total": "more"}),
        ("clone", {"equal": True, "total": "more"}),
        ("rotation", {"equal": True, "total": "more"}),
        ("rotation-tempered", {"equal": False, "total": "more"}),
    ],
)
def test_samplers_change_the_mix_as_they_say(name, counts):
    _, y = balancing_strategies(random_state=0)[name].sampler.fit_resample(X, Y)
    found = Counter(y.tolist())
    assert (len(set(found.values())) == 1) == counts["equal"]
    assert (len(y) > len(Y)) == (counts["total"] == "more")


def test_a_sampler_becomes_the_first_step():
    sampler = RandomUnderSampler(random_state=0)
    model = BalancingStrategy(sampler).apply(PIPELINE)
    assert isinstance(model, Pipeline)
    assert [name for name, _ in model.steps] == ["balance", *(name for name, _ in PIPELINE.steps)]
    model = BalancingStrategy(sampler).apply(LogisticRegression())
    assert [name for name, _ in model.steps] == ["balance", "classifier"]


def test_a_pipeline_keeps_its_steps_and_its_memory(tmp_path):
    pipeline = Pipeline(
        [("balance", CloneOversampler(random_state=0)), ("flatten", FlattenImages()),
         ("classifier", LogisticRegression(max_iter=500))],
        memory=str(tmp_path),
    )  # fmt: skip
    model = BalancingStrategy(RotationOversampler(random_state=0)).apply(pipeline).fit(X, Y)
    assert [name for name, _ in model.steps] == ["balance_2", "balance", "flatten", "classifier"]
    assert isinstance(model.steps[0][1], RotationOversampler)
    assert model.memory == str(tmp_path)
    assert any(tmp_path.iterdir())


def test_class_weights_reach_the_classifier_or_are_refused():
    model = BalancingStrategy(class_weight={"a": 2.0}).apply(PIPELINE)
    assert model[-1].class_weight == {"a": 2.0}
    with pytest.raises(ValueError, match="KNeighborsClassifier takes no class weights"):
        BalancingStrategy(class_weight="balanced").apply(KNeighborsClassifier())


def test_the_prior_is_corrected_outside_the_sampler():
    strategies = balancing_strategies(random_state=0)
    model = strategies["rotation-prior"].apply(PIPELINE).fit(X, Y)
    assert isinstance(model, PriorCorrectedClassifier)
    plain = strategies["rotation"].apply(PIPELINE).fit(X, Y)
    rare = model.classes_.tolist().index("uncertain")
    # The rare class is less probable where the natural mix is put back.
    assert model.predict_proba(X)[:, rare].mean() < plain.predict_proba(X)[:, rare].mean()


def test_strategies_can_be_searched_over():
    models = [
        balancing_strategies(random_state=0)[name].apply(PIPELINE)
        for name in ("none", "class-weight", "rotation-prior")
    ]
    grid = GridSearchCV(Pipeline([("model", PIPELINE)]), {"model": models}, cv=2).fit(X, Y)
    assert np.isfinite(grid.cv_results_["mean_test_score"]).all()
