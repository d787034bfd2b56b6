"""``galaxyzoo train``: galaxies in, a trained and judged classifier out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import fraction, n_jobs
from galaxyzoo_ml.cli._balance import TRAIN_STRATEGIES
from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._exit_status import ExitStatus
from galaxyzoo_ml.cli._galaxies import (
    SourceOptions,
    add_source_arguments,
    describe_counts,
    mention_left_out,
)
from galaxyzoo_ml.cli._heartbeat import said_alive
from galaxyzoo_ml.cli._interrupts import interrupted_says
from galaxyzoo_ml.cli._model import ModelOptions, add_model_arguments
from galaxyzoo_ml.cli._options import Command, Commands, options_of
from galaxyzoo_ml.cli._output import check_writable, is_watched, made_output_folder, name_broken
from galaxyzoo_ml.cli._outputs import Outputs, add_overwrite_argument, inputs_of

if TYPE_CHECKING:
    from sklearn.utils import Bunch

    from galaxyzoo_ml._typing import Estimator
    from galaxyzoo_ml.workflows import TrainingResult

__all__ = ["add_parser"]


@dataclass(frozen=True)
class TrainOptions:
    """What ``galaxyzoo train`` is asked for."""

    source: SourceOptions
    model: ModelOptions
    balance: str
    prior: str
    jobs: int | None
    test_size: float
    test_dir: Path | None
    out: Path
    overwrite: bool
    checkpoint: Path | None
    abstain: float | None

    @property
    def kept(self) -> Path:
        """Where the state of the training is kept until it is done."""
        return self.checkpoint or self.out / "training.checkpoint"

    @property
    def inputs(self) -> list[Path]:
        """The folder, unless the galaxies are simulated."""
        return [] if self.source.directory is None else [self.source.directory]


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train a classifier and judge it on galaxies that it has not seen",
        description="Load (or simulate) galaxies, set some aside, balance the others, train a "
        "convolutional net on them, put the natural mix back into its probabilities (--prior), and "
        "judge it on those set aside.",
    )
    add_source_arguments(parser)
    training = parser.add_argument_group("training")
    training.add_argument(
        "--balance",
        choices=TRAIN_STRATEGIES,
        default="rotation",
        help="how the training set is balanced (default: %(default)s)",
    )
    training.add_argument(
        "--prior",
        choices=("natural", "balanced"),
        default="natural",
        help="the mix of classes that probabilities are for: of the galaxies as they are, or as "
        "they were balanced (default: %(default)s)",
    )
    add_model_arguments(training)
    training.add_argument(
        "--checkpoint",
        type=Path,
        metavar="FILE",
        help="where each epoch is kept until the training is done, so that the same command goes "
        "on after Ctrl-C (default: training.checkpoint in OUT)",
    )
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
    add_overwrite_argument(judging)
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
    from galaxyzoo_ml.workflows import TRAINING_FILES, preset_size

    model = options.model.classifier(options.balance, options.prior, n_jobs=options.jobs)
    check_writable(options.out)
    files = [options.out / name for name in TRAINING_FILES]
    outputs = Outputs("train", options.inputs, files, options.overwrite)
    outputs.check(inputs_of(options.inputs))
    _check_checkpoint(options, model)
    size = options.source.size or preset_size(options.model.preset)
    with interrupted_says("nothing is trained yet; the same command begins again"):
        galaxies, test, broken = _loaded(options, size)
    out = made_output_folder(options.out)
    with _going_on(options.kept), said_alive("balancing, training and judging"):
        result = _trained(options, galaxies, model, test)
        saved = result.save(out)
    outputs.remember()
    print(f"{result.summary()}\n")
    print(*saved.left_out, *(f"wrote {path}" for path in saved.paths), sep="\n")
    return name_broken(broken)


def _loaded(options: TrainOptions, size: int) -> tuple[Bunch, float | Bunch, list[str]]:
    """Return the galaxies, the test (others, or a fraction), and what is wrong with pictures."""
    source, test_dir = options.source, options.test_dir
    with said_alive("reading pictures"):
        galaxies = source.load(size, options.model.seed)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    broken = [*galaxies.get("broken", ())]
    if test_dir is None:
        return galaxies, options.test_size, broken
    with said_alive("reading pictures"):
        test = source.load_folder(test_dir, size)
    mention_left_out(test, f" of {test_dir}")
    return galaxies, test, [*broken, *test.get("broken", ())]


@contextmanager
def _going_on(kept: Path) -> Iterator[None]:
    """Say after Ctrl-C what the checkpoint keeps, be it in training, judging or writing."""
    try:
        yield
    except KeyboardInterrupt:
        if not kept.exists():
            raise KeyboardInterrupt("no epoch was done, so nothing is kept") from None
        raise KeyboardInterrupt(
            f"{kept} keeps the epochs so far; the same command goes on"
        ) from None


def _trained(
    options: TrainOptions, galaxies: Bunch, model: Estimator, test: float | Bunch
) -> TrainingResult:
    from galaxyzoo_ml.exceptions import CheckpointError
    from galaxyzoo_ml.workflows import train_and_judge

    kept = options.kept
    try:
        return train_and_judge(
            galaxies,
            model,
            test=test,
            abstain=options.abstain,
            id_column=options.source.names,
            random_state=options.model.seed,
            notes={
                "balance": options.balance,
                "prior": options.prior,
                "column": options.source.column,
            },
            checkpoint=kept,
            progress=is_watched(),
        )
    except CheckpointError as error:
        raise UsageError(
            f"{kept} does not belong to this training, or is damaged: give another --checkpoint "
            "or --out, or --overwrite to begin anew"
        ) from error


def _check_checkpoint(options: TrainOptions, model: Any) -> None:
    """See that checkpoints could be written, and what is there is some, which --overwrite removes.

    Raises
    ------
    UsageError
        Something else of that name.
    """
    from galaxyzoo_ml.workflows._last_step import checkpoint_files

    files = checkpoint_files(model, options.kept)
    Outputs("train", [], files, overwrite=True).check(inputs_of(options.inputs))
    for kept in files:
        if kept.exists() and not zipfile.is_zipfile(kept):
            raise UsageError(f"{kept} is no checkpoint: give another --checkpoint")
        if options.overwrite:
            kept.unlink(missing_ok=True)
