"""``galaxyzoo predict``: probabilities for pictures that nobody has labelled."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._abstain import is_sure, threshold_of
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._galaxies import watched
from galaxyzoo_ml.cli._output import check_writable

__all__ = ["add_parser"]

_PICTURES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"}
_DONE, _IN_PART = 0, 1


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "predict",
        help="classify pictures with a trained model",
        description="Write the probability of each class for pictures, a folder of pictures or "
        "the pictures of a manifest.",
    )
    parser.add_argument("model", metavar="MODEL", type=Path, help="a file written by train")
    parser.add_argument(
        "pictures",
        metavar="IMAGE",
        nargs="+",
        type=Path,
        help="picture files, a folder, or a manifest.csv or labels.csv beside its pictures",
    )
    parser.add_argument(
        "--id-column",
        default="OBJID",
        metavar="NAME",
        help="the column of a table that names the pictures (default: %(default)s)",
    )
    parser.add_argument(
        "--abstain",
        action="store_true",
        help="name no galaxy of which the model is less sure than train --abstain found it must be",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="where to write (default: standard output)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Classify, and write one row a picture."""
    import pandas as pd

    from galaxyzoo_ml.images import ImageArray, read_stack
    from galaxyzoo_ml.persistence import load_model

    if arguments.out is not None:
        check_writable(arguments.out)
    threshold = threshold_of(arguments.model) if arguments.abstain else None
    model = load_model(arguments.model)
    size = _size_of(model, arguments.model)
    names, files = _files(arguments.pictures, arguments.id_column)
    stack = read_stack(files, size=size, on_error="skip", progress=watched())
    probabilities = model.predict_proba(ImageArray(stack.pixels))
    good = [i for i in range(len(files)) if i not in stack.broken]
    columns = {f"p_{label}": probabilities[:, i] for i, label in enumerate(model.classes_)}
    predicted = model.classes_[probabilities.argmax(axis=1)]
    table = pd.DataFrame({"OBJID": [names[i] for i in good], "predicted": predicted, **columns})
    if arguments.abstain:
        sure = is_sure(probabilities, threshold)
        table["predicted"] = table["predicted"].where(sure)  # an empty field where not
        table["abstained"] = (~sure).astype(int)
    table["path"] = [str(files[i]) for i in good]  # two pictures may have one name
    if arguments.out is None:
        print(table.to_csv(index=False), end="")
    else:
        _write(table, arguments.out)
    for reason in stack.broken.values():
        print(f"galaxyzoo: left out: {reason}", file=sys.stderr)
    return _IN_PART if stack.broken else _DONE


def _size_of(model: Any, path: Path) -> int:
    """Return the side of the pictures that a model takes.

    Raises
    ------
    UsageError
        A model of tables, or of images that are not square and RGB.
    """
    model = getattr(model, "estimator_", model)  # inside the correction of the prior
    shape = getattr(model[-1] if hasattr(model, "steps") else model, "image_shape_", None)
    if shape is None or shape[0] != shape[1] or shape[2] != 3:
        takes = "tables" if shape is None else f"images of shape {shape}"
        raise UsageError(f"{path}: this model takes {takes}, not square pictures in three colours")
    return int(shape[0])


def _write(table: Any, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(path, index=False)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
    print(f"wrote {path}: {len(table):,} galaxies")


def _files(pictures: Sequence[Path], id_column: str) -> tuple[list[str], list[Path]]:
    """Return the names and paths of all pictures that the arguments mean.

    Raises
    ------
    UsageError
        A path that is not there, or no pictures at all.
    """
    names: list[str] = []
    files: list[Path] = []
    for path in pictures:
        if path.suffix.lower() == ".csv":
            more_names, more_files = _of_table(path, id_column)
        elif path.is_dir():
            more_files = sorted(file for file in path.rglob("*") if _is_picture(file))
            more_names = [file.stem for file in more_files]
        elif path.is_file():
            more_names, more_files = [path.stem], [path]
        else:
            raise UsageError(f"{path}: there is no such file or folder")
        names += more_names
        files += more_files
    if not files:
        raise UsageError(f"there are no pictures in {', '.join(str(path) for path in pictures)}")
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
