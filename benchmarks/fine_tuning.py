"""A trained net learns another question from few labels: learning curves on Galaxy Zoo 2.

    python benchmarks/fine_tuning.py [--seeds 5]

A net is trained on the three classes of ``gz1``. Then 100, 300 and 1,000 galaxies of ``gz2_votes``
are labelled smooth or featured by most of their votes, and learnt by nets of the same kind: one
from scratch, one that starts from the trained net (all of it but the last layer), and, cheapest, a
logistic regression on its embedding. 1,000 other galaxies judge; they are the same for all. A
seed draws the training galaxies and the weights. Lines go to ``results/fine_tuning.csv``, the
picture to docs/_static/. ``--choose`` compares learning rates and epochs on galaxies that are
neither learnt from nor judge.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from data import ROOT, real_folder
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

RESULTS = Path(__file__).parent / "results" / "fine_tuning.csv"
PICTURE = ROOT / "docs" / "_static" / "fine_tuning.png"
SIZES = (100, 300, 1000)
N_TEST = 1000
BATCH = 32
# Learning rate, and steps for each number of galaxies: the best of --choose.
TRAINING = {
    "from scratch": (0.01, {100: 200, 300: 600, 1000: 1200}),
    "fine-tuned": (0.003, {100: 200, 300: 200, 1000: 1200}),
}


def main():
    """Train once on gz1, then learn from few, again and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--choose", action="store_true")
    arguments = parser.parse_args()
    trained = trained_on_gz1()
    X, y = smooth_or_featured()
    rest, test = train_test_split(np.arange(len(y)), test_size=N_TEST, stratify=y, random_state=0)
    print(f"{len(y)} galaxies, {np.mean(y == 'featured'):.1%} of them featured")
    if arguments.choose:
        choose(trained, X, y, rest)
        return
    lines = []
    for seed in range(arguments.seeds):
        for n in SIZES:
            train, _ = train_test_split(rest, train_size=n, stratify=y[rest], random_state=seed)
            for name, model in models(trained, n, seed).items():
                lines.append(
                    {"method": name, "n": n, "seed": seed, **judged(model, X, y, train, test)}
                )
                print(lines[-1], flush=True)
    table = pd.DataFrame(lines)
    RESULTS.parent.mkdir(exist_ok=True)
    table.round(5).to_csv(RESULTS, index=False)
    shown = table.drop(columns="seed").groupby(["method", "n"], sort=False).agg(["mean", "std"])
    print(shown.round(3).to_string())
    draw(table)


def trained_on_gz1():
    """Return the net that knows ellipticals, spirals and the uncertain."""
    galaxies = load_galaxies(real_folder(), size=68)
    model = make_pipeline(StandardScaler(), GalaxyCNNClassifier.from_preset("fast", random_state=0))
    return model.fit(galaxies.images, galaxies.target)


def smooth_or_featured():
    """Return galaxies, and what most of their votes for one of the two said."""
    galaxies = load_galaxies(
        real_folder("gz2_votes"), ["smooth", "featured"], id_column="GalaxyID", size=68
    )
    return galaxies.images, np.array(["smooth", "featured"])[galaxies.target.argmax(axis=1)]


def models(trained, n, seed, training=TRAINING):
    """Return what learns from n galaxies, by name."""

    def net(name, **start):
        rate, steps = training[name]
        return GalaxyCNNClassifier.from_preset(
            "fast",
            batch_size=BATCH,
            lr=rate,
            max_epochs=round(steps[n] * BATCH / n),
            random_state=seed,
            **start,
        )

    probe = LogisticRegressionCV(
        Cs=7,
        cv=5,
        scoring="neg_log_loss",
        max_iter=2000,
        l1_ratios=(0.0,),
        use_legacy_attributes=False,
    )
    return {
        "from scratch": make_pipeline(StandardScaler(), net("from scratch")),
        "fine-tuned": make_pipeline(
            FrozenEstimator(trained[:-1]), net("fine-tuned", start_from=trained[-1].net_.module_)
        ),
        "embedding": make_pipeline(FrozenEstimator(trained), StandardScaler(), probe),
    }


def judged(model, X, y, train, test):
    """Return the scores of a model that learns from one part, on the other."""
    started = time.perf_counter()
    model.fit(X[train], y[train])
    seconds = time.perf_counter() - started
    p = model.predict_proba(X[test])[:, list(model.classes_).index("featured")]
    is_featured = y[test] == "featured"
    return {
        "accuracy": np.mean((p > 0.5) == is_featured),
        "log_loss": log_loss(is_featured, p),
        "roc_auc": roc_auc_score(is_featured, p),
        "seconds": seconds,
    }


def choose(trained, X, y, rest):
    """Print scores on galaxies that do not judge, for several rates and lengths."""
    for n in SIZES:
        for seed in range(2):
            train, others = train_test_split(
                rest, train_size=n, stratify=y[rest], random_state=100 + seed
            )
            for steps in (200, 600, 1200):
                for rate in (0.003, 0.01, 0.03):
                    training = dict.fromkeys(TRAINING, (rate, {n: steps}))
                    for name, model in models(trained, n, seed, training).items():
                        if name == "embedding":
                            continue
                        scores = judged(model, X, y, train, others)
                        print(n, seed, steps, rate, name, scores, flush=True)


def draw(table):
    """Draw accuracy and log loss against the number of galaxies."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 3.4), layout="constrained")
    for axes, score, label in zip(
        figure.subplots(1, 2), ("accuracy", "log_loss"), ("accuracy", "log loss"), strict=True
    ):
        for (name, part), marker in zip(table.groupby("method", sort=False), "os^", strict=True):
            found = part.groupby("n")[score].agg(["mean", "std"])
            axes.errorbar(
                found.index, found["mean"], found["std"], marker=marker, capsize=3, label=name
            )
        axes.set(xscale="log", xlabel="labelled galaxies", ylabel=label)
        axes.set_xticks(SIZES, [f"{n:,}" for n in SIZES])
        axes.minorticks_off()
    axes.legend(frameon=False)
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=110)


if __name__ == "__main__":
    main()
