"""The model and the pictures that a command is to look at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._output import is_watched
from galaxyzoo_ml.cli._outputs import inputs_of
from galaxyzoo_ml.cli._suspects import add_suspect_argument

__all__ = ["USAGE", "PictureOptions", "add_picture_arguments"]

USAGE = "[MODEL] (IMAGE ... | FOLDER | TABLE.csv) [--id-column NAME] [--on-suspect WHAT]"


@dataclass(frozen=True)
class PictureOptions:
    """Which model and which pictures."""

    paths: list[Path]
    id_column: str
    on_suspect: str

    def asked(self) -> dict[str, Any]:
        """Return what `predict_pictures` and `embed_pictures` take beside paths and model."""
        return {
            "id_column": self.id_column,
            "on_suspect": self.on_suspect,
            "progress": is_watched(),
        }

    def model_and_places(self) -> tuple[Path | None, Sequence[Path]]:
        """Tell the model from the pictures: what holds a model, or could not hold pictures, is one.

        Returns
        -------
        pathlib.Path or None
            The model; None for the net that ships.
        sequence of pathlib.Path
            Where the pictures are.

        Raises
        ------
        UsageError
            A model, and no pictures; the folder of a training without a model.
        """
        from galaxyzoo_ml.workflows import PICTURE_SUFFIXES, holds_results, model_file

        first, *others = self.paths
        if first.is_dir() and not holds_results(first):
            return None, self.paths
        if not first.is_dir() and first.suffix.lower() in {".csv", *PICTURE_SUFFIXES}:
            return None, self.paths
        if not first.exists():
            raise UsageError(f"{first}: there is no such file or folder")
        model = model_file(first)
        if not others:
            raise UsageError(
                f"{model} is taken for a model: give pictures, a folder or a table, too"
            )
        return model, others

    def read(self) -> list[Path]:
        """Return all files that are read, those of folders as well."""
        from galaxyzoo_ml.workflows import PICTURE_SUFFIXES

        folders = [path for path in self.paths if path.is_dir()]
        files = [file for folder in folders for file in folder.rglob("*")]
        pictures = [file for file in files if file.suffix.lower() in PICTURE_SUFFIXES]
        return [*inputs_of(self.paths), *pictures, *self._of_tables()]

    def _of_tables(self) -> list[Path]:
        from galaxyzoo_ml.exceptions import GalaxyZooError
        from galaxyzoo_ml.workflows import find_pictures

        tables = [path for path in self.paths if path.suffix.lower() == ".csv" and path.is_file()]
        try:
            return find_pictures(tables, id_column=self.id_column).files
        except GalaxyZooError:  # said when they are read
            return []


def add_picture_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which model and which pictures."""
    parser.add_argument(
        "paths",
        metavar="IMAGE",
        nargs="+",
        type=Path,
        help="picture files, a folder, or a manifest.csv or labels.csv beside its pictures; before "
        "them MODEL, the folder or file written by train (default: the net that ships, gz1)",
    )
    parser.add_argument(
        "--id-column",
        default="OBJID",
        metavar="NAME",
        help="the column of a table that names the pictures (default: %(default)s)",
    )
    add_suspect_argument(parser)
