"""The course's net by ``galaxyzoo train``'s own pipeline: 5-fold cross-validation.

    python benchmarks/course_accuracy.py [--column vote] [--seeds 2] [--balance none]

Writes a line a fold, then means and standard deviations over the folds.
"""

import argparse
import time

import pandas as pd
from data import real_folder
from imblearn.pipeline import Pipeline
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss
from sklearn.model_selection import StratifiedKFold

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


def main():
    """Run the folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--column", default="target")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--balance", choices=["rotation", "none"], default="rotation")
    arguments = parser.parse_args()
    galaxies = load_galaxies(real_folder(), arguments.column, size=120)
    X, y = galaxies.images, galaxies.target
    results = []
    for seed in range(arguments.seeds):
        folds = StratifiedKFold(5, shuffle=True, random_state=0).split(X, y)
        for fold, (train, test) in enumerate(folds):
            results.append(judge(X[train], y[train], X[test], y[test], seed, arguments.balance))
            print(fold, seed, {k: round(v, 3) for k, v in results[-1].items()}, flush=True)
    print(pd.DataFrame(results).agg(["mean", "std", "min"]).round(3).to_string())


def judge(X_train, y_train, X_test, y_test, seed, balance):
    """Train on one part, and score on the other."""
    sampler = RotationOversampler(random_state=seed) if balance == "rotation" else "passthrough"
    cnn = GalaxyCNNClassifier.from_preset("course", random_state=seed)
    model = Pipeline([("balance", sampler), ("scale", StandardScaler()), ("cnn", cnn)])
    started = time.perf_counter()
    model.fit(X_train, y_train)
    seconds = time.perf_counter() - started
    predicted = model.predict(X_test)
    return {
        "accuracy": accuracy_score(y_test, predicted),
        "macro F1": f1_score(y_test, predicted, average="macro"),
        "weighted F1": f1_score(y_test, predicted, average="weighted"),
        "balanced accuracy": balanced_accuracy_score(y_test, predicted),
        "log loss": log_loss(y_test, model.predict_proba(X_test)),
        "seconds": seconds,
    }


if __name__ == "__main__":
    main()
