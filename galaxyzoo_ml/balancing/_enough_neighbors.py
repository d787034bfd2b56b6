"""Neighbours that a class does not have: refused in the user's terms, or asked for less."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from imblearn.base import BaseSampler
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE
from imblearn.under_sampling import NearMiss
from imblearn.utils import check_sampling_strategy
from numpy.typing import NDArray
from sklearn.base import clone

from galaxyzoo_ml.exceptions import DataError, NeighborsLoweredWarning

__all__ = ["ensure_enough_neighbors"]

# Where a sampler looks for neighbours: among the other images of each class that it enlarges, among
# all other images, among those of the rarest class, or among those of each class that it reduces.
_LOOKS: dict[type[Any], dict[str, str]] = {
    SMOTE: {"k_neighbors": "enlarged"},
    BorderlineSMOTE: {"k_neighbors": "enlarged", "m_neighbors": "others"},
    ADASYN: {"n_neighbors": "enlarged"},
    NearMiss: {"n_neighbors": "rarest", "n_neighbors_ver3": "reduced"},
}
_COUNTS_ITSELF = ("enlarged", "others")  # an estimator's number there has the image itself in it


def ensure_enough_neighbors(sampler: BaseSampler, labels: NDArray[Any], *, lower: bool) -> None:
    """Let a sampler ask for no more neighbours than there are.

    Parameters
    ----------
    sampler : sampler of imbalanced-learn
        Changed in place where it asks for too many.
    labels : ndarray of shape (n,)
    lower : bool
        Whether too large a number is lowered, with a `NeighborsLoweredWarning`.

    Raises
    ------
    DataError
        A number that is too large and not to be lowered, or a class of a single image.
    """
    for name, where in _LOOKS.get(type(sampler), {}).items():
        if name == "n_neighbors_ver3" and sampler.version != 3:
            continue
        value, itself = getattr(sampler, name), int(where in _COUNTS_ITSELF)
        is_estimator = hasattr(value, "n_neighbors")
        asked = value.n_neighbors - itself if is_estimator else value
        most, found = _most(sampler, labels, where)
        if asked <= most:
            continue
        problem = f"{type(sampler).__name__} looks for {asked} neighbours ({name}), and {found}"
        if most < 1:
            raise DataError(f"{problem}: balance by rotation, or leave this class as it is")
        if not lower:
            raise DataError(
                f"{problem}: ask for fewer ({name}={most}, say), let too_few_neighbors='lower' "
                "choose, or balance by rotation"
            )
        lowered = clone(value).set_params(n_neighbors=most + itself) if is_estimator else most
        sampler.set_params(**{name: lowered})
        message = f"{problem}: {name} is lowered to {most} in this fit"
        warnings.warn(message, NeighborsLoweredWarning, stacklevel=4)


def _most(sampler: BaseSampler, labels: NDArray[Any], where: str) -> tuple[int, str]:
    """Return how many neighbours can be found, and why, in words."""
    names, counts = np.unique(labels, return_counts=True)
    of_class = dict(zip(names.tolist(), counts.tolist(), strict=True))
    if where == "others":
        return len(labels) - 1, f"there are {len(labels) - 1} other images"
    if where == "rarest":
        label = min(of_class, key=lambda name: of_class[name])
    else:
        kind = "over-sampling" if where == "enlarged" else "under-sampling"
        strategy = check_sampling_strategy(sampler.sampling_strategy, labels, kind)
        changed = [label for label, n in strategy.items() if n or where == "reduced"]
        if not changed:
            return len(labels), ""
        label = min(changed, key=lambda name: of_class[name])
    n = of_class[label]
    return n - (where == "enlarged"), f"the class {str(label)!r} has {n} image(s) here"
