"""``galaxyzoo predict``: probabilities for pictures that nobody has labelled."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from galaxyzoo_ml.workflows._abstention import is_sure, threshold_of
from galaxyzoo_ml.workflows._answers import answer_columns, answers
from galaxyzoo_ml.cli._output import check_output_file
from galaxyzoo_ml.workflows._picture_files import (
    USAGE,
    add_picture_arguments,
    model_and_pictures,
    model_and_places,
    written,
)

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "predict",
        usage=f"galaxyzoo predict {USAGE} [--abstain] [--out FILE.csv]",
        help="classify pictures with a trained model, or with the one that ships",
        description="Write the probability of each class for pictures, a folder of pictures or "
        "the pictures of a manifest. Without MODEL: of each of Galaxy Zoo's six votes, by the net "
        "that ships, which wants a field scaled to the galaxy (its card in the documentation says "
        "which).",
    )
    add_picture_arguments(parser)
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
    if arguments.out is not None:
        check_output_file(arguments.out, arguments.paths)
    path, _ = model_and_places(arguments.paths)
    threshold = threshold_of(path) if arguments.abstain else None
    model, pictures = model_and_pictures(arguments)
    looked = pictures.look_at(partial(answers, model))
    table = answer_columns(model, looked.found)
    if arguments.abstain:
        sure = is_sure(looked.found, threshold)
        for name in {"predicted", "predicted_class"} & set(table):
            table[name] = table[name].where(sure)  # an empty field where not
        table["abstained"] = (~sure).astype(int)
    names, table["path"] = looked.names_and_paths(pictures)  # two pictures may have one name
    table.insert(0, "OBJID", names)
    if arguments.out is None:
        print(table.to_csv(index=False), end="")
    else:
        written(table, arguments.out)
    return looked.name_broken()
