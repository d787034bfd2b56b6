"""``galaxyzoo train``: galaxies in, a trained and judged classifier out."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.cli._balance import TRAIN_STRATEGIES
from galaxyzoo_ml.cli._errors import UsageError, fraction
from galaxyzoo_ml.cli._galaxies import (
    add_source_arguments,
    check_classes,
    describe_counts,
    load,
    load_folder,
    mention_left_out,
    name_broken,
    watched,
)
from galaxyzoo_ml.cli._model import add_model_arguments, pipeline_of
from galaxyzoo_ml.cli._output import (
    check_writable,
    made_output_folder,
    peak_memory_mb,
    versions,
)
from galaxyzoo_ml.cli._pictures import draw_pictures
from galaxyzoo_ml.cli._scores import SCORES, majority_baseline, score_table

__all__ = ["add_parser"]


def add_parser(commands: Any) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "train",
        help="train a classifier and judge it on galaxies that it has not seen",
        description="Load (or simulate) galaxies, set some aside, balance the others, train a "
        "convolutional net on them, and judge it on those set aside.",
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
    training.add_argument("--jobs", type=int, metavar="N", help="threads (default: torch's own)")
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
    parser.set_defaults(run=run)


@dataclass(frozen=True)
class _Part:
    """The galaxies of one side of the split."""

    images: Any
    target: NDArray[Any]
    ids: NDArray[Any]


def run(arguments: argparse.Namespace) -> int:
    """Train, judge, and write what came of it."""
    from galaxyzoo_ml.model_selection import assert_no_leakage, class_scores, overall_scores

    model = _model(arguments)
    check_writable(arguments.out)
    galaxies = load(arguments)
    check_classes(galaxies.target, needs_two=arguments.test_dir is None)
    train, test = _parts(galaxies, arguments)
    assert_no_leakage(train.images, test.images, ids=(train.ids, test.ids))
    out = made_output_folder(arguments.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    mention_left_out(galaxies)
    print(f"training on {len(train.target):,}, testing on {len(test.target):,} others")

    started = time.perf_counter()
    model.fit(train.images, train.target)
    seconds = time.perf_counter() - started
    net = model.steps[-1][1]
    n_seen = net.n_samples_fit_
    print(f"{net.n_iter_} epochs of {n_seen:,} images ({arguments.balance}): {seconds:.1f} s")

    probabilities = model.predict_proba(test.images)
    report = {
        **overall_scores(test.target, probabilities, model.classes_),
        "baseline": majority_baseline(train.target, test.target, model.classes_),
        "classes": [str(label) for label in model.classes_],
        "per_class": class_scores(test.target, _winners(model, probabilities), model.classes_),
        "n_train": len(train.target),
        "n_test": len(test.target),
        "fit_seconds": seconds,
        "images_per_second": n_seen * net.n_iter_ / seconds,
        "peak_memory_mb": peak_memory_mb(),
        "seed": arguments.seed,
        "balance": arguments.balance,
        "size": arguments.size,
        "column": arguments.column,
        "versions": versions(),
    }
    _write(out, model, report, test, probabilities)
    pictures = draw_pictures(out, model, train.target, test.images, test.target, probabilities)
    print(score_table(report))
    for path in [
        out / "report.json",
        out / "predictions.csv",
        out / "model.safetensors",
        *pictures,
    ]:
        print(f"wrote {path}")
    return name_broken(galaxies)


def _model(arguments: argparse.Namespace) -> Any:
    from galaxyzoo_ml.model_selection import balancing_strategies

    pipeline = pipeline_of(arguments, n_jobs=arguments.jobs, verbose=int(watched()))
    return balancing_strategies(random_state=arguments.seed)[arguments.balance].apply(pipeline)


def _parts(galaxies: Any, arguments: argparse.Namespace) -> tuple[_Part, _Part]:
    """Split the galaxies before anything is balanced, or take a folder of others for the test."""
    ids = galaxies.catalog[arguments.id_column].to_numpy()
    if arguments.test_dir is not None:
        other = load_folder(arguments.test_dir, arguments)
        unknown = sorted(set(other.target) - set(galaxies.target))
        if unknown:
            raise UsageError(f"{arguments.test_dir} has classes unknown in training: {unknown}")
        other_ids = other.catalog[arguments.id_column].to_numpy()
        train = _Part(galaxies.images, galaxies.target, ids)
        return train, _Part(other.images, other.target, other_ids)
    from sklearn.model_selection import train_test_split

    try:
        rows = train_test_split(
            np.arange(len(ids)),
            test_size=arguments.test_size,
            stratify=galaxies.target,
            random_state=arguments.seed,
        )
    except ValueError as error:
        raise UsageError(
            f"--test-size {arguments.test_size} of {len(ids)} galaxies cannot be split so that "
            "every class is on both sides"
        ) from error
    train, test = (_Part(galaxies.images[r], galaxies.target[r], ids[r]) for r in rows)
    return train, test


def _winners(model: Any, probabilities: NDArray[np.float64]) -> NDArray[Any]:
    winners: NDArray[Any] = model.classes_[probabilities.argmax(axis=1)]
    return winners


def _write(
    out: Path, model: Any, report: dict[str, Any], test: _Part, probabilities: NDArray[np.float64]
) -> None:
    """Write model, report and predictions."""
    import pandas as pd

    from galaxyzoo_ml.persistence import save_model

    notes = {name: report[name] for name in ("size", "column", "balance", "n_train", *SCORES)}
    save_model(model, out / "model.safetensors", notes=notes)
    write_whole(out / "report.json", (json.dumps(report, indent=2) + "\n").encode())
    columns = {f"p_{label}": probabilities[:, i] for i, label in enumerate(model.classes_)}
    winners = _winners(model, probabilities)
    table = pd.DataFrame({"OBJID": test.ids, "label": test.target, "predicted": winners, **columns})
    write_whole(out / "predictions.csv", table.to_csv(index=False).encode())
