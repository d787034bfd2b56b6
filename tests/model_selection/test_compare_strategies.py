"""Strategies are compared on the same folds, without leaks, as scikit-learn would do it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import RandomOverSampler
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.metrics import accuracy_score, balanced_accuracy_score, make_scorer, recall_score
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import make_charges, make_galaxies
from galaxyzoo_ml.exceptions import DataError, LeakageError
from galaxyzoo_ml.model_selection import BalancingStrategy, compare_strategies
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler

X, Y = make_galaxies(150, size=32, random_state=0, return_X_y=True)
PIPELINE = make_pipeline(
    FlattenImages(), StandardScaler(), LogisticRegression(C=1e-3, max_iter=500)
)


def compare(images: Any = X, y: Any = Y, **parameters: Any) -> Any:
    defaults = {
        "estimator": PIPELINE, "strategies": ["none", "class-weight"], "cv": 3, "random_state": 0,
    }  # fmt: skip
    return compare_strategies(images, y, **{**defaults, **parameters})


def values(comparison: Any, **where: Any) -> list[float]:
    table = comparison.scores
    for column, value in where.items():
        table = table[table[column.rstrip("_")] == value]
    return table["value"].tolist()


@pytest.fixture(scope="module")
def comparison() -> Any:
    return compare()


def test_the_table_is_that_of_the_contract(comparison: Any) -> None:
    scores = comparison.scores
    assert list(scores) == ["strategy", "fold", "seed", "metric", "class", "value"]
    assert comparison.strategies == ["none", "class-weight"]
    overall = set(scores.loc[scores["class"] == "", "metric"])
    assert overall == {
        "accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss",
        "fit_seconds", "peak_memory_mb",
    }  # fmt: skip
    by_class = scores[scores["class"] != ""]
    assert set(by_class["metric"]) == {"recall", "precision"}
    assert set(by_class["class"]) == {"elliptical", "spiral", "uncertain"}
    assert not scores.duplicated(["strategy", "fold", "seed", "metric", "class"]).any()
    assert len(scores) == 2 * 3 * (7 + 2 * 3)


def test_scores_are_those_of_scikit_learn(comparison: Any) -> None:
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    for name, weight in (("none", None), ("class-weight", "balanced")):
        model = clone(PIPELINE).set_params(logisticregression__class_weight=weight)
        predicted = cross_val_predict(model, X, Y, cv=folds)
        tests = [test for _, test in folds.split(X, Y)]
        expected = [balanced_accuracy_score(Y[test], predicted[test]) for test in tests]
        assert values(comparison, strategy=name, metric="balanced_accuracy") == pytest.approx(
            expected
        )
        expected = [
            recall_score(Y[test], predicted[test], labels=["spiral"], average=None)[0]
            for test in tests
        ]
        assert values(comparison, strategy=name, metric="recall", class_="spiral") == expected


def test_the_same_seed_gives_the_same_scores_and_another_other_folds(comparison: Any) -> None:
    again = compare()
    same = comparison.scores["metric"].isin(["fit_seconds", "peak_memory_mb"])
    pd.testing.assert_frame_equal(again.scores[~same], comparison.scores[~same])
    repeated = compare(n_repeats=2, strategies=["none"])
    of_seed = {s: values(repeated, seed=s, metric="log_loss") for s in (0, 1)}
    assert of_seed[0] == values(comparison, strategy="none", metric="log_loss")
    assert of_seed[0] != of_seed[1]


def test_test_folds_are_not_balanced() -> None:
    seen: list[int] = []

    def count(model: Any, X_test: Any, y_test: Any) -> float:
        seen.append(len(X_test))
        return float(np.mean(y_test == "elliptical"))

    table = np.asarray(X, np.float32).reshape(len(X), -1) / 255
    model = LogisticRegression(C=1e-3, max_iter=500)
    found = compare(table, estimator=model, strategies={"over": RandomOverSampler()}, scoring=count)
    assert sum(seen) == len(Y)
    natural = float(np.mean(Y == "elliptical"))
    assert values(found, metric="count") == pytest.approx([natural] * 3, abs=0.03)


def test_twins_stay_on_one_side_by_themselves() -> None:
    twins, y = X[np.arange(300) % 150].rotate(np.arange(300) // 150), np.tile(Y, 2)
    compare(twins, y, strategies=["none"], cv=2)
    with pytest.raises(LeakageError):
        compare(twins, y, cv=list(KFold(3).split(y)))
    with pytest.raises(DataError, match="has 1 galaxies that share no source, too few for 3"):
        compare(twins, y, groups=(y == "uncertain").astype(int))


def test_groups_are_kept_and_checked() -> None:
    groups = np.arange(150) // 2
    compare(groups=groups, strategies=["none"])
    train = np.union1d(np.arange(0, 150, 2), np.flatnonzero(Y == "uncertain"))
    with pytest.raises(LeakageError, match="galaxies are in both"):
        compare(groups=groups, cv=[(train, np.setdiff1d(np.arange(150), train))])


@pytest.mark.parametrize("scoring", ["accuracy", ["accuracy", "f1_macro"]])
def test_scoring_is_scikit_learns(scoring: Any) -> None:
    found = compare(estimator=make_pipeline(FlattenImages(), RidgeClassifier()), scoring=scoring,
                    strategies={"rotation": RotationOversampler()})  # fmt: skip
    wanted = {scoring} if isinstance(scoring, str) else set(scoring)
    assert set(found.scores["metric"]) == wanted | {"fit_seconds", "peak_memory_mb"}


def test_scorers_without_a_name_are_called_score() -> None:
    scorer = make_scorer(accuracy_score)
    found = compare(estimator=make_pipeline(FlattenImages(), RidgeClassifier()), scoring=scorer,
                    strategies={"rotation": RotationOversampler()})  # fmt: skip
    assert set(found.scores["metric"]) == {"score", "fit_seconds", "peak_memory_mb"}


def test_tables_can_be_compared_too() -> None:
    X_table, y = make_charges(return_X_y=True)
    strategies = {
        "none": "passthrough",
        "over": RandomOverSampler(),
        "weights": BalancingStrategy(class_weight="balanced"),
    }
    found = compare(X_table, y, estimator=LogisticRegression(), strategies=strategies)
    assert found.strategies == list(strategies)


def test_text_of_pandas_is_compared_and_told_where_a_class_is_too_small() -> None:
    y = pd.Series(Y, dtype=object)
    assert compare(y=y, strategies=["none"]).strategies == ["none"]
    with pytest.raises(DataError, match="the class 'uncertain' has 4 galaxies, too few for 50"):
        compare(y=y, cv=50)
    with pytest.raises(DataError, match=r"fold 0 .* no 'spiral' to train"):
        compare(y=y, cv=[(np.flatnonzero(Y != "spiral"), [0])])


@pytest.mark.parametrize("n_members", [1, 2])
def test_a_splitter_by_groups_gets_them(n_members: int) -> None:
    images, y = X[Y != "uncertain"], Y[Y != "uncertain"]  # of which there are too few
    splitter, groups = GroupKFold(3), np.arange(len(y)) // n_members
    found = compare(
        images, y, groups=groups, cv=splitter, strategies=["none"], scoring=size_of_test
    )
    expected = [len(test) for _, test in splitter.split(images, y, groups)]
    assert values(found, metric="size_of_test") == expected


def size_of_test(model: Any, X_test: Any, y_test: Any) -> float:
    return float(len(X_test))


def test_unique_groups_change_no_folds(comparison: Any) -> None:
    grouped = compare(groups=np.arange(150), strategies=["none"])
    assert values(grouped, metric="log_loss") == values(
        comparison, strategy="none", metric="log_loss"
    )


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ({"strategies": []}, ValueError, "nothing to compare: name some of none, class-weight"),
        ({"strategies": {}}, ValueError, "nothing to compare"),
        ({"strategies": ["rotate"]}, ValueError, "no strategy 'rotate'; there are none, class-"),
        ({"cv": 50}, DataError, "the class 'uncertain' has 4 galaxies, too few for 50 folds"),
        (
            {"cv": [(np.flatnonzero(Y != "spiral"), [0])]},
            DataError,
            "fold 0 .* no 'spiral' to train",
        ),
        ({"cv": [(np.arange(150), [])]}, DataError, "fold 0 .* nothing to test on"),
        ({"cv": KFold(3), "n_repeats": 2}, ValueError, "give cv as a number"),
    ],
)
def test_what_cannot_be_compared_is_said(parameters: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        compare(**parameters)


def test_it_is_silent_unless_asked(capfd: pytest.CaptureFixture[str]) -> None:
    compare(strategies=["none"])
    assert capfd.readouterr() == ("", "")
    compare(strategies=["none"], progress=True)
    printed = capfd.readouterr()
    assert "3/3" in printed.err
    assert printed.out == ""
