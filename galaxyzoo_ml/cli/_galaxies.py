"""Which galaxies a command works on."""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import whole_number
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._output import is_watched
from galaxyzoo_ml.cli._suspects import add_suspect_argument

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sklearn.utils import Bunch

__all__ = ["SourceOptions", "add_source_arguments", "describe_counts", "mention_left_out"]

_LEAST_SIMULATED = 32  # pixels


@dataclass(frozen=True)
class SourceOptions:
    """Which galaxies: of a folder, or simulated."""

    directory: Path | None
    simulate: int | None
    column: str
    id_column: str
    size: int | None
    skip_broken: bool
    on_suspect: str

    def load(self, size: int, seed: int) -> Bunch:
        """Load or simulate the galaxies.

        Parameters
        ----------
        size : int
            Of the images, where the options leave it to the preset.
        seed : int
            Of the simulation.

        Raises
        ------
        UsageError
            Neither or both of DIR and --simulate, or what simulations do not have.
        """
        from galaxyzoo_ml.datasets import make_galaxies

        if self.directory is not None and self.simulate is None:
            return self.load_folder(self.directory, size)
        if self.directory is not None or self.simulate is None:
            raise UsageError("give either a folder DIR or --simulate N")
        if self.column not in ("target", "vote"):
            raise UsageError(f"simulated galaxies have target and vote, no column {self.column!r}")
        if size < _LEAST_SIMULATED:
            raise UsageError(
                f"simulated galaxies need at least {_LEAST_SIMULATED} pixels, not --size {size}"
            )
        return make_galaxies(self.simulate, self.column, size=size, random_state=seed)

    def load_folder(self, folder: Path, size: int) -> Bunch:
        """Load another folder in the same way."""
        from galaxyzoo_ml.datasets import load_galaxies

        return load_galaxies(
            folder,
            self.column,
            id_column=self.id_column,
            size=size,
            on_error="skip" if self.skip_broken else "raise",
            on_suspect=self.on_suspect,
            progress=is_watched(),
        )

    @property
    def names(self) -> str:
        """The column that names the galaxies that are loaded."""
        return self.id_column if self.simulate is None else "OBJID"


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
    add_suspect_argument(source)


def describe_counts(target: NDArray[Any]) -> str:
    """Say how many galaxies each class has, the most frequent first."""
    return ", ".join(
        f"{label} {count:,}" for label, count in Counter(target.tolist()).most_common()
    )


def mention_left_out(galaxies: Bunch, whose: str = "") -> None:
    """Print how many rows of the table were not used, and why."""
    if galaxies.get("skipped"):
        print(f"left out{whose}: {galaxies.skipped:,} without a good picture")
    if galaxies.get("unlabelled"):
        print(f"left out{whose}: {galaxies.unlabelled:,} without a label")
