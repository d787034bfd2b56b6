"""``galaxyzoo embed``: what a net knows of pictures before it decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._heartbeat import said_alive
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._output import (
    is_watched,
    name_broken,
    name_model,
    print_table,
    written,
)
from galaxyzoo_ml.cli._outputs import Outputs, add_overwrite_argument
from galaxyzoo_ml.cli._pictures import USAGE, PictureOptions, add_picture_arguments

if TYPE_CHECKING:
    from galaxyzoo_ml.workflows import PictureTable

__all__ = ["add_parser"]


@dataclass(frozen=True)
class EmbedOptions:
    """What ``galaxyzoo embed`` is asked for."""

    pictures: PictureOptions
    out: Path | None
    overwrite: bool

    @property
    def is_array(self) -> bool:
        """Whether the numbers go into an array, and the table has names alone."""
        return self.out is not None and self.out.suffix.lower() == ".npy"


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "embed",
        usage=f"galaxyzoo embed {USAGE} [--out FILE.csv|FILE.npy] [--overwrite]",
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
    add_overwrite_argument(parser)
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> EmbedOptions:
    """Return the options."""
    return options_of(EmbedOptions, values, pictures=options_of(PictureOptions, values))


def run(options: EmbedOptions) -> ExitStatus:
    """Embed, and write one row a picture."""
    out = options.out
    if out is not None and out.suffix.lower() not in (".csv", ".npy"):
        raise UsageError(f"--out {out}: a name that ends in .csv or .npy is needed")
    model, places = options.pictures.model_and_places()
    files = () if out is None else tuple({out, out.with_suffix(".csv")})
    outputs = Outputs("embed", places, files, options.overwrite)
    outputs.check(options.pictures.read() if any(path.exists() for path in files) else ())
    from galaxyzoo_ml.workflows import PicturesInterrupted

    try:
        result = _embedded(options, model, places)
    except PicturesInterrupted as interrupt:
        _write(options, interrupt.so_far)
        outputs.remember()
        raise KeyboardInterrupt(
            "the rows so far are written; the same command begins again"
        ) from None
    _write(options, result)
    outputs.remember()
    name_model(model)
    return name_broken(result.broken, result.plots)


def _embedded(options: EmbedOptions, model: Path | None, places: Sequence[Path]) -> PictureTable:
    from galaxyzoo_ml.workflows import embed_pictures

    with said_alive("embedding pictures"):
        return embed_pictures(
            places, model, id_column=options.pictures.id_column, progress=is_watched()
        )


def _write(options: EmbedOptions, result: PictureTable) -> None:
    import numpy as np

    out = options.out
    if out is None:
        print_table(result.table)
    elif options.is_array:
        written(result.table[["OBJID", "path"]], out.with_suffix(".csv"))
        with written_whole(out) as file:
            np.save(file, result.values)
        print(f"wrote {out}: {result.values.shape[1]} features of each")
    else:
        written(result.table, out)
