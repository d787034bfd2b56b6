"""Which label becomes which in the mirror: clockwise spirals swap with anticlockwise ones."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["mirrored_labels"]


def mirrored_labels(
    labels: Sequence[Hashable], reflect: bool | Mapping[str, str]
) -> NDArray[np.int64] | None:
    """Return the number of the label that each label becomes in the mirror.

    Parameters
    ----------
    labels : sequence
        One for each output of a net.
    reflect : bool or mapping of str to str
        Which labels swap; True: none. False: mirrors are not used.

    Returns
    -------
    ndarray of shape (n_labels,), int64, or None
        None if mirrors are not used.

    Raises
    ------
    ValueError
        A label that becomes none of them, or one that does not become it again.
    """
    if not reflect:
        return None
    swaps: Mapping[Any, Any] = reflect if isinstance(reflect, Mapping) else {}
    twins = [swaps.get(label, label) for label in labels]
    for label, twin in zip(labels, twins, strict=True):
        if twin not in labels or swaps.get(twin, twin) != label:
            raise ValueError(
                f"reflect makes {label!r} of the mirror image {twin!r}, which is no class here "
                f"or does not become {label!r} again; the classes are {labels}"
            )
    return np.array([labels.index(twin) for twin in twins])
