"""What a sampler has learnt on numbered classes, told in the labels that were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["fitted_of", "in_labels"]

_HOLD_CLASSES = ("classes_", "classes_to_clean_")


def fitted_of(estimator: object) -> dict[str, Any]:
    """Return what an estimator has learnt, by name."""
    return {
        name: value
        for name, value in vars(estimator).items()
        if name.endswith("_") and not name.startswith("_")
    }


def in_labels(name: str, value: object, classes: NDArray[Any]) -> object:
    """Return a fitted attribute with labels in the place of class numbers.

    Estimators inside it are changed in place.

    Parameters
    ----------
    name : str
    value : object
    classes : ndarray of shape (n_classes,)
        The labels, by number.
    """
    if name == "sampling_strategy_" and isinstance(value, Mapping):
        return {classes[number]: n for number, n in value.items()}
    if name in _HOLD_CLASSES:
        labels = classes[np.asarray(value, np.intp)]
        return labels if isinstance(value, np.ndarray) else list(labels)
    for part in value if isinstance(value, list) else [value]:
        if hasattr(part, "get_params"):
            for own, learnt in fitted_of(part).items():
                setattr(part, own, in_labels(own, learnt, classes))
    return value
