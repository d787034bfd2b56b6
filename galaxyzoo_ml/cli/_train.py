"""``galaxyzoo train``: galaxies in, a trained and judged classifier out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._argument_types import fraction, n_jobs
from galaxyzoo_ml.cli._balance import TRAIN_STRATEGIES
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._galaxies import (
    SourceOptions,
    add_source_arguments,
    describe_counts,
    mention_left_out,
)
from galaxyzoo_ml.cli._model import ModelOptions, add_model_arguments
from galaxyzoo_ml.cli._options import Command, options_of
from galaxyzoo_ml.cli._output import check_writable, is_watched, made_output_folder, name_broken

__all__ = ["add_parser"]


@dataclass(frozen=True)
class TrainOptions:
    """What ``galaxyzoo train`` is asked for."""

    source: SourceOptions
    model: ModelOptions
    balance: str
    jobs: int | None
    test_size: float
    test_dir: Path | None
    out: Path
    abstain: float | None


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train a classifier and judge it on galaxies that it has not seen",
        description="Load (or simulate) galaxies, set some aside, balance the others, train a "
        "convolutional net on them, put the natural mix back into its probabilities, and judge it "
        "on those set aside.",
    )
    add_source_arguments(parser)
    training = parser.add_argument_group("training")
    training.add_argument(
        "--balance",
        choices=TRAIN_STRATEGIES,
        default="rotation",
        help="how the training set is balanced (default: %(default)s)",
    )
    add_model_arguments(training)
    training.add_argument("--jobs", type=n_jobs, metavar="N", help="threads (default: torch's own)")
    judging = parser.add_argument_group("judging")
    part = judging.add_mutually_exclusive_group()
    part.add_argument(
        "--test-size",
        type=fraction,
        default=0.1,
        help="the fraction of galaxies set aside (default: %(default)s)",
    )
    part.add_argument("--test-dir", type=Path, metavar="DIR", help="a folder of other galaxies")
    judging.add_argument(
        "--out",
        type=Path,
        default=Path("galaxyzoo-output"),
        help="the folder for model, report and pictures (default: %(default)s)",
    )
    judging.add_argument(
        "--abstain",
        type=fraction,
        metavar="ERROR",
        help="find, on a tenth of the training galaxies that is set aside, how sure the net must "
        "be so that (nine times in ten) at most this fraction of its names is wrong; predict "
        "--abstain uses it",
    )
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> TrainOptions:
    """Return the options."""
    source, model = (options_of(kind, values) for kind in (SourceOptions, ModelOptions))
    return options_of(TrainOptions, values, source=source, model=model)


def run(options: TrainOptions) -> ExitStatus:
    """Train, judge, and write what came of it."""
    from galaxyzoo_ml.workflows import preset_size, train_and_judge

    source, seed = options.source, options.model.seed
    model = options.model.classifier(options.balance, n_jobs=options.jobs)
    check_writable(options.out)
    size = source.size or preset_size(options.model.preset)
    galaxies, test, broken = source.load(size, seed), options.test_size, []
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    broken += galaxies.get("broken", ())
    if options.test_dir is not None:
        test = source.load_folder(options.test_dir, size)
        mention_left_out(test, f" of {options.test_dir}")
        broken += test.get("broken", ())
    out = made_output_folder(options.out)
    result = train_and_judge(
        galaxies,
        model,
        test=test,
        abstain=options.abstain,
        id_column=source.names,
        random_state=seed,
        notes={"balance": options.balance, "column": source.column},
        progress=is_watched(),
    )
    saved = result.save(out)
    print(f"{result.summary()}\n")
    print(*saved.left_out, *(f"wrote {path}" for path in saved.paths), sep="\n")
    return name_broken(broken)
