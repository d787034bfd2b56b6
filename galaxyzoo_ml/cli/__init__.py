"""The command ``galaxyzoo``: the only place that prints."""

from galaxyzoo_ml.cli._main import main

__all__ = ["main"]
