"""What this room asks of a sampler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

__all__ = ["Sampler", "SamplingStrategy"]

SamplingStrategy: TypeAlias = (
    float | str | Mapping[Any, int] | Callable[[NDArray[Any]], Mapping[Any, int]]
)
"""How many samples of each class: as imbalanced-learn's over-samplers are told."""


class Sampler(Protocol):
    """A sampler of imbalanced-learn, or one that is used like it."""

    def fit_resample(self, X: Any, y: Any, **params: Any) -> tuple[Any, Any]: ...

    def get_params(self, deep: bool = ...) -> dict[str, Any]: ...

    def set_params(self, **params: Any) -> Any: ...
