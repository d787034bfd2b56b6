"""``galaxyzoo predict``: probabilities for pictures that nobody has labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._options import Command, options_of
from galaxyzoo_ml.cli._output import check_output_file, is_watched, name_broken, written
from galaxyzoo_ml.cli._pictures import USAGE, PictureOptions, add_picture_arguments

__all__ = ["add_parser"]


@dataclass(frozen=True)
class PredictOptions:
    """What ``galaxyzoo predict`` is asked for."""

    pictures: PictureOptions
    abstain: bool
    out: Path | None


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
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> PredictOptions:
    """Return the options."""
    return options_of(PredictOptions, values, pictures=options_of(PictureOptions, values))


def run(options: PredictOptions) -> ExitStatus:
    """Classify, and write one row a picture."""
    from galaxyzoo_ml.workflows import predict_pictures

    if options.out is not None:
        check_output_file(options.out, options.pictures.paths)
    model, places = options.pictures.model_and_places()
    result = predict_pictures(
        places,
        model,
        abstain=options.abstain,
        id_column=options.pictures.id_column,
        progress=is_watched(),
    )
    if options.out is None:
        print(result.table.to_csv(index=False), end="")
    else:
        written(result.table, options.out)
    return name_broken(result.broken)
