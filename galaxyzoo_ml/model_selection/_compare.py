"""Compare strategies against unequal classes by cross-validation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from imblearn.pipeline import Pipeline
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import cross_validate
from sklearn.utils import check_random_state
from tqdm import tqdm

from galaxyzoo_ml._typing import Estimator, ImagesOrTable, RandomState
from galaxyzoo_ml.balancing._sampler import Sampler
from galaxyzoo_ml.model_selection._comparison import StrategyComparison
from galaxyzoo_ml.model_selection._measured import MeasuredClassifier
from galaxyzoo_ml.model_selection._scorer import Scorer, Scoring, split_name
from galaxyzoo_ml.model_selection._splits import Folds, Split, checked_splits, groups_of
from galaxyzoo_ml.model_selection._strategies import balancing_strategies
from galaxyzoo_ml.model_selection._strategy import BalancingStrategy

__all__ = ["compare_strategies"]

Strategies: TypeAlias = Mapping[str, BalancingStrategy | Sampler] | Sequence[str] | None
"""What is compared: by name, or the names of usual ones; None is all of these."""


def compare_strategies(
    X: ImagesOrTable,
    y: ArrayLike,
    *,
    estimator: Estimator | None = None,
    strategies: Strategies = None,
    cv: Folds = 5,
    n_repeats: int = 1,
    groups: ArrayLike | None = None,
    scoring: Scoring = None,
    random_state: RandomState = None,
    n_jobs: int | None = None,
    progress: bool = False,
) -> StrategyComparison:
    """Cross-validate a classifier under several strategies against unequal classes.

    Every strategy sees the same folds and the same seeds, balances the training folds alone, and
    is judged on the test fold with its natural mix.

    Parameters
    ----------
    X : ImageArray or array-like of n rows
        Images, not yet balanced.
    y : array-like of shape (n,)
        Labels.
    estimator : classifier or Pipeline, default=None
        What is balanced. None is the course's net behind a
        `~galaxyzoo_ml.preprocessing.StandardScaler`.
    strategies : mapping of str to BalancingStrategy or sampler, or sequence of str, default=None
        What is compared, or names of `balancing_strategies`; None is all of these. Differences
        are taken to the first.
    cv : int, cross-validation splitter or iterable of splits, default=5
        A number of folds draws them anew in every repeat, stratified, and grouped if there are
        groups.
    n_repeats : int, default=1
        Rounds of cross-validation, each with another seed for folds and models: more of them
        narrow the intervals.
    groups : array-like of shape (n,), default=None
        Rows of one group stay on one side, OBJIDs for example. None takes the source images of an
        `~galaxyzoo_ml.images.ImageArray` that has some more than once.
    scoring : str, list, dict or callable, default=None
        As in `sklearn.model_selection.cross_validate`. None is accuracy, balanced accuracy, macro
        and weighted F1, log loss, and precision and recall of each class.
    random_state : int, RandomState or None, default=None
        An int is the seed of the first repeat, and counts up. It is given to every part of the
        models, too.
    n_jobs : int, default=None
        Folds at the same time, as processes of joblib; a memory-mapped X is shared.
    progress : bool, default=False
        Show a bar on standard error.

    Returns
    -------
    StrategyComparison

    Raises
    ------
    DataError
        A class too small for the folds.
    LeakageError
        A galaxy on both sides of a fold.
    ValueError
        No strategies, the name of none, or repeats of folds that are given.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from galaxyzoo_ml.datasets import make_galaxies
    >>> from galaxyzoo_ml.model_selection import compare_strategies
    >>> from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler
    >>> X, y = make_galaxies(300, size=32, random_state=0, return_X_y=True)
    >>> classifier = make_pipeline(FlattenImages(), StandardScaler(), LogisticRegression(C=1e-3))
    >>> comparison = compare_strategies(
    ...     X, y, estimator=classifier, strategies=["none", "class-weight"], cv=3, random_state=0)
    >>> comparison.scores.columns.tolist()
    ['strategy', 'fold', 'seed', 'metric', 'class', 'value']
    """
    y = np.asarray(y)
    models = {
        name: strategy.apply(_course_net() if estimator is None else estimator)
        for name, strategy in _resolved(strategies).items()
    }
    if n_repeats > 1 and not isinstance(cv, Integral):
        raise ValueError("n_repeats needs folds that can be drawn anew: give cv as a number")
    if isinstance(random_state, Integral):
        first = int(random_state)
    else:
        first = check_random_state(random_state).randint(2**31 - n_repeats)
    groups = groups_of(X, groups)
    splits = {
        seed: checked_splits(X, y, groups, cv, seed) for seed in range(first, first + n_repeats)
    }
    rows: list[dict[str, Any]] = []
    n_fits = len(models) * sum(len(of_seed) for of_seed in splits.values())
    with tqdm(total=n_fits, desc="comparing", unit="fit", disable=not progress) as bar:
        for seed, of_seed in splits.items():
            for name, model in models.items():
                bar.set_postfix_str(name)
                for scores in _cross_validated(
                    _seeded(model, seed), X, y, of_seed, scoring, n_jobs
                ):
                    rows += [{"strategy": name, "seed": seed, **score} for score in scores]
                    bar.update()
    columns = ["strategy", "fold", "seed", "metric", "class", "value"]
    ratios = [len(test) / len(train) for of_seed in splits.values() for train, test in of_seed]
    return StrategyComparison(pd.DataFrame(rows)[columns], test_ratio=float(np.mean(ratios)))


def _resolved(strategies: Strategies) -> dict[str, BalancingStrategy]:
    known = balancing_strategies()
    if strategies is None:
        return known
    if not strategies:
        raise ValueError(f"there is nothing to compare: name some of {', '.join(known)}")
    if isinstance(strategies, Mapping):
        return {
            name: each if isinstance(each, BalancingStrategy) else BalancingStrategy(each)
            for name, each in strategies.items()
        }
    unknown = [name for name in strategies if name not in known]
    if unknown:
        raise ValueError(f"there is no strategy {unknown[0]!r}; there are {', '.join(known)}")
    return {name: known[name] for name in strategies}


def _course_net() -> Pipeline:
    from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
    from galaxyzoo_ml.preprocessing import StandardScaler

    return Pipeline(
        [("scale", StandardScaler()), ("cnn", GalaxyCNNClassifier.from_preset("course"))]
    )


def _seeded(model: Estimator, seed: int) -> Estimator:
    names = [name for name in model.get_params() if name.split("__")[-1] == "random_state"]
    model.set_params(**dict.fromkeys(names, seed))
    return model


def _cross_validated(
    model: Estimator,
    X: ImagesOrTable,
    y: NDArray[Any],
    splits: list[Split],
    scoring: Scoring,
    n_jobs: int | None,
) -> Iterator[list[dict[str, Any]]]:
    """Yield the scores of each fold, as soon as as many folds as there are workers are done."""
    at_once = effective_n_jobs(n_jobs)
    for start in range(0, len(splits), at_once):
        result = cross_validate(
            MeasuredClassifier(model), X, y, cv=splits[start : start + at_once],
            scoring=Scorer(scoring), n_jobs=n_jobs, error_score="raise",
        )  # fmt: skip
        named = {key.removeprefix("test_"): result[key] for key in result if "test_" in key}
        named["fit_seconds"] = result["fit_time"]
        for i in range(len(result["fit_time"])):
            yield [
                {"fold": start + i, "metric": metric, "class": label, "value": values[i]}
                for (metric, label), values in (
                    (split_name(name), values) for name, values in named.items()
                )
            ]
