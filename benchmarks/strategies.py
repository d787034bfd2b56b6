"""Every strategy against unequal classes, for the course's net: 5-fold cross-validation.

    python benchmarks/strategies.py [--column vote] [--fits N]

To the strategies of `balancing_strategies` come two that look for SMOTE's neighbours where a
trained net sees galaxies: ``smote-net``, a net of the "fast" preset that learns the training part
of each fold, and ``smote-net-gz2``, one that knows smooth from featured galaxies of ``gz2_votes``
and stays as it is. (The net that ships has learnt the labels of all these galaxies: it would leak.)

Each fold takes the place of its line in benchmarks/results/. With --resume, folds that are there
already are not run again: a run can be stopped and continued; --fits ends it after so many. Once
all are there, the table with differences to the first strategy and their noise is printed, and
drawn into docs/_static/.
"""

import argparse
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from data import ROOT, real_folder, replace_rows
from imblearn.over_sampling import SMOTE
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import ImageSampler
from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.inspection import save_figure
from galaxyzoo_ml.model_selection import (
    StrategyComparison,
    balancing_strategies,
    compare_strategies,
)
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler
from galaxyzoo_ml.workflows import comparison_text

RESULTS = Path(__file__).parent / "results"
STRATEGIES = [*balancing_strategies(), "smote-net", "smote-net-gz2"]
N_FOLDS = 5


def main():
    """Run the folds, and show what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--column", default="target")
    parser.add_argument("--strategies", nargs="+", default=STRATEGIES)
    parser.add_argument("--fits", type=int, help="no more than so many")
    parser.add_argument("--resume", action="store_true", help="run only the folds not there yet")
    arguments = parser.parse_args()
    path = RESULTS / f"strategies_{arguments.column}.csv"
    galaxies = load_galaxies(real_folder(), arguments.column, size=120)
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0)
    splits = list(folds.split(galaxies.images, galaxies.target))
    wanted = missing(path if arguments.resume else None, arguments.strategies)
    for name, fold in islice(wanted, arguments.fits):
        found = compare_strategies(
            galaxies.images,
            galaxies.target,
            strategies={name: strategy(name)},
            cv=[splits[fold]],
            random_state=0,
        )
        replace_rows(path, found.scores.assign(fold=fold), ["strategy", "fold"])
    if next(missing(path, STRATEGIES), None) is None:
        show(pd.read_csv(path), arguments.column)


def strategy(name):
    """Return a strategy by its name."""
    usual = balancing_strategies()
    if name in usual:
        return usual[name]
    embedding = fast_net() if name == "smote-net" else FrozenEstimator(net_of_gz2())
    return ImageSampler(SMOTE(), embedding=embedding, too_few_neighbors="lower")


def fast_net():
    """Return a net, not trained."""
    return make_pipeline(StandardScaler(), GalaxyCNNClassifier.from_preset("fast", random_state=0))


@cache
def net_of_gz2():
    """Return a net that knows smooth from featured galaxies."""
    galaxies = load_galaxies(
        real_folder("gz2_votes"), ["smooth", "featured"], id_column="GalaxyID", size=120
    )
    is_featured = galaxies.target.argmax(axis=1)
    return fast_net().fit(galaxies.images, np.array(["smooth", "featured"])[is_featured])


def missing(path, strategies):
    """Yield strategies and folds that the table has not; without a table, all."""
    has_any = path is not None and path.exists()
    there = pd.read_csv(path)[["strategy", "fold"]].values.tolist() if has_any else []
    yield from ((s, f) for s in strategies for f in range(N_FOLDS) if [s, f] not in there)


def show(scores, column):
    """Print the table and draw the picture."""
    scores = scores.set_index("strategy").loc[STRATEGIES].reset_index()
    comparison = StrategyComparison(scores, test_ratio=1 / (N_FOLDS - 1))
    print(comparison_text(comparison))
    differences = comparison.differences()
    shown = differences["metric"].isin(["accuracy", "balanced_accuracy", "macro_f1", "recall"])
    print(differences[shown].round(3).to_string(index=False))
    if column == "target":
        picture = ROOT / "docs" / "_static" / "strategies.png"
        picture.parent.mkdir(exist_ok=True)
        save_figure(comparison.plot().figure_, picture, dpi=110)


if __name__ == "__main__":
    main()
