"""Which label becomes which in the mirror: clockwise spirals swap with anticlockwise ones.

`MIRRORED_LABELS` (``_labels``) names those of Galaxy Zoo; here is what a parameter ``reflect``
means: False, no mirrors; True, no label has a handedness; a mapping, those that swap.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["check_swaps", "mirrored_numbers", "twin_of"]


def check_swaps(reflect: bool | Mapping[str, str]) -> None:
    """Refuse labels that swap one way only.

    Raises
    ------
    ValueError
        A label whose twin does not become it.
    """
    swaps = reflect if isinstance(reflect, Mapping) else {}
    for label, twin in swaps.items():
        if swaps.get(twin) != label:
            raise ValueError(
                f"reflect has to say for both labels that they swap; {label!r} becomes {twin!r}, "
                f"and {twin!r} does not become it"
            )


def twin_of(label: Any, reflect: bool | Mapping[str, str]) -> Any:
    """Return the label of the mirror images of a class: its own, if no mapping names it."""
    return reflect.get(label, label) if isinstance(reflect, Mapping) else label


def mirrored_numbers(
    labels: Sequence[Hashable], reflect: bool | Mapping[str, str]
) -> NDArray[np.int64] | None:
    """Return the number of the label that each label becomes in the mirror.

    Parameters
    ----------
    labels : sequence
        One for each output of a net.
    reflect : bool or mapping of str to str

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
    twins = [twin_of(label, reflect) for label in labels]
    for label, twin in zip(labels, twins, strict=True):
        if twin not in labels or twin_of(twin, reflect) != label:
            raise ValueError(
                f"reflect makes {label!r} of the mirror image {twin!r}, which is no class here "
                f"or does not become {label!r} again; the classes are {labels}"
            )
    return np.array([labels.index(twin) for twin in twins])
