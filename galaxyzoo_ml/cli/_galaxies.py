"""Which galaxies a command works on."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.cli._errors import UsageError, whole_number

__all__ = [
    "add_source_arguments",
    "check_classes",
    "describe_counts",
    "load",
    "load_folder",
    "mention_left_out",
    "name_broken",
    "watched",
]

_DONE, _IN_PART = 0, 1


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which galaxies."""
    source = parser.add_argument_group("which galaxies")
    source.add_argument(
        "directory",
        metavar="DIR",
        nargs="?",
        type=Path,
        help="a folder with labels.csv or manifest.csv beside images/, or with the course's "
        "training_data.txt",
    )
    source.add_argument(
        "--simulate", metavar="N", type=whole_number(10), help="simulate N galaxies instead"
    )
    source.add_argument(
        "--column", default="target", help="the column of labels (default: %(default)s)"
    )
    source.add_argument(
        "--id-column",
        default="OBJID",
        metavar="NAME",
        help="the column that names the pictures (default: %(default)s)",
    )
    source.add_argument(
        "--size",
        type=whole_number(8, 4096),  # a wrong number of digits should not fill the memory
        help="side of the images in pixels, resampled from the files (default: 120, as in the "
        "course, or what the preset is made for: 68 for fast and best)",
    )
    source.add_argument(
        "--skip-broken",
        action="store_true",
        help="leave broken pictures out instead of stopping at them",
    )


def load(arguments: argparse.Namespace) -> Any:
    """Load or simulate the galaxies that the arguments ask for.

    Raises
    ------
    UsageError
        Neither or both of DIR and --simulate, or a column that simulations do not have.
    """
    from galaxyzoo_ml.datasets import make_galaxies

    if (arguments.directory is None) == (arguments.simulate is None):
        raise UsageError("give either a folder DIR or --simulate N")
    if arguments.directory is not None:
        return load_folder(arguments.directory, arguments)
    if arguments.column not in ("target", "vote"):
        raise UsageError(f"simulated galaxies have target and vote, no column {arguments.column!r}")
    if arguments.size < 32:
        raise UsageError(f"simulated galaxies need at least 32 pixels, not --size {arguments.size}")
    arguments.id_column = "OBJID"  # what simulated galaxies have
    return make_galaxies(
        arguments.simulate, arguments.column, size=arguments.size, random_state=arguments.seed
    )


def load_folder(folder: Path, arguments: argparse.Namespace) -> Any:
    """Load a folder with the column and size that the arguments ask for."""
    from galaxyzoo_ml.datasets import load_galaxies

    return load_galaxies(
        folder,
        arguments.column,
        id_column=arguments.id_column,
        size=arguments.size,
        on_error="skip" if arguments.skip_broken else "raise",
        progress=watched(),
    )


def check_classes(target: NDArray[Any], *, needs_two: bool = True) -> None:
    """Refuse labels that cannot be split into two parts that know the same classes.

    Raises
    ------
    UsageError
        All of one class, or (where they are split) a class of a single galaxy.
    """
    labels, counts = np.unique(target, return_counts=True)
    if len(labels) < 2:
        raise UsageError(f"all {len(target)} galaxies are of one class, {str(labels[0])!r}")
    if needs_two and counts.min() < 2:
        raise UsageError(
            f"the class {str(labels[counts.argmin()])!r} has a single galaxy: "
            "it cannot be on both sides of a split"
        )


def describe_counts(target: NDArray[Any]) -> str:
    """Say how many galaxies each class has, the most frequent first."""
    return ", ".join(
        f"{label} {count:,}" for label, count in Counter(target.tolist()).most_common()
    )


def mention_left_out(galaxies: Any) -> None:
    """Print how many rows of the table were not used, and why."""
    if galaxies.get("skipped"):
        print(f"left out: {galaxies.skipped:,} without a good picture")
    if galaxies.get("unlabelled"):
        print(f"left out: {galaxies.unlabelled:,} without a label")


def name_broken(galaxies: Any) -> int:
    """Name the pictures that were left out, and return the exit status."""
    for reason in galaxies.get("broken", ()):
        print(f"galaxyzoo: left out: {reason}", file=sys.stderr)
    return _IN_PART if galaxies.get("broken") else _DONE


def watched() -> bool:
    """Whether a person watches: progress bars are for people."""
    return sys.stderr.isatty()
