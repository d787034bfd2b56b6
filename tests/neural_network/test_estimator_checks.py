"""scikit-learn's own checks, on the classifiers and on what wraps them. No failure is expected.

The rows of the checks are 1 to 30 wide, and their sets have some dozen rows. One batch holds them
all: weights equal repetition within one batch only, for other batches are other steps.
"""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from galaxyzoo_ml.balancing import ResampledClassifier
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from tests.neural_network.nets import TinyDoubleNet

ONE_BATCH = {"max_epochs": 60, "batch_size": 1000, "lr": 0.5, "momentum": 0.9, "n_jobs": 1}

CLASSIFIERS = [
    GalaxyCNNClassifier(architecture=TinyDoubleNet, image_shape=(1, 1, -1), **ONE_BATCH),
    TableNetClassifier(**ONE_BATCH),
    ResampledClassifier("passthrough", LogisticRegression()),
]


@pytest.mark.filterwarnings("ignore:X holds floats from")  # scikit-learn's rows are not scaled
@parametrize_with_checks(CLASSIFIERS)
def test_scikit_learn_checks(estimator, check):
    check(estimator)
