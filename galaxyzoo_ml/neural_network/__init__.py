"""Nets for galaxies, and the classifiers that train them.

The nets are plain `torch.nn.Module` classes; `GalaxyCNNClassifier` (images),
`GalaxyVoteRegressor` (images, vote fractions) and `TableNetClassifier` (tables) are scikit-learn
estimators that have skorch nets.

The way through it: an estimator (``_net_estimator``, ``_net_classifier``,
``_image_net_estimator``) checks X and y, holds out what early stopping needs (``_held_out``), and
makes a config and data; ``training`` trains what ``_architecture`` makes of ``nets``.
``galaxyzoo_ml._mirrored_labels`` says which labels swap in the mirror, ``_presets`` what belongs
together, ``_shared_docs`` words parameters.
"""

from galaxyzoo_ml.neural_network._galaxy_cnn_classifier import GalaxyCNNClassifier
from galaxyzoo_ml.neural_network._galaxy_vote_regressor import GalaxyVoteRegressor
from galaxyzoo_ml.neural_network._presets import ARCHITECTURES, PRESETS
from galaxyzoo_ml.neural_network._table_net_classifier import TableNetClassifier
from galaxyzoo_ml.neural_network.nets._course_net import CourseNet
from galaxyzoo_ml.neural_network.nets._dense_net import DenseNet
from galaxyzoo_ml.neural_network.nets._equivariant_net import EquivariantNet
from galaxyzoo_ml.neural_network.nets._residual_net import ResidualNet
from galaxyzoo_ml.neural_network.training._devices import available_devices
from galaxyzoo_ml.neural_network.training._precision import computes_bfloat16
from galaxyzoo_ml.neural_network.training._torch_session import n_threads

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
    "computes_bfloat16",
    "n_threads",
]
