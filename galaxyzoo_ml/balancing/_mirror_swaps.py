"""The class that a mirrored image belongs to: a clockwise spiral becomes an anticlockwise one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["check_swaps", "twin_of"]


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
