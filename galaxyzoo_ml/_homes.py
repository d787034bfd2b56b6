"""Where public names live."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from importlib import resources

__all__ = ["home_of"]

_FILES = ("{}/__init__.pyi", "{}/__init__.py", "{}.py")  # the first that is there lists the names


def home_of(name: str, subpackages: Iterable[str]) -> str | None:
    """Return the subpackage of galaxyzoo_ml that has a public name; None if none has.

    Files are read, not imported: to be told where a name lives takes no torch.
    """
    for subpackage in subpackages:
        if name in _public_names(subpackage):
            return f"galaxyzoo_ml.{subpackage}"
    return None


def _public_names(subpackage: str) -> list[str]:
    """Return what is written down as ``__all__``."""
    folder = resources.files("galaxyzoo_ml")
    files = (folder.joinpath(file.format(subpackage)) for file in _FILES)
    tree = ast.parse(next(file for file in files if file.is_file()).read_text("utf-8"))
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List(elts=names)):
                return [ast.literal_eval(each) for each in names]
    return []
