"""The model and the pictures that a command is to look at."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._galaxies import watched

__all__ = [
    "USAGE",
    "LookedAt",
    "Pictures",
    "add_picture_arguments",
    "inside_correction",
    "look_at",
    "model_and_pictures",
    "model_and_places",
    "size_of",
    "written",
]

USAGE = "[MODEL] (IMAGE ... | FOLDER | TABLE.csv) [--id-column NAME]"
_PICTURES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"}
_DONE, _IN_PART = 0, 1


@dataclass(frozen=True)
class Pictures:
    """Picture files, and the size at which a model takes them.

    Parameters
    ----------
    names : list of str
        Two of them may have one name.
    files : list of pathlib.Path
    size : int
    """

    names: list[str]
    files: list[Path]
    size: int

    def look_at(self, function: Callable[[Any], NDArray[Any]]) -> LookedAt:
        """Ask a function about them.

        Raises
        ------
        BrokenImageError
            Not one of them can be read.
        """
        from galaxyzoo_ml.exceptions import BrokenImageError

        looked = look_at(self.files, self.size, function)
        if not looked.rows:
            first, *others = looked.broken.values()
            raise BrokenImageError(first + (f" (and {len(others)} more)" if others else ""))
        return looked


@dataclass(frozen=True)
class LookedAt:
    """What was found of pictures that could be read, and what is wrong with the others.

    Parameters
    ----------
    found : ndarray of shape (n, k)
    rows : list of int
        The numbers of the n files.
    broken : dict of int to str
    """

    found: NDArray[Any]
    rows: list[int]
    broken: dict[int, str]

    def names_and_paths(self, pictures: Pictures) -> tuple[list[str], list[str]]:
        """Return the names and paths of the pictures that could be read."""
        names = [pictures.names[i] for i in self.rows]
        return names, [str(pictures.files[i]) for i in self.rows]

    def name_broken(self) -> int:
        """Name the pictures that were left out, and return the exit status."""
        for reason in self.broken.values():
            print(f"galaxyzoo: left out: {reason}", file=sys.stderr)
        return _IN_PART if self.broken else _DONE


def look_at(files: Sequence[Path], size: int, function: Callable[[Any], NDArray[Any]]) -> LookedAt:
    """Ask a function about pictures, which are decoded block by block: few are in memory."""
    from galaxyzoo_ml.images import ImageArray, iter_stacks

    found: list[NDArray[Any]] = []
    rows: list[int] = []
    broken: dict[int, str] = {}
    for stack in iter_stacks(files, size=size, progress=watched()):
        broken |= stack.broken
        if len(stack.rows):
            found.append(function(ImageArray(stack.pixels)))
            rows += stack.rows.tolist()
    return LookedAt(np.concatenate(found) if found else np.empty((0, 0)), rows, broken)


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


def model_and_pictures(arguments: argparse.Namespace) -> tuple[Any, Pictures]:
    """Load the model, and find the pictures.

    Raises
    ------
    UsageError
        A model of something else, a path that is not there, or no pictures at all.
    """
    from galaxyzoo_ml.persistence import load_model

    path, places = model_and_places(arguments.paths)
    model = load_model(path)
    size = size_of(model, path)
    return model, Pictures(*_files(places, arguments.id_column), size)


def size_of(model: Any, path: Path) -> int:
    """Return the side of the pictures that a model takes.

    Raises
    ------
    UsageError
        A model of tables, or of images that are not square and RGB.
    """
    model = inside_correction(model)
    shape = getattr(model[-1] if hasattr(model, "steps") else model, "image_shape_", None)
    if shape is None or shape[0] != shape[1] or shape[2] != 3:
        takes = "tables" if shape is None else f"images of shape {shape}"
        raise UsageError(f"{path}: this model takes {takes}, not square pictures in three colours")
    return int(shape[0])


def written(table: Any, path: Path) -> None:
    """Write a table with a row a picture.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, table.to_csv(index=False).encode())
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    print(f"wrote {path}: {len(table):,} galaxies")


def model_and_places(paths: Sequence[Path]) -> tuple[Path, Sequence[Path]]:
    """Tell the model from the pictures: what could not hold pictures is a model.

    Raises
    ------
    UsageError
        A model, and no pictures.
    """
    from galaxyzoo_ml.persistence import pretrained_file

    first, *others = paths
    if first.is_dir() or first.suffix.lower() in {".csv", *_PICTURES}:
        return pretrained_file("gz1"), paths
    if not first.exists():
        raise UsageError(f"{first}: there is no such file or folder")
    if not others:
        raise UsageError(f"{first} is taken for a model: give pictures, a folder or a table, too")
    return first, others


def inside_correction(model: Any) -> Any:
    """Return a model without the correction of the prior around it, if there is one."""
    return getattr(model, "estimator_", model)


def _files(places: Sequence[Path], id_column: str) -> tuple[list[str], list[Path]]:
    """Return the names and paths of all pictures that the arguments mean.

    Raises
    ------
    UsageError
        A path that is not there, or no pictures at all.
    """
    names: list[str] = []
    files: list[Path] = []
    for path in places:
        if path.suffix.lower() == ".csv":
            more_names, more_files = _of_table(path, id_column)
        elif path.is_dir():
            more_files = sorted(file for file in path.rglob("*") if _is_picture(file))
            more_names = [file.stem for file in more_files]
        elif _is_picture(path) and path.is_file():
            more_names, more_files = [path.stem], [path]
        elif path.is_file():
            raise UsageError(f"{path} is no picture, folder or table; a model comes first")
        else:
            raise UsageError(f"{path}: there is no such file or folder")
        names += more_names
        files += more_files
    if not files:
        raise UsageError(f"there are no pictures in {', '.join(str(path) for path in places)}")
    return names, files


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in _PICTURES and not path.name.startswith(".")


def _of_table(path: Path, id_column: str) -> tuple[list[str], list[Path]]:
    from galaxyzoo_ml.datasets import read_table

    table = read_table(path, id_column)
    if "status" in table:
        table = table[table["status"] == "ok"]
    names = table[id_column].astype(str).tolist()
    return names, [path.parent / name for name in table["path"]]
