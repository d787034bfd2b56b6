"""Galaxy morphology by machine learning, in scikit-learn's own grammar.

Subpackages are imported when first used, so that ``import galaxyzoo_ml`` costs nothing.
"""

from __future__ import annotations

import importlib
from types import ModuleType

__version__ = "0.1.0.dev0"

__all__ = [
    "balancing",
    "datasets",
    "exceptions",
    "images",
    "inspection",
    "model_selection",
    "neural_network",
    "persistence",
    "preprocessing",
    "workflows",
]


def __getattr__(name: str) -> ModuleType:
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
