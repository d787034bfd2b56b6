"""Nets for galaxies, and the classifier that trains them.

The nets are plain `torch.nn.Module` classes; `GalaxyCNNClassifier` is a scikit-learn classifier
that has a skorch net.
"""

from galaxyzoo_ml.neural_network._classifier import ARCHITECTURES, PRESETS, GalaxyCNNClassifier
from galaxyzoo_ml.neural_network._course_net import CourseNet
from galaxyzoo_ml.neural_network._session import available_devices

__all__ = ["ARCHITECTURES", "PRESETS", "CourseNet", "GalaxyCNNClassifier", "available_devices"]
