"""The strategies of ``--balance``."""

from __future__ import annotations

from typing import Any

__all__ = ["STRATEGIES", "balancing_step", "class_weight_of"]

STRATEGIES = ("rotation", "clone", "undersample", "smote", "class-weight", "none")


def balancing_step(strategy: str, seed: int) -> Any:
    """Return the sampler of a strategy, or "passthrough"."""
    from imblearn.over_sampling import SMOTE
    from imblearn.under_sampling import RandomUnderSampler

    from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, RotationOversampler

    if strategy == "rotation":
        return RotationOversampler(random_state=seed)
    if strategy == "clone":
        return CloneOversampler(random_state=seed)
    if strategy == "undersample":
        return ImageSampler(RandomUnderSampler(random_state=seed), random_state=seed)
    if strategy == "smote":
        return ImageSampler(SMOTE(random_state=seed), random_state=seed)
    return "passthrough"


def class_weight_of(strategy: str) -> str | None:
    """Return the class weights that a strategy gives the classifier."""
    return "balanced" if strategy == "class-weight" else None
