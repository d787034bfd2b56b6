"""``galaxyzoo compare``: strategies against unequal classes, and which differences are real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._argument_types import n_jobs, whole_number
from galaxyzoo_ml.cli._balance import STRATEGIES
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
    import pandas as pd
    from sklearn.utils import Bunch

    from galaxyzoo_ml._typing import Estimator
    from galaxyzoo_ml.model_selection import StrategyComparison

__all__ = ["add_parser"]


@dataclass(frozen=True)
class CompareOptions:
    """What ``galaxyzoo compare`` is asked for."""

    source: SourceOptions
    model: ModelOptions
    strategies: list[str]
    cv: int
    repeats: int
    out: Path
    overwrite: bool
    jobs: int | None


def add_parser(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "compare",
        help="cross-validate strategies against unequal classes",
        description="Train the same classifier under several strategies against unequal classes, "
        "on the same folds, and say which differences are larger than noise.",
    )
    add_source_arguments(parser)
    comparing = parser.add_argument_group("comparing")
    comparing.add_argument(
        "--strategies",
        nargs="+",
        choices=STRATEGIES,
        default=list(STRATEGIES),
        help="what is compared with the first of them (default: all)",
    )
    comparing.add_argument(
        "--cv", type=whole_number(2), default=3, help="number of folds (default: %(default)s)"
    )
    comparing.add_argument(
        "--repeats",
        type=whole_number(1),
        default=1,
        metavar="N",
        help="rounds of cross-validation, each with the next seed: more narrow the intervals",
    )
    comparing.add_argument(
        "--out",
        type=Path,
        default=Path("galaxyzoo-comparison"),
        help="the folder for table and picture (default: %(default)s)",
    )
    add_overwrite_argument(comparing)
    training = parser.add_argument_group("training")
    add_model_arguments(training)
    training.add_argument(
        "--jobs", type=n_jobs, metavar="N", help="folds trained at the same time (default: 1)"
    )
    parser.set_defaults(command=Command(parsed, run))


def parsed(values: Mapping[str, Any]) -> CompareOptions:
    """Return the options."""
    source, model = (options_of(kind, values) for kind in (SourceOptions, ModelOptions))
    return options_of(CompareOptions, values, source=source, model=model)


def run(options: CompareOptions) -> ExitStatus:
    """Compare, and write what came of it."""
    from galaxyzoo_ml.workflows import check_classes, comparison_text, preset_size

    source = options.source
    classifier = options.model.classifier()
    check_writable(options.out)
    inputs = [] if source.directory is None else [source.directory]
    files = [options.out / "comparison.csv", options.out / "comparison.png"]
    outputs = Outputs("compare", inputs, files, options.overwrite)
    outputs.check(inputs_of(inputs))
    size = source.size or preset_size(options.model.preset)
    nothing = interrupted_says("nothing is compared yet; the same command begins again")
    with nothing, said_alive("reading pictures"):
        galaxies = source.load(size, options.model.seed)
    check_classes(galaxies.target)
    made_output_folder(options.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    with interrupted_says("no fold was done, so nothing is kept"), said_alive("comparing"):
        comparison = _compared(options, galaxies, classifier, outputs)
    with interrupted_says(f"{files[0]} keeps all folds; the same command draws them"):
        print(comparison_text(comparison))
        print(f"wrote {files[0]}")
        _draw(comparison, files[1])
        outputs.remember(outputs.state(files[0]))
    return name_broken(galaxies.get("broken", ()))


def _compared(
    options: CompareOptions, galaxies: Bunch, classifier: Estimator, outputs: Outputs
) -> StrategyComparison:
    """Compare; each fold that is done is kept in the table at once, and not trained again."""
    from galaxyzoo_ml.workflows import compare_in_parts, comparison_digest

    table = outputs.files[0]
    X, y, seed = galaxies.images, galaxies.target, options.model.seed
    asked: dict[str, Any] = {
        "estimator": classifier,
        "strategies": list(dict.fromkeys(options.strategies)),
        "cv": options.cv,
        "n_repeats": options.repeats,
        "random_state": seed,
    }
    groups = galaxies.catalog[options.source.names]
    digest = comparison_digest(X, y, groups=groups.tolist(), **asked)
    done = None if options.overwrite else _folds_of(table, outputs, digest)

    def keep(scores: pd.DataFrame) -> None:
        try:
            write_whole(table, scores.to_csv(index=False).encode())
        finally:  # a Ctrl-C between the two would disown the folds
            outputs.remember(digest)

    try:
        comparison = compare_in_parts(
            X, y, **asked, groups=groups, n_jobs=options.jobs,
            done=done, keep=keep, progress=is_watched(),
        )  # fmt: skip
    except KeyboardInterrupt:
        if outputs.state(table) != digest:
            raise KeyboardInterrupt("no fold was done, so nothing is kept") from None
        raise KeyboardInterrupt(
            f"{table} keeps the folds so far; the same command goes on"
        ) from None
    keep(comparison.scores)
    return comparison


def _folds_of(table: Path, outputs: Outputs, digest: str) -> pd.DataFrame | None:
    """Return the folds that an earlier run of the same command has kept.

    Raises
    ------
    UsageError
        Folds of other galaxies or settings.
    """
    import pandas as pd

    if not table.exists():
        return None
    if outputs.state(table) != digest:
        raise UsageError(
            f"{table} is of other galaxies or settings: give another --out, or --overwrite to "
            "replace it"
        )
    done = pd.read_csv(
        table,
        dtype={"strategy": str, "class": str, "value": str},
        keep_default_na=False,  # a class may be called so
    )
    done["value"] = [float(text or "nan") for text in done["value"]]  # to the last digit
    n = len(done[["strategy", "seed", "fold"]].drop_duplicates())
    print(f"{n:,} folds are there, and not trained again", flush=True)
    return done


def _draw(comparison: StrategyComparison, path: Path) -> None:
    from galaxyzoo_ml.inspection import save_figure

    try:
        save_figure(comparison.plot().figure_, path)
    except ImportError as error:
        print(f"no picture: {error}")
    else:
        print(f"wrote {path}")
