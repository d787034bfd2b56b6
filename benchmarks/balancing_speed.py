"""Balancing by SMOTE: recipes, beside imbalanced-learn on flattened float pixels."""

import time

import numpy as np
from data import galaxies, header, row
from imblearn.over_sampling import SMOTE

from galaxyzoo_ml.balancing import ImageSampler


def main():
    """Run both, one after the other."""
    data, name = galaxies()
    X, y = data.images, data.target
    started = time.perf_counter()
    ImageSampler(SMOTE(random_state=0), random_state=0).fit_resample(X, y)
    our_seconds = time.perf_counter() - started
    rows = np.asarray(X).reshape(len(X), -1).astype(np.float32)
    started = time.perf_counter()
    SMOTE(random_state=0).fit_resample(rows, y)
    peer_seconds = time.perf_counter() - started
    print(f"{name}: {len(y)} galaxies of {X.shape[1]} x {X.shape[2]}")
    header()
    row("SMOTE, the default embedding included", our_seconds, peer_seconds, None, "s")


if __name__ == "__main__":
    main()
