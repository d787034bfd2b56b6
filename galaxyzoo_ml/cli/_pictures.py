"""The model and the pictures that a command is to look at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from galaxyzoo_ml.cli._errors import UsageError

__all__ = ["USAGE", "PictureOptions", "add_picture_arguments"]

USAGE = "[MODEL] (IMAGE ... | FOLDER | TABLE.csv) [--id-column NAME]"


@dataclass(frozen=True)
class PictureOptions:
    """Which model and which pictures."""

    paths: list[Path]
    id_column: str

    def model_and_places(self) -> tuple[Path, Sequence[Path]]:
        """Tell the model from the pictures: what could not hold pictures is a model.

        Raises
        ------
        UsageError
            A model, and no pictures.
        """
        from galaxyzoo_ml.persistence import pretrained_file
        from galaxyzoo_ml.workflows import PICTURE_SUFFIXES

        first, *others = self.paths
        if first.is_dir() or first.suffix.lower() in {".csv", *PICTURE_SUFFIXES}:
            return pretrained_file("gz1"), self.paths
        if not first.exists():
            raise UsageError(f"{first}: there is no such file or folder")
        if not others:
            raise UsageError(
                f"{first} is taken for a model: give pictures, a folder or a table, too"
            )
        return first, others


def add_picture_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which model and which pictures."""
    parser.add_argument(
        "paths",
        metavar="IMAGE",
        nargs="+",
        type=Path,
        help="picture files, a folder, or a manifest.csv or labels.csv beside its pictures; before "
        "them MODEL, a file written by train (default: the net that ships, gz1)",
    )
    parser.add_argument(
        "--id-column",
        default="OBJID",
        metavar="NAME",
        help="the column of a table that names the pictures (default: %(default)s)",
    )
