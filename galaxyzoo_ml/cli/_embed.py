"""``galaxyzoo embed``: what a net knows of pictures before it decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, options_of
from galaxyzoo_ml.cli._output import check_output_file, is_watched, name_broken, written
from galaxyzoo_ml.cli._pictures import USAGE, PictureOptions, add_picture_arguments

__all__ = ["add_parser"]


@dataclass(frozen=True)
class EmbedOptions:
    """What ``galaxyzoo embed`` is asked for."""

    pictures: PictureOptions
    out: Path | None

    @property
    def is_array(self) -> bool:
        """Whether the numbers go into an array, and the table has names alone."""
        return self.out is not None and self.out.suffix.lower() == ".npy"


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
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> EmbedOptions:
    """Return the options."""
    return options_of(EmbedOptions, values, pictures=options_of(PictureOptions, values))


def run(options: EmbedOptions) -> ExitStatus:
    """Embed, and write one row a picture."""
    import numpy as np

    from galaxyzoo_ml.workflows import embed_pictures

    out = options.out
    if out is not None:
        if out.suffix.lower() not in (".csv", ".npy"):
            raise UsageError(f"--out {out}: a name that ends in .csv or .npy is needed")
        for place in {out, out.with_suffix(".csv")}:
            check_output_file(place, options.pictures.paths)
    model, places = options.pictures.model_and_places()
    result = embed_pictures(
        places, model, id_column=options.pictures.id_column, progress=is_watched()
    )
    if out is None:
        print(result.table.to_csv(index=False), end="")
    elif options.is_array:
        written(result.table[["OBJID", "path"]], out.with_suffix(".csv"))
        with written_whole(out) as file:
            np.save(file, result.values)
        print(f"wrote {out}: {result.values.shape[1]} features of each")
    else:
        written(result.table, out)
    return name_broken(result.broken)
