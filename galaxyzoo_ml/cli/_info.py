"""``galaxyzoo info``: what is installed, what is cached, what a model file holds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._output import versions

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "info",
        help="say what is installed and cached, or what a model file holds",
        description="Without MODEL: versions, threads, devices and the cache. With MODEL: what "
        "the file says of itself; nothing of it is run.",
    )
    parser.add_argument("model", metavar="MODEL", nargs="?", type=Path)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the information."""
    if arguments.model is not None:
        from galaxyzoo_ml.persistence import describe_model

        print(json.dumps(describe_model(arguments.model), indent=2))
        return 0
    for name, version in versions().items():
        print(f"{name:20}{version}")
    _print_machine()
    _print_cache()
    return 0


def _print_machine() -> None:
    import os

    from galaxyzoo_ml.neural_network import available_devices, n_threads

    print(f"{'cores':20}{os.cpu_count()}")
    print(f"{'threads':20}{n_threads()}")
    print(f"{'devices':20}{', '.join(available_devices())}")


def _print_cache() -> None:
    from galaxyzoo_ml.datasets import get_data_home

    home = get_data_home()
    print(f"{'cache':20}{home}")
    if not home.exists():
        print(f"{'':20}empty")
        return
    for folder in sorted(path for path in home.iterdir() if path.is_dir()):
        files = [path for path in folder.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        print(f"{'':20}{folder.name}: {len(files):,} files, {size / 1e6:,.1f} MB")
