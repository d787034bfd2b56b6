"""``galaxyzoo embed``: what a net knows of pictures before it decides."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._heartbeat import said_alive
from galaxyzoo_ml.cli._kept_rows import RowFiles, asked_of, kept, printed
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._output import name_broken, name_model
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
    out, pictures = options.out, options.pictures
    if out is not None and out.suffix.lower() not in (".csv", ".npy"):
        raise UsageError(f"--out {out}: a name that ends in .csv or .npy is needed")
    model, places = pictures.model_and_places()

    def look(skip: Collection[str]) -> PictureTable:
        from galaxyzoo_ml.workflows import embed_pictures

        with said_alive("embedding pictures"):
            return embed_pictures(places, model, skip=skip, **pictures.asked())

    if out is None:
        result = printed(look)
    else:
        files = RowFiles(out, is_array=out.suffix.lower() == ".npy")
        outputs = Outputs("embed", places, files.all, options.overwrite)
        outputs.check(pictures.read() if any(path.exists() for path in files.all) else ())
        asked = asked_of(model, pictures.id_column, pictures.on_suspect)
        result = kept(look, files, outputs, asked)
    name_model(model)
    return name_broken(result.broken, result.plots)
