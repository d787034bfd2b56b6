"""The net at the end of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from galaxyzoo_ml.balancing import PriorCorrectedClassifier

__all__ = ["checkpoint_files", "inside_correction", "is_net", "last_step", "steps_in"]


def inside_correction(model: Any) -> Any:
    """Return a model without the correction of the prior around it, if there is one."""
    if isinstance(model, PriorCorrectedClassifier):
        return getattr(model, "estimator_", model.estimator)  # fitted, or not yet
    return model


def last_step(model: Any) -> Any:
    """Return what decides at the end of a model, behind sampler and scaler."""
    model = inside_correction(model)
    return model.steps[-1][1] if hasattr(model, "steps") else model


def steps_in(model: Any) -> list[Any]:
    """Return the estimators that a model goes through, one by one."""
    model = inside_correction(model)
    steps = [step for _, step in model.steps] if hasattr(model, "steps") else [model]
    return [step for step in steps if hasattr(step, "set_params")]  # and not "passthrough"


def is_net(step: Any) -> bool:
    """Tell whether a fitted classifier is a net of this library, which counts what it has seen."""
    return hasattr(step, "loss_curve_") and hasattr(step, "n_samples_fit_")


def checkpoint_files(model: Any, checkpoint: Path) -> tuple[Path, ...]:
    """Return the files in which a model keeps its training, one for each net of an ensemble."""
    net = last_step(model)
    if not hasattr(net, "keep_checkpoint"):
        return ()
    from galaxyzoo_ml.neural_network.training._checkpoint import files_of_members

    return tuple(files_of_members(checkpoint, net.n_members))
