"""``galaxyzoo train``: galaxies in, a trained and judged classifier out."""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.cli._balance import STRATEGIES, balancing_step, class_weight_of
from galaxyzoo_ml.cli._errors import UsageError, fraction, whole_number
from galaxyzoo_ml.cli._galaxies import (
    add_source_arguments,
    check_classes,
    describe_counts,
    load,
    load_folder,
    watched,
)
from galaxyzoo_ml.cli._output import (
    check_writable,
    made_output_folder,
    peak_memory_mb,
    versions,
    write_text,
)
from galaxyzoo_ml.cli._pictures import draw_pictures
from galaxyzoo_ml.cli._scores import SCORES, majority_baseline, per_class, score_table, scores

__all__ = ["add_parser"]

_DONE, _IN_PART = 0, 1


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
        choices=STRATEGIES,
        default="rotation",
        help="how the training set is balanced (default: %(default)s)",
    )
    training.add_argument("--preset", default="course", help="parameters (default: %(default)s)")
    training.add_argument("--architecture", help="another net than the preset's")
    training.add_argument("--epochs", type=whole_number(1), help="default: the preset's")
    training.add_argument(
        "--seed",
        type=whole_number(0, 2**32 - 1),  # what NumPy takes
        default=0,
        help="same seed, same result (default: 0)",
    )
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
    classifier = _classifier(arguments)
    check_writable(arguments.out)
    galaxies = load(arguments)
    check_classes(galaxies.target, needs_two=arguments.test_dir is None)
    train, test = _parts(galaxies, arguments)
    out = made_output_folder(arguments.out)
    print(f"{len(galaxies.target):,} galaxies: {describe_counts(galaxies.target)}")
    _mention_left_out(galaxies)
    print(f"training on {len(train.target):,}, testing on {len(test.target):,} others")

    started = time.perf_counter()
    model = _pipeline(classifier, arguments)
    model.fit(train.images, train.target)
    seconds = time.perf_counter() - started
    net = model.steps[-1][1]
    n_seen = net.n_samples_fit_
    print(f"{net.n_iter_} epochs of {n_seen:,} images ({arguments.balance}): {seconds:.1f} s")

    probabilities = model.predict_proba(test.images)
    report = {
        **scores(test.target, probabilities, model.classes_),
        "baseline": majority_baseline(train.target, test.target, model.classes_),
        "classes": [str(label) for label in model.classes_],
        "per_class": per_class(test.target, _winners(model, probabilities), model.classes_),
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
    return _name_broken(galaxies)


def _classifier(arguments: argparse.Namespace) -> Any:
    """Return the classifier before anything is loaded: a wrong name should not cost minutes."""
    from galaxyzoo_ml.neural_network import ARCHITECTURES, PRESETS, GalaxyCNNClassifier

    for option, known in (("preset", PRESETS), ("architecture", ARCHITECTURES)):
        value = getattr(arguments, option)
        if value is not None and value not in known:
            raise UsageError(f"there is no {option} {value!r}; there are {', '.join(known)}")
    overrides = {"architecture": arguments.architecture, "max_epochs": arguments.epochs}
    return GalaxyCNNClassifier.from_preset(
        arguments.preset,
        **{name: value for name, value in overrides.items() if value is not None},
        class_weight=class_weight_of(arguments.balance),
        random_state=arguments.seed,
        n_jobs=arguments.jobs,
        verbose=int(watched()),
    )


def _pipeline(classifier: Any, arguments: argparse.Namespace) -> Any:
    from imblearn.pipeline import Pipeline

    from galaxyzoo_ml.preprocessing import StandardScaler

    return Pipeline(
        [
            ("balance", balancing_step(arguments.balance, arguments.seed)),
            ("scale", StandardScaler()),
            ("cnn", classifier),
        ]
    )


def _mention_left_out(galaxies: Any) -> None:
    if galaxies.get("skipped"):
        print(f"left out: {galaxies.skipped:,} without a good picture")
    if galaxies.get("unlabelled"):
        print(f"left out: {galaxies.unlabelled:,} without a label")


def _name_broken(galaxies: Any) -> int:
    """Name the pictures that were left out, and return the exit status."""
    for reason in galaxies.get("broken", ()):
        print(f"galaxyzoo: left out: {reason}", file=sys.stderr)
    return _IN_PART if galaxies.get("broken") else _DONE


def _parts(galaxies: Any, arguments: argparse.Namespace) -> tuple[_Part, _Part]:
    """Split the galaxies before anything is balanced, or take a folder of others for the test."""
    ids = galaxies.catalog[arguments.id_column].to_numpy()
    if arguments.test_dir is not None:
        other = load_folder(arguments.test_dir, arguments)
        unknown = sorted(set(other.target) - set(galaxies.target))
        if unknown:
            raise UsageError(f"{arguments.test_dir} has classes unknown in training: {unknown}")
        other_ids = other.catalog[arguments.id_column].to_numpy()
        _check_disjoint(ids, other_ids, arguments.test_dir)
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


def _check_disjoint(train_ids: NDArray[Any], test_ids: NDArray[Any], folder: Path) -> None:
    shared = sorted(set(train_ids.astype(str)) & set(test_ids.astype(str)))
    if shared:
        raise UsageError(
            f"{folder} shares {len(shared)} galaxies with the training set ({shared[0]}, ...): "
            "a score on them would be a leak"
        )


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
    write_text(out / "report.json", json.dumps(report, indent=2) + "\n")
    columns = {f"p_{label}": probabilities[:, i] for i, label in enumerate(model.classes_)}
    winners = _winners(model, probabilities)
    table = pd.DataFrame({"OBJID": test.ids, "label": test.target, "predicted": winners, **columns})
    write_text(out / "predictions.csv", table.to_csv(index=False))
