"""scikit-learn's own checks, on the classifiers and on what wraps them."""

from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from galaxyzoo_ml.balancing import ResampledClassifier
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from tests.neural_network.nets import TinyNet

# The rows of the checks are 1 to 30 wide, and their sets have some dozen rows.
CLASSIFIERS = [
    GalaxyCNNClassifier(
        architecture=TinyNet, image_shape=(1, 1, -1), max_epochs=30, batch_size=8, lr=0.1, n_jobs=1
    ),
    TableNetClassifier(max_epochs=30, batch_size=8, lr=0.1, momentum=0.9),
    ResampledClassifier("passthrough", LogisticRegression()),
]

# Weights equal repetition within one batch only: gradient steps of other batches are other steps.
BATCHES = dict.fromkeys(
    ("check_sample_weight_equivalence_on_dense_data", "check_sample_weights_invariance"),
    "stochastic gradient descent takes other batches where rows are repeated",
)


def expected_failures(estimator):
    return {} if isinstance(estimator, ResampledClassifier) else BATCHES


@parametrize_with_checks(CLASSIFIERS, expected_failed_checks=expected_failures)
def test_scikit_learn_checks(estimator, check):
    check(estimator)
