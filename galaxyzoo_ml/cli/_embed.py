"""``galaxyzoo embed``: what a net knows of pictures before it decides."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._output import check_output_file
from galaxyzoo_ml.workflows._picture_files import (
    USAGE,
    add_picture_arguments,
    inside_correction,
    model_and_pictures,
    written,
)

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "embed",
        usage=f"galaxyzoo embed {USAGE} [--out FILE.csv|FILE.npy]",
        help="turn pictures into numbers in which galaxies that look alike are near",
        description="Write what a net knows of each picture before its last layer decides: an "
        "embedding, for similarity search, for plots, for another classifier.",
    )
    add_picture_arguments(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="FILE.csv, or FILE.npy with FILE.csv beside it, which names its rows (default: a "
        "table on standard output)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Embed, and write one row a picture."""
    import pandas as pd

    out = arguments.out
    if out is not None:
        if out.suffix.lower() not in (".csv", ".npy"):
            raise UsageError(f"--out {out}: a name that ends in .csv or .npy is needed")
        for place in {out, out.with_suffix(".csv")}:
            check_output_file(place, arguments.paths)
    model, pictures = model_and_pictures(arguments)
    looked = pictures.look_at(inside_correction(model).transform)
    names, paths = looked.names_and_paths(pictures)
    features, table = looked.found, pd.DataFrame({"OBJID": names, "path": paths})
    if out is not None and out.suffix.lower() == ".npy":
        written(table, out.with_suffix(".csv"))
        with written_whole(out) as file:
            np.save(file, features)
        print(f"wrote {out}: {features.shape[1]} features of each")
        return looked.name_broken()
    columns = pd.DataFrame(features, columns=[f"f{i}" for i in range(features.shape[1])])
    table = pd.concat([table[["OBJID"]], columns, table[["path"]]], axis=1)
    if out is None:
        print(table.to_csv(index=False), end="")
    else:
        written(table, out)
    return looked.name_broken()
