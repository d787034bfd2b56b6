"""Vote fractions of Galaxy Zoo 2: 5-fold RMSE, beside the mean vote and a plain CNN.

    python benchmarks/vote_fractions.py

2,400 galaxies of the Galaxy Zoo 2 challenge with the fractions of the first question's answers
(smooth, featured, artifact). How many volunteers answered is not published with them: 40, the
typical number, is taken for all. The plain CNN is the course's net, trained on the same likelihood
without augmentation, at the best of seven rates and lengths (on a part of one training fold).
"""

import time

import numpy as np
import pandas as pd
from data import real_folder
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.neural_network import GalaxyVoteRegressor
from galaxyzoo_ml.preprocessing import StandardScaler

ANSWERS = ["smooth", "featured", "artifact"]
N_VOTES = 40


def models():
    """Return the regressors by name, with the size of the images they are given."""
    return {
        "fast preset": (
            68,
            GalaxyVoteRegressor.from_preset("fast", n_votes=N_VOTES, max_epochs=40),
        ),
        "course's net": (120, GalaxyVoteRegressor(n_votes=N_VOTES, lr=0.003, max_epochs=30)),
    }


def main():
    """Cross-validate each, and print RMSE with its spread over the folds."""
    lines = []
    for name, (size, regressor) in models().items():
        galaxies = load_galaxies(real_folder("gz2_votes"), ANSWERS, id_column="GalaxyID", size=size)
        X, y = galaxies.images, galaxies.target
        for fold, (train, test) in enumerate(KFold(5, shuffle=True, random_state=0).split(y)):
            started = time.perf_counter()
            model = make_pipeline(StandardScaler(), regressor.set_params(random_state=0))
            model.fit(X[train], y[train])
            seconds = time.perf_counter() - started
            found, deviations = model[-1].predict(model[:-1].transform(X[test]), return_std=True)
            mean = np.broadcast_to(y[train].mean(axis=0), y[test].shape)
            errors = np.abs(y[test] - found)
            # Of counted votes: the spread of the true fractions, and that of counting them.
            expected = np.sqrt(deviations**2 + (found * (1 - found) - deviations**2) / N_VOTES)
            line = {
                "model": name,
                "fold": fold,
                "rmse": np.sqrt(np.mean(errors**2)),
                "rmse_of_mean_vote": np.sqrt(np.mean((y[test] - mean) ** 2)),
                "within_one_deviation": (errors < expected).mean(),
                "seconds": seconds,
            }
            line["ratio"] = line["rmse"] / line["rmse_of_mean_vote"]
            lines.append(line)
            print(
                {k: v if isinstance(v, str) else round(v, 4) for k, v in line.items()}, flush=True
            )
    table = pd.DataFrame(lines).drop(columns="fold").groupby("model").agg(["mean", "std"])
    print(table.round(4).T.to_string())


if __name__ == "__main__":
    main()
