"""A comparison of strategies that can be interrupted and gone on with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import ArrayLike, NDArray
from tqdm import tqdm

import galaxyzoo_ml
from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import StrategyComparison, compare_strategies
from galaxyzoo_ml.model_selection._splits import Split, checked_splits, groups_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_in_parts", "comparison_digest"]

_BLOCK = 512  # images


def compare_in_parts(
    X: ImageArray | NDArray[Any],
    y: NDArray[Any],
    *,
    estimator: Estimator,
    strategies: Sequence[str],
    cv: int,
    n_repeats: int,
    groups: ArrayLike | None,
    random_state: int,
    n_jobs: int | None = None,
    done: pd.DataFrame | None = None,
    keep: Callable[[pd.DataFrame], None],
    progress: bool = False,
) -> StrategyComparison:
    """Compare strategies as `compare_strategies` does, and hand out the folds that are done.

    What ``galaxyzoo compare`` does.

    Parameters
    ----------
    X, y, estimator, strategies, cv, n_repeats, groups, random_state, n_jobs
        As in `~galaxyzoo_ml.model_selection.compare_strategies`.
    done : DataFrame, default=None
        Scores that `keep` was given in an earlier call with the same arguments; see
        `comparison_digest`. Their folds are not trained again.
    keep : callable
        Is given all scores so far after each fold, or after as many as there are jobs.
    progress : bool, default=False
        Show a progress bar on standard error.

    Returns
    -------
    StrategyComparison
    """
    import pandas as pd

    groups = groups_of(X, groups)
    seeds = range(random_state, random_state + n_repeats)
    splits = {seed: checked_splits(X, y, groups, cv, seed) for seed in seeds}
    scores = pd.DataFrame() if done is None else done
    there = set() if scores.empty else set(zip(*_places(scores), strict=True))
    n_fits = len(strategies) * sum(map(len, splits.values()))
    with tqdm(
        total=n_fits, initial=len(there), desc="comparing", unit="fit", disable=not progress
    ) as bar:
        for seed, name, folds in _parts(splits, strategies, there, effective_n_jobs(n_jobs)):
            bar.set_postfix_str(name)
            part = compare_strategies(
                X, y, estimator=estimator, strategies=[name],
                cv=[splits[seed][fold] for fold in folds],
                groups=groups, random_state=seed, n_jobs=n_jobs,
            )  # fmt: skip
            more = part.scores.assign(fold=part.scores["fold"].map(dict(enumerate(folds))))
            scores = more if scores.empty else pd.concat([scores, more], ignore_index=True)
            keep(scores)
            bar.update(len(folds))
    ratios = [len(test) / len(train) for folds in splits.values() for train, test in folds]
    return StrategyComparison(_in_order(scores, strategies), test_ratio=float(np.mean(ratios)))


def comparison_digest(X: ImageArray | NDArray[Any], y: NDArray[Any], **parameters: object) -> str:
    """Return what tells a comparison from others: a digest of pixels, labels and parameters.

    Parameters
    ----------
    X : ImageArray, or ndarray of shape (n, height, width, channels)
    y : ndarray of shape (n,)
    **parameters
        Whatever else decides the scores; what they print as is digested.

    Returns
    -------
    str
    """
    digest = hashlib.sha256(repr((galaxyzoo_ml.__version__, sorted(parameters.items()))).encode())
    digest.update(repr((X.shape, np.asarray(y).tolist())).encode())
    for start in range(0, len(X), _BLOCK):
        digest.update(np.ascontiguousarray(X[start : start + _BLOCK]).tobytes())
    return digest.hexdigest()


def _parts(
    splits: dict[int, list[Split]],
    strategies: Sequence[str],
    there: set[tuple[str, int, int]],
    at_once: int,
) -> Iterator[tuple[int, str, list[int]]]:
    """Yield what is still to be trained: a seed, a strategy, and folds for all jobs."""
    for seed, of_seed in splits.items():
        for name in strategies:
            folds = [fold for fold in range(len(of_seed)) if (name, seed, fold) not in there]
            for start in range(0, len(folds), at_once):
                yield seed, name, folds[start : start + at_once]


def _places(scores: pd.DataFrame) -> tuple[list[str], list[int], list[int]]:
    return scores["strategy"].tolist(), scores["seed"].tolist(), scores["fold"].tolist()


def _in_order(scores: pd.DataFrame, strategies: Sequence[str]) -> pd.DataFrame:
    """Return scores as if they had been made in one go."""
    number = {name: i for i, name in enumerate(strategies)}
    keys = scores.assign(strategy=scores["strategy"].map(number))[["seed", "strategy", "fold"]]
    order = np.lexsort([keys["fold"], keys["strategy"], keys["seed"]])  # the last is the first key
    return scores.iloc[order].reset_index(drop=True)
