"""``galaxyzoo train``: galaxies in, a trained and judged classifier out."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from galaxyzoo_ml.workflows._abstention import abstention_of, abstention_text, check_enough
from galaxyzoo_ml.cli._balance import TRAIN_STRATEGIES
from galaxyzoo_ml.cli._errors import fraction, n_jobs
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
from galaxyzoo_ml.workflows._parts import parts_of, split
from galaxyzoo_ml.workflows._picture_files import inside_correction
from galaxyzoo_ml.workflows._training_pictures import draw_pictures
from galaxyzoo_ml.workflows._training_result import report_of, write_results
from galaxyzoo_ml.workflows._judgement import score_table

__all__ = ["add_parser"]


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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Train, judge, and write what came of it."""
    from galaxyzoo_ml.model_selection import assert_no_leakage

    model = _model(arguments)
    check_writable(arguments.out)
    galaxies = load(arguments)
    check_classes(galaxies.target, needs_two=arguments.test_dir is None)
    train, test = parts_of(galaxies, arguments)
    assert_no_leakage(train.images, test.images, ids=(train.ids, test.ids))
    if arguments.abstain is not None:
        train, set_aside = split(train, 0.1, arguments.seed, "--abstain: a tenth")
        check_enough(arguments.abstain, len(set_aside.target))
    out = made_output_folder(arguments.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    print(f"training on {len(train.target):,}, testing on {len(test.target):,} others")

    started = time.perf_counter()
    model.fit(train.images, train.target)
    seconds = time.perf_counter() - started
    pipeline = inside_correction(model)
    net = pipeline.steps[-1][1]
    n_seen = net.n_samples_fit_
    print(f"{net.n_iter_} epochs of {n_seen:,} images ({arguments.balance}): {seconds:.1f} s")

    probabilities, as_trained = pipeline.predict_proba(test.images), None
    if model is not pipeline:
        probabilities, as_trained = model.correct(probabilities), probabilities
    report = report_of(model, train, test, probabilities, as_trained) | {
        "fit_seconds": seconds,
        "images_per_second": n_seen * net.n_iter_ / seconds,
        **{name: getattr(arguments, name) for name in ("seed", "balance", "size", "column")},
    }
    if arguments.abstain is not None:
        report["abstention"] = abstention_of(
            arguments.abstain, model, set_aside, test, probabilities
        )
    paths = write_results(out, model, report, test, probabilities)
    paths += draw_pictures(out, net, model.classes_, test, probabilities)
    print(score_table(report))
    if arguments.abstain is not None:
        print(abstention_text(report["abstention"]))
    for path in paths:
        print(f"wrote {path}")
    return name_broken(galaxies)


def _model(arguments: argparse.Namespace) -> Any:
    """Return the model: whatever balances it, the natural mix is put back at prediction."""
    from galaxyzoo_ml.model_selection import balancing_strategies

    pipeline = pipeline_of(arguments, n_jobs=arguments.jobs, verbose=int(watched()))
    strategy = balancing_strategies(random_state=arguments.seed)[arguments.balance]
    if arguments.balance != "none":
        strategy.set_params(prior="train")
    return strategy.apply(pipeline)
