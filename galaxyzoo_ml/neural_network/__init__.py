"""Nets for galaxies, and the classifiers that train them.

The nets are plain `torch.nn.Module` classes; `GalaxyCNNClassifier` (images),
`GalaxyVoteRegressor` (images, vote fractions) and `TableNetClassifier` (tables) are scikit-learn
estimators that have skorch nets.
"""

from galaxyzoo_ml.neural_network._classifier import GalaxyCNNClassifier
from galaxyzoo_ml.neural_network._course_net import CourseNet
from galaxyzoo_ml.neural_network._dense_net import DenseNet
from galaxyzoo_ml.neural_network._equivariant_net import EquivariantNet
from galaxyzoo_ml.neural_network._presets import ARCHITECTURES, PRESETS
from galaxyzoo_ml.neural_network._residual_net import ResidualNet
from galaxyzoo_ml.neural_network._session import available_devices, n_threads
from galaxyzoo_ml.neural_network._table_classifier import TableNetClassifier
from galaxyzoo_ml.neural_network._vote_regressor import GalaxyVoteRegressor

__all__ = [
    "ARCHITECTURES",
    "PRESETS",
    "CourseNet",
    "DenseNet",
    "EquivariantNet",
    "GalaxyCNNClassifier",
    "GalaxyVoteRegressor",
    "ResidualNet",
    "TableNetClassifier",
    "available_devices",
    "n_threads",
]
