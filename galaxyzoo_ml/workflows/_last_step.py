"""The net at the end of a model."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from sklearn.base import BaseEstimator

from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.balancing import PriorCorrectedClassifier

__all__ = ["checkpoint_files", "inside_correction", "is_net", "last_step", "steps_in"]

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


def steps_in(model: Estimator) -> list[BaseEstimator]:
    """Return the estimators that a model goes through, one by one."""
    model = inside_correction(model)
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    return [step for step in steps if hasattr(step, "set_params")]  # and not "passthrough"


def is_net(step: object) -> bool:
    """Tell whether a fitted classifier is a net of this library, which counts what it has seen."""
    return hasattr(step, "loss_curve_") and hasattr(step, "n_samples_fit_")


def checkpoint_files(model: Estimator, checkpoint: Path) -> tuple[Path, ...]:
    """Return the files in which a model keeps its training, one for each net of an ensemble."""
    net = last_step(model)
    if not hasattr(net, "keep_checkpoint"):
        return ()
    from galaxyzoo_ml.neural_network.training._checkpoint import files_of_members

    return tuple(files_of_members(checkpoint, net.n_members))
