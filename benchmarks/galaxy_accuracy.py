"""What the presets reach on real galaxies: cross-validation on the six votes of Galaxy Zoo 1.

    python benchmarks/galaxy_accuracy.py fast --seeds 3
    python benchmarks/galaxy_accuracy.py best
    python benchmarks/galaxy_accuracy.py fast --balance none

One net for the six votes serves the three classes, too: the probabilities of the votes that make a
class are added. Training galaxies are balanced in part, by rotations (alpha = 0.3), or with
``--balance`` not at all or in full, for as many steps; the natural prior is put back not at all, by
half (tau = 0.5) and in full. A line a fold and tau is kept in ``results/galaxy_accuracy.csv``, in
place of the one that was there, and the out-of-fold probabilities in ``build/`` for
``calibration.py``. With ``--resume``, folds that are there already are not run again.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from data import ROOT, real_folder, replace_rows
from imblearn.pipeline import Pipeline
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss
from sklearn.model_selection import StratifiedKFold

from galaxyzoo_ml.balancing import (
    PriorCorrectedClassifier,
    RotationOversampler,
    TemperedStrategy,
)
from galaxyzoo_ml.datasets import CLASS_OF_VOTE, load_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

RESULTS = Path(__file__).parent / "results" / "galaxy_accuracy.csv"
CLASSES = np.array(sorted(set(CLASS_OF_VOTE.values())))


def main():
    """Run the folds, and print means and spreads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("preset")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--folds", type=int, nargs="*", default=range(5))
    parser.add_argument("--size", type=int, default=68, help="pixels a side of the stack")
    parser.add_argument("--balance", choices=["none", "tempered", "full"], default="tempered")
    parser.add_argument("--epochs", type=int, help="of tempered training (default: the preset's)")
    parser.add_argument("--resume", action="store_true", help="run only the folds not there yet")
    arguments = parser.parse_args()
    tempered = arguments.balance == "tempered"
    name = arguments.preset if tempered else f"{arguments.preset}-{arguments.balance}"
    galaxies = load_galaxies(real_folder(), "vote", size=arguments.size)
    folds = list(
        StratifiedKFold(5, shuffle=True, random_state=0).split(galaxies.target, galaxies.target)
    )
    for seed in range(arguments.seeds):
        for fold in arguments.folds:
            if not (arguments.resume and is_done(name, seed, fold)):
                run(galaxies, name, arguments, seed, fold, *folds[fold])
    table = pd.read_csv(RESULTS)
    table = table[table["preset"] == name].drop(columns=["preset", "seed", "fold"])
    for tau, part in table.groupby("tau"):
        print(f"tau = {tau}: {len(part)} fits")
        print(part.agg(["mean", "std", "min", "max"]).round(4).T.to_string())


def is_done(name, seed, fold):
    """Tell whether a line is there."""
    if not RESULTS.exists():
        return False
    table = pd.read_csv(RESULTS)
    return ((table["preset"] == name) & (table["seed"] == seed) & (table["fold"] == fold)).any()


def run(galaxies, name, arguments, seed, fold, train, test):
    """Train on one part, score on the other, and add a line for each correction."""
    X, y = galaxies.images, galaxies.target
    cnn = GalaxyCNNClassifier.from_preset(arguments.preset, random_state=seed)
    if arguments.epochs is not None:
        cnn.set_params(max_epochs=arguments.epochs)
    tempered = RotationOversampler(sampling_strategy=TemperedStrategy(0.3), random_state=seed)
    sampler = {
        "none": "passthrough",
        "tempered": tempered,
        "full": RotationOversampler(random_state=seed),
    }[arguments.balance]
    if sampler is not tempered:
        ratio = n_after(tempered, X[train], y[train]) / n_after(sampler, X[train], y[train])
        cnn.set_params(max_epochs=max(1, round(cnn.max_epochs * ratio)))
    print(f"{name}: {cnn.max_epochs} epochs", flush=True)
    pipeline = Pipeline([("balance", sampler), ("scale", StandardScaler()), ("cnn", cnn)])
    started = time.perf_counter()
    model = PriorCorrectedClassifier(pipeline, tau=0.0).fit(X[train], y[train])
    print(f"fold {fold}, seed {seed}: {time.perf_counter() - started:.1f} s", flush=True)
    probabilities = model.predict_proba(X[test])
    keep(name, seed, fold, test, probabilities, model)
    for tau in (0.0, 0.5, 1.0):
        corrected = probabilities * (model.prior_ / model.trained_prior_) ** tau
        corrected /= corrected.sum(axis=1, keepdims=True)
        scores = scores_of(y[test], corrected, model.classes_)
        print(f"tau {tau}", {k: round(v, 3) for k, v in scores.items()}, flush=True)
        line = {"preset": name, "seed": seed, "fold": fold, "tau": tau}
        line |= {name: round(value, 5) for name, value in scores.items()}
        replace_rows(RESULTS, pd.DataFrame([line]), ["preset", "seed", "fold", "tau"])


def scores_of(votes, probabilities, labels):
    """Return the scores of the three classes that the votes make, and the F1 of the six."""
    return {
        **three_class_scores(votes, probabilities, labels),
        "weighted_f1_of_six": f1_score(
            votes, labels[probabilities.argmax(axis=1)], average="weighted"
        ),
    }


def three_class_scores(votes, probabilities, labels):
    """Return the scores of the three classes that the six votes make."""
    merges = np.array([[CLASS_OF_VOTE[label] == name for name in CLASSES] for label in labels])
    merged = probabilities @ merges
    truth = np.array([CLASS_OF_VOTE[vote] for vote in votes])
    predicted, confidence = CLASSES[merged.argmax(axis=1)], merged.max(axis=1)
    surest = np.argsort(-confidence)[: round(0.6 * len(truth))]
    return {
        "accuracy": accuracy_score(truth, predicted),
        "balanced_accuracy": balanced_accuracy_score(truth, predicted),
        "macro_f1": f1_score(truth, predicted, average="macro"),
        "log_loss": log_loss(truth, merged, labels=CLASSES),
        "accuracy_of_surest_60_percent": accuracy_score(truth[surest], predicted[surest]),
    }


def n_after(sampler, X, y):
    """Return how many images there are after a sampler."""
    return len(y) if sampler == "passthrough" else len(sampler.fit_resample(X, y)[1])


def keep(name, seed, fold, rows, probabilities, model):
    """Keep out-of-fold probabilities, as trained, with both priors."""
    folder = ROOT / "build" / "out_of_fold"
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / f"{name}-{seed}-{fold}.npz",
        rows=rows,
        probabilities=probabilities,
        classes=model.classes_,
        prior=model.prior_,
        trained_prior=model.trained_prior_,
    )


if __name__ == "__main__":
    main()
