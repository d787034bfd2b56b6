"""The steps of a fitted model that a file has to hold."""

from __future__ import annotations

from collections.abc import Iterator

from sklearn.base import BaseEstimator
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.balancing import ResampledClassifier

__all__ = ["steps_of"]


def steps_of(estimator: Estimator) -> list[tuple[str, BaseEstimator]]:
    """Return the steps of a pipeline, one after the other, with those of pipelines inside it.

    Samplers, which act during training alone, are left out, those of a
    `~galaxyzoo_ml.balancing.ResampledClassifier` too; what is frozen is as good as any other
    fitted step.

    Raises
    ------
    TypeError
        Nothing is left, or a search, which holds many models.
    """
    if hasattr(estimator, "best_estimator_") or hasattr(estimator, "cv_results_"):
        raise TypeError(
            f"a {type(estimator).__name__} is a search; its .best_estimator_ is the model"
        )
    steps = list(_flat(estimator, "net"))
    if not steps:
        raise TypeError(f"there is no net in this {type(estimator).__name__}")
    return steps


def _flat(estimator: BaseEstimator, name: str) -> Iterator[tuple[str, BaseEstimator]]:
    if isinstance(estimator, FrozenEstimator):
        yield from _flat(estimator.estimator, name)
    elif isinstance(estimator, ResampledClassifier):
        check_is_fitted(estimator)
        yield from _flat(estimator.estimator_, name)
    elif isinstance(estimator, Pipeline):
        for inner_name, inner in estimator.steps:
            for found, step in _flat(inner, inner_name):
                yield (found if found == inner_name else f"{inner_name}-{found}"), step
    elif estimator not in (None, "passthrough") and not hasattr(estimator, "fit_resample"):
        yield name, estimator
