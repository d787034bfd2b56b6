"""What this room asks of a sampler."""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["Sampler"]


class Sampler(Protocol):
    """A sampler of imbalanced-learn, or one that is used like it."""

    def fit_resample(self, X: Any, y: Any, **params: Any) -> tuple[Any, Any]: ...

    def get_params(self, deep: bool = ...) -> dict[str, Any]: ...

    def set_params(self, **params: Any) -> Any: ...
