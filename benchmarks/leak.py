"""What balancing before the split would have claimed.

    python benchmarks/leak.py [--seeds 3]

A fifth of the galaxies is set aside, untouched: it says what is true. The rest is used twice, with
the course's net and the same sampler. Wrong: balance, then split, and score on the "test" part.
Right: split, then balance what is trained on, and score on the natural test part.
"""

import argparse

import pandas as pd
from data import galaxies
from imblearn.pipeline import Pipeline
from sklearn.metrics import accuracy_score, balanced_accuracy_score
from sklearn.model_selection import train_test_split

from galaxyzoo_ml.exceptions import LeakageError
from galaxyzoo_ml.model_selection import assert_no_leakage, balancing_strategies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


def main():
    """Claim and truth, for each sampler and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()
    data, name = galaxies()
    rows = []
    for seed in range(arguments.seeds):
        X, X_true, y, y_true = train_test_split(
            data.images, data.target, test_size=0.2, stratify=data.target, random_state=seed
        )
        for strategy in ("clone", "rotation"):
            sampler = balancing_strategies(random_state=seed)[strategy].sampler
            for order in ("balance, then split", "split, then balance"):
                model, claimed = judged(sampler, order, X, y, seed, arguments.epochs)
                true = scored(model, X_true, y_true)
                rows.append(
                    {"sampler": strategy, "order": order, "seed": seed}
                    | {f"claimed {key}": value for key, value in claimed.items()}
                    | {f"true {key}": value for key, value in true.items()}
                )
                print(rows[-1], flush=True)
    table = pd.DataFrame(rows).drop(columns="seed").groupby(["sampler", "order"], sort=False)
    print(f"\n{name}, means of {arguments.seeds} seeds\n")
    print(table.agg("mean").round(3).to_string())


def judged(sampler, order, X, y, seed, epochs):
    """Train, and return the model and what its author would claim."""
    wrong = order.startswith("balance")
    if wrong:
        X, y = sampler.fit_resample(X, y)
    parts = train_test_split(X, y, test_size=0.2, stratify=y, random_state=seed)
    X_train, X_test, y_train, y_test = parts
    try:
        assert_no_leakage(X_train, X_test)
    except LeakageError as error:
        print(f"{order}: {error}")
    cnn = GalaxyCNNClassifier.from_preset("course", max_epochs=epochs, random_state=seed)
    steps = [("balance", "passthrough" if wrong else sampler), ("scale", StandardScaler())]
    model = Pipeline([*steps, ("cnn", cnn)]).fit(X_train, y_train)
    return model, scored(model, X_test, y_test)


def scored(model, X, y):
    """Return the two scores that are usually quoted."""
    predicted = model.predict(X)
    return {
        "accuracy": accuracy_score(y, predicted),
        "balanced accuracy": balanced_accuracy_score(y, predicted),
    }


if __name__ == "__main__":
    main()
