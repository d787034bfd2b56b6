"""The steps of a fitted model that a file has to hold."""

from __future__ import annotations

from typing import Any

from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline

__all__ = ["steps_of"]


def steps_of(estimator: Any, name: str = "net") -> list[tuple[str, Any]]:
    """Return the steps of a pipeline, one after the other, with those of pipelines inside it.

    Samplers, which act during training alone, are left out; what is frozen is as good as any
    other fitted step.
    """
    if isinstance(estimator, FrozenEstimator):
        return steps_of(estimator.estimator, name)
    if not isinstance(estimator, Pipeline):
        is_left_out = estimator in (None, "passthrough") or hasattr(estimator, "fit_resample")
        return [] if is_left_out else [(name, estimator)]
    steps: list[tuple[str, Any]] = []
    for inner_name, inner in estimator.steps:
        for found, step in steps_of(inner, inner_name):
            steps.append((found if found == inner_name else f"{inner_name}-{found}", step))
    return steps
