"""Nets for galaxies, and the classifiers that train them.

The nets are plain `torch.nn.Module` classes; `GalaxyCNNClassifier` (images) and
`TableNetClassifier` (tables) are scikit-learn classifiers that have a skorch net.
"""

from galaxyzoo_ml.neural_network._classifier import ARCHITECTURES, PRESETS, GalaxyCNNClassifier
from galaxyzoo_ml.neural_network._course_net import CourseNet
from galaxyzoo_ml.neural_network._dense_net import DenseNet
from galaxyzoo_ml.neural_network._session import available_devices, n_threads
from galaxyzoo_ml.neural_network._table_classifier import TableNetClassifier

__all__ = [
    "ARCHITECTURES",
    "PRESETS",
    "CourseNet",
    "DenseNet",
    "GalaxyCNNClassifier",
    "TableNetClassifier",
    "available_devices",
    "n_threads",
]
