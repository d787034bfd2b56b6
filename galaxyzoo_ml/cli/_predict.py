"""``galaxyzoo predict``: probabilities for pictures that nobody has labelled."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import galaxyzoo_ml
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
    import pandas as pd

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
    model, places = options.pictures.model_and_places()
    if options.out is None:
        return _printed(options, model, places)
    outputs = Outputs("predict", places, [options.out], options.overwrite)
    outputs.check(options.pictures.read() if options.out.exists() else ())
    return _kept(options, model, outputs)


def _printed(options: PredictOptions, model: Path | None, places: Sequence[Path]) -> ExitStatus:
    from galaxyzoo_ml.workflows import PicturesInterrupted

    try:
        result = _predicted(options, model, places)
    except PicturesInterrupted as interrupt:
        print_table(interrupt.so_far.table)
        n = len(interrupt.so_far.table)
        raise KeyboardInterrupt(
            f"{n:,} rows are printed; with --out FILE.csv the same command could go on"
        ) from None
    print_table(result.table)
    name_model(model)
    return name_broken(result.broken, result.plots)


def _kept(options: PredictOptions, model: Path | None, outputs: Outputs) -> ExitStatus:
    """Write into a file, which an interrupted command goes on with."""
    from galaxyzoo_ml.workflows import PicturesInterrupted

    (out,), places = outputs.files, outputs.inputs
    asked = _asked(options, model)
    done = _rows_of(out) if outputs.state(out) == asked else None
    paths = () if done is None else done["path"].tolist()
    try:
        result = _predicted(options, model, places, paths)
    except PicturesInterrupted as interrupt:
        written(_joined(done, interrupt.so_far.table), out)
        outputs.remember(asked)
        raise KeyboardInterrupt(f"{out} keeps the rows so far; the same command goes on") from None
    except KeyboardInterrupt:
        so_far = "no picture was looked at yet" if done is None else f"{out} keeps the rows so far"
        raise KeyboardInterrupt(f"{so_far}; the same command goes on") from None
    written(_joined(done, result.table), out)
    outputs.remember()
    name_model(model)
    return name_broken(result.broken, result.plots)


def _predicted(
    options: PredictOptions, model: Path | None, places: Sequence[Path], skip: Collection[str] = ()
) -> PictureTable:
    from galaxyzoo_ml.workflows import predict_pictures

    with said_alive("classifying pictures"):
        return predict_pictures(
            places,
            model,
            abstain=options.abstain,
            id_column=options.pictures.id_column,
            skip=skip,
            progress=is_watched(),
        )


def _asked(options: PredictOptions, model: Path | None) -> str:
    """Return what rows depend on beside the pictures, as a digest."""
    content = b"" if model is None else model.read_bytes()
    what = repr((galaxyzoo_ml.__version__, options.abstain, options.pictures.id_column))
    return hashlib.sha256(what.encode() + content).hexdigest()


def _rows_of(path: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(  # as they were written, digit for digit
        path, dtype=str, keep_default_na=False, encoding_errors="surrogateescape"
    )


def _joined(done: pd.DataFrame | None, more: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if done is None or done.empty:
        return more
    return done if more.empty else pd.concat([done, more], ignore_index=True)
