"""Galaxy morphology by machine learning, in scikit-learn's own grammar.

Subpackages are imported when first used, so that ``import galaxyzoo_ml`` costs nothing.
"""

from __future__ import annotations

import importlib
import sys
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
    from galaxyzoo_ml._homes import home_of

    home = home_of(name, __all__)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    message = f"{name} lives in {home}: from {home} import {name}"
    # ``from galaxyzoo_ml import name`` puts words of its own in the place of an AttributeError's.
    if sys._getframe(1).f_globals.get("__name__") == "importlib._bootstrap":
        raise ImportError(message, name=__name__)
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
