"""The net at the end of a model."""

from __future__ import annotations

from typing import TypeVar

from sklearn.base import BaseEstimator

from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.balancing import PriorCorrectedClassifier

__all__ = ["inside_correction", "is_net", "last_step"]

Model = TypeVar("Model", bound=Estimator)


def inside_correction(model: Model) -> Model:
    """Return a model without the correction of the prior around it, if there is one."""
    if isinstance(model, PriorCorrectedClassifier):
        name = "estimator_" if hasattr(model, "estimator_") else "estimator"  # fitted, or not yet
        inside: Model = getattr(model, name)
        return inside
    return model


def last_step(model: Estimator) -> BaseEstimator:
    """Return what decides at the end of a model, behind sampler and scaler."""
    model = inside_correction(model)
    return model.steps[-1][1] if hasattr(model, "steps") else model


def is_net(step: object) -> bool:
    """Tell whether a fitted classifier is a net of this library, which counts what it has seen."""
    return hasattr(step, "loss_curve_") and hasattr(step, "n_samples_fit_")
