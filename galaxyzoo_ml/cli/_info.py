"""``galaxyzoo info``: what is installed, what is cached, what a model file holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, Commands, options_of

__all__ = ["add_parser"]


@dataclass(frozen=True)
class InfoOptions:
    """What ``galaxyzoo info`` is asked for."""

    model: Path | None


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "info",
        help="say what is installed and cached, or what a model file holds",
        description="Without MODEL: versions, threads, devices and the cache. With MODEL: what "
        "the file says of itself; nothing of it is run.",
    )
    parser.add_argument("model", metavar="MODEL", nargs="?", type=Path)
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> InfoOptions:
    """Return the options."""
    return options_of(InfoOptions, values)


def run(options: InfoOptions) -> ExitStatus:
    """Print the information."""
    if options.model is not None:
        from galaxyzoo_ml.persistence import describe_model
        from galaxyzoo_ml.workflows import model_file

        print(json.dumps(describe_model(model_file(options.model)), indent=2))
        return ExitStatus.DONE
    from galaxyzoo_ml.workflows import describe_installation

    found = describe_installation()
    for name, version in found["versions"].items():
        _print_row(name, version)
    for name in ("cores", "threads"):
        _print_row(name, found[name])
    _print_row("devices", ", ".join(found["devices"]))
    _print_row("precision", f"{found['precision']} (what a CPU trains in by default)")
    _print_row("cache", found["data_home"])
    if not found["data_home"].exists():
        _print_row("", "empty")
    for name, size in found["cached"].items():
        _print_row("", f"{name}: {size['files']:,} files, {size['bytes'] / 1e6:,.1f} MB")
    return ExitStatus.DONE


def _print_row(name: str, value: object) -> None:
    print(f"{name:20}{value}")
