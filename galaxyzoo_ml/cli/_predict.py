"""``galaxyzoo predict``: probabilities for pictures that nobody has labelled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
class PredictOptions:
    """What ``galaxyzoo predict`` is asked for."""

    pictures: PictureOptions
    abstain: bool
    out: Path | None
    overwrite: bool


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "predict",
        usage=f"galaxyzoo predict {USAGE} [--abstain] [--out FILE.csv] [--overwrite]",
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
    add_overwrite_argument(parser)
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> PredictOptions:
    """Return the options."""
    return options_of(PredictOptions, values, pictures=options_of(PictureOptions, values))


def run(options: PredictOptions) -> ExitStatus:
    """Classify, and write one row a picture."""
    pictures = options.pictures
    model, places = pictures.model_and_places()

    def look(skip: Collection[str]) -> PictureTable:
        from galaxyzoo_ml.workflows import predict_pictures

        with said_alive("classifying pictures"):
            return predict_pictures(
                places, model, abstain=options.abstain, skip=skip, **pictures.asked()
            )

    if options.out is None:
        result = printed(look)
    else:
        files = RowFiles(options.out)
        outputs = Outputs("predict", places, [options.out], options.overwrite)
        outputs.check(pictures.read() if options.out.exists() else ())
        asked = asked_of(model, options.abstain, pictures.id_column, pictures.on_suspect)
        result = kept(look, files, outputs, asked)
    name_model(model)
    return name_broken(result.broken, result.plots)
