"""``galaxyzoo compare``: strategies against unequal classes, and which differences are real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from galaxyzoo_ml.cli._argument_types import n_jobs, whole_number
from galaxyzoo_ml.cli._balance import STRATEGIES
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

if TYPE_CHECKING:
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
    jobs: int | None


def add_parser(commands: Any) -> None:
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
    from galaxyzoo_ml.model_selection import compare_strategies
    from galaxyzoo_ml.workflows import check_classes, comparison_text, preset_size

    source, seed = options.source, options.model.seed
    classifier = options.model.classifier()
    check_writable(options.out)
    galaxies = source.load(source.size or preset_size(options.model.preset), seed)
    check_classes(galaxies.target)
    out = made_output_folder(options.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    comparison = compare_strategies(
        galaxies.images,
        galaxies.target,
        estimator=classifier,
        strategies=list(dict.fromkeys(options.strategies)),
        cv=options.cv,
        n_repeats=options.repeats,
        groups=galaxies.catalog[source.names],
        random_state=seed,
        n_jobs=options.jobs,
        progress=is_watched(),
    )
    comparison.scores.to_csv(out / "comparison.csv", index=False)
    print(comparison_text(comparison))
    print(f"wrote {out / 'comparison.csv'}")
    _draw(comparison, out / "comparison.png")
    return name_broken(galaxies.get("broken", ()))


def _draw(comparison: StrategyComparison, path: Path) -> None:
    from galaxyzoo_ml.inspection import save_figure

    try:
        save_figure(comparison.plot().figure_, path)
    except ImportError as error:
        print(f"no picture: {error}")
    else:
        print(f"wrote {path}")
