"""What a sampler has learnt on numbered classes, told in the labels that were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator

__all__ = ["fitted_of", "in_labels"]

_HOLD_CLASSES = ("classes_", "classes_to_clean_")
_BY_CLASS = ("sampling_strategy_", "in_danger_indices")


def fitted_of(estimator: BaseEstimator) -> dict[str, Any]:
    """Return what an estimator has learnt, by name.

    Not every name ends in an underscore: BorderlineSMOTE has ``in_danger_indices``.
    """
    given = estimator.get_params(deep=False)
    return {
        name: value
        for name, value in vars(estimator).items()
        if name not in given and not name.startswith("_")
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
    if name in _BY_CLASS and isinstance(value, Mapping):
        return {classes[number]: each for number, each in value.items()}
    if name in _HOLD_CLASSES:
        labels = classes[np.asarray(value, np.intp)]
        return labels if isinstance(value, np.ndarray) else list(labels)
    for part in value if isinstance(value, list) else [value]:
        if hasattr(part, "get_params"):
            for own, learnt in fitted_of(part).items():
                setattr(part, own, in_labels(own, learnt, classes))
    return value
