"""Whether probabilities mean what they say, on real galaxies: before and after each remedy.

    python benchmarks/galaxy_accuracy.py fast --balance none
    python benchmarks/galaxy_accuracy.py fast --balance tempered
    python benchmarks/galaxy_accuracy.py fast --balance full
    python benchmarks/calibration.py

Reads the out-of-fold probabilities that the first three leave in ``build/out_of_fold`` (of the
trainings that are there), adds up the votes that make a class, and writes a line for each training,
share of the prior that is put back (tau) and temperature to ``results/calibration.csv``. A
temperature is fitted on the other folds. Conformal sets and thresholds are found on one half of a
fold's test part (each class in both) and judged on the other, both ways round.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from data import ROOT, real_folder
from mapie.classification import SplitConformalClassifier
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import accuracy_score, balanced_accuracy_score, log_loss
from sklearn.model_selection import StratifiedKFold

from galaxyzoo_ml.datasets import CLASS_OF_VOTE
from galaxyzoo_ml.model_selection import abstention_threshold, expected_calibration_error

RESULTS = Path(__file__).parent / "results" / "calibration.csv"
CLASSES = np.array(sorted(set(CLASS_OF_VOTE.values())))
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
MAX_ERROR = 0.05


class OutOfFold(ClassifierMixin, BaseEstimator):
    """Predicts what is known already: its X is a column of numbers of rows."""

    def __init__(self, probabilities):
        self.probabilities = probabilities
        self.classes_ = CLASSES

    def fit(self, X, y):
        return self

    def predict_proba(self, X):
        return self.probabilities[np.ravel(X)]

    def predict(self, X):
        return CLASSES[self.predict_proba(X).argmax(axis=1)]


def main():
    """Judge every training that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "out_of_fold")
    arguments = parser.parse_args()
    votes = pd.read_csv(real_folder() / "labels.csv")["vote"].to_numpy(str)
    y = np.array([CLASS_OF_VOTE[vote] for vote in votes])
    lines = []
    for training in ("none", "tempered", "full"):
        name = arguments.preset if training == "tempered" else f"{arguments.preset}-{training}"
        files = sorted(arguments.folder.glob(f"{name}-{arguments.seed}-[0-9].npz"))
        for tau in (0.0, 0.5, 1.0) if files else ():
            folds, probabilities = out_of_fold(files, tau, len(y))
            for remedy in ("none", "temperature"):
                if remedy == "temperature":
                    probabilities = tempered(y, probabilities, folds)
                line = {"training": training, "tau": tau, "remedy": remedy, "folds": len(files)}
                lines.append(line | judged(y, probabilities, folds))
    table = pd.DataFrame(lines)
    RESULTS.parent.mkdir(exist_ok=True)
    table.round(5).to_csv(RESULTS, index=False)
    print(table.round(4).to_string(index=False))


def out_of_fold(files, tau, n):
    """Return the rows of each fold, and the probabilities of the three classes of all."""
    folds, probabilities = [], np.full((n, len(CLASSES)), np.nan)
    for file in files:
        fold = np.load(file)
        corrected = fold["probabilities"] * (fold["prior"] / fold["trained_prior"]) ** tau
        corrected /= corrected.sum(axis=1, keepdims=True)
        merges = [[CLASS_OF_VOTE[label] == name for name in CLASSES] for label in fold["classes"]]
        probabilities[fold["rows"]] = corrected @ np.array(merges)
        folds.append(fold["rows"])
    return folds, probabilities


def tempered(y, probabilities, folds):
    """Return the probabilities after a temperature that the other folds have given."""
    mended = probabilities.copy()
    net = FrozenEstimator(OutOfFold(probabilities))
    for i, rows in enumerate(folds):
        others = np.concatenate(folds[:i] + folds[i + 1 :])[:, None]
        calibrated = CalibratedClassifierCV(net, method="temperature").fit(others, y[others[:, 0]])
        mended[rows] = calibrated.predict_proba(rows[:, None])
    return mended


def judged(y, probabilities, folds):
    """Return the scores of pooled predictions, and the means over folds of what needs halves."""
    rows = np.concatenate(folds)
    labels, p = y[rows], probabilities[rows]
    predicted = CLASSES[p.argmax(axis=1)]
    calibration = expected_calibration_error(labels, p, classes=CLASSES)
    right = (predicted == labels)[np.argsort(-p.max(axis=1), kind="stable")]
    halves = [
        half
        for fold in folds
        for half in both_ways(fold, StratifiedKFold(2, shuffle=True, random_state=0), y)
    ]
    parts = pd.DataFrame([on_halves(y, probabilities, *half) for half in halves])
    return {
        "log_loss": log_loss(labels, p, labels=CLASSES),
        "accuracy": accuracy_score(labels, predicted),
        "balanced_accuracy": balanced_accuracy_score(labels, predicted),
        "calibration_error": calibration.error,
        "if_perfect": calibration.expected_if_perfect,
        **parts.mean().to_dict(),
        **{f"accuracy_of_{c:.0%}": right[: round(c * len(right))].mean() for c in COVERAGES},
    }


def both_ways(rows, halving, y):
    """Return pairs of halves of a fold."""
    return [(rows[one], rows[other]) for one, other in halving.split(rows, y[rows])]


def on_halves(y, probabilities, known, new):
    """Find conformal sets and a threshold on known galaxies, and judge them on new ones."""
    conformal = SplitConformalClassifier(OutOfFold(probabilities), confidence_level=0.9)
    conformal.conformalize(known[:, None], y[known])
    predicted, sets = conformal.predict_set(new[:, None])
    sets = sets[:, :, 0]
    threshold = abstention_threshold(
        y[known], probabilities[known], classes=CLASSES, max_error=MAX_ERROR
    )
    named = probabilities[new].max(axis=1) >= threshold
    return {
        "conformal_coverage": sets[y[new][:, None] == CLASSES].mean(),
        "conformal_size": sets.sum(axis=1).mean(),
        "abstaining_coverage": named.mean(),
        "abstaining_accuracy": (predicted == y[new])[named].mean() if named.any() else np.nan,
    }


if __name__ == "__main__":
    main()
