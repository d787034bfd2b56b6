"""Images that a tiny net learns in no time, for tests of everything but the net."""

import numpy as np

from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from tests.neural_network.nets import TinyNet


def bytes_and_labels(n=60):
    """Return n images of 6 x 6 pixels, uint8, bright ones and dark ones."""
    rng = np.random.default_rng(0)
    y = np.array(["bright", "dark"] * (n // 2))
    level = np.where(y == "bright", 200, 50)[:, None, None, None]
    return (level + rng.integers(-40, 40, (n, 6, 6, 3))).astype(np.uint8), y


def tiny(**parameters):
    """Return a classifier of them, not fitted."""
    defaults = {"architecture": TinyNet, "max_epochs": 4, "batch_size": 8, "lr": 0.1}
    return GalaxyCNNClassifier(**{**defaults, "random_state": 0, **parameters})
