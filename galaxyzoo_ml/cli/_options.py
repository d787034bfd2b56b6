"""From what argparse has parsed to a frozen object of options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, TypeVar

from galaxyzoo_ml.cli._exit_status import ExitStatus

__all__ = ["Command", "Commands", "options_of"]

T = TypeVar("T")

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""Where a command adds its parser."""


@dataclass(frozen=True)
class Command:
    """A command: how its arguments become options, and what it does with them.

    Parameters
    ----------
    parse : callable
        Takes the values of the arguments by name, returns the options.
    run : callable
        Takes the options.
    """

    parse: Callable[[Mapping[str, Any]], Any]
    run: Callable[[Any], ExitStatus]


def options_of(kind: type[T], values: Mapping[str, Any], **others: Any) -> T:
    """Return a dataclass whose fields are the values of the same names, or given."""
    names = [field.name for field in fields(kind) if field.name not in others]  # type: ignore[arg-type]
    return kind(**{name: values[name] for name in names}, **others)
