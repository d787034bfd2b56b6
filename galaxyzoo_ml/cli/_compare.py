"""``galaxyzoo compare``: strategies against unequal classes, and which differences are real."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from galaxyzoo_ml.cli._balance import STRATEGIES
from galaxyzoo_ml.workflows._comparison_text import comparison_text
from galaxyzoo_ml.cli._errors import n_jobs, whole_number
from galaxyzoo_ml.cli._galaxies import (
    add_source_arguments,
    check_classes,
    describe_counts,
    load,
    mention_left_out,
    name_broken,
    watched,
)
from galaxyzoo_ml.cli._model import add_model_arguments, pipeline_of
from galaxyzoo_ml.cli._output import check_writable, made_output_folder

__all__ = ["add_parser"]


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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, and write what came of it."""
    from galaxyzoo_ml.model_selection import compare_strategies

    pipeline = pipeline_of(arguments)
    check_writable(arguments.out)
    galaxies = load(arguments)
    check_classes(galaxies.target)
    out = made_output_folder(arguments.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    comparison = compare_strategies(
        galaxies.images,
        galaxies.target,
        estimator=pipeline,
        strategies=list(dict.fromkeys(arguments.strategies)),
        cv=arguments.cv,
        n_repeats=arguments.repeats,
        groups=galaxies.catalog[arguments.id_column],
        random_state=arguments.seed,
        n_jobs=arguments.jobs,
        progress=watched(),
    )
    comparison.scores.to_csv(out / "comparison.csv", index=False)
    print(comparison_text(comparison))
    print(f"wrote {out / 'comparison.csv'}")
    _draw(comparison, out / "comparison.png")
    return name_broken(galaxies)


def _draw(comparison: Any, path: Path) -> None:
    try:
        comparison.plot().figure_.savefig(path, dpi=120)
    except ImportError:
        print("no picture: pip install 'galaxyzoo-ml[plot]'")
    else:
        print(f"wrote {path}")
