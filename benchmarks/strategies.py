"""Every strategy against unequal classes, for the course's net: 5-fold cross-validation.

    python benchmarks/strategies.py [--column vote] [--strategies none rotation ...]

A strategy that the table in benchmarks/results/ has already is not run again, so a run can be
stopped and continued. At the end the table, with differences to the first strategy and their
noise, is printed, and drawn into docs/_static/.
"""

import argparse
from pathlib import Path

import pandas as pd
from data import ROOT, real_folder

from galaxyzoo_ml.cli._comparison_table import comparison_text
from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.model_selection import (
    StrategyComparison,
    balancing_strategies,
    compare_strategies,
)

RESULTS = Path(__file__).parent / "results"
N_FOLDS = 5


def main():
    """Run what is missing, and show what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--column", default="target")
    parser.add_argument("--strategies", nargs="*", default=list(balancing_strategies()))
    arguments = parser.parse_args()
    path = RESULTS / f"strategies_{arguments.column}.csv"
    for name in arguments.strategies:
        if not path.exists() or name not in set(pd.read_csv(path)["strategy"]):
            galaxies = load_galaxies(real_folder(), arguments.column, size=120)
            found = compare_strategies(
                galaxies.images, galaxies.target, strategies=[name], cv=N_FOLDS, random_state=0
            )
            found.scores.to_csv(path, mode="a", header=not path.exists(), index=False)
    show(pd.read_csv(path), arguments.column)


def show(scores, column):
    """Print the table and draw the picture."""
    order = [name for name in balancing_strategies() if name in set(scores["strategy"])]
    scores = scores.set_index("strategy").loc[order].reset_index()
    comparison = StrategyComparison(scores, test_ratio=1 / (N_FOLDS - 1))
    print(comparison_text(comparison))
    differences = comparison.differences()
    shown = differences["metric"].isin(["accuracy", "balanced_accuracy", "macro_f1", "recall"])
    print(differences[shown].round(3).to_string(index=False))
    if column == "target":
        picture = ROOT / "docs" / "_static" / "strategies.png"
        picture.parent.mkdir(exist_ok=True)
        comparison.plot().figure_.savefig(picture, dpi=110)


if __name__ == "__main__":
    main()
