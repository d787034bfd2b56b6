"""Pictures of galaxies and of what a classifier makes of them. Matplotlib is imported on use."""

from galaxyzoo_ml.inspection._confusion import ConfusionDisplay
from galaxyzoo_ml.inspection._galaxies import plot_galaxies
from galaxyzoo_ml.inspection._loss_curve import LossCurveDisplay
from galaxyzoo_ml.inspection._mistakes import plot_mistakes
from galaxyzoo_ml.inspection._reliability import ReliabilityDisplay
from galaxyzoo_ml.inspection._reliability_table import reliability_table
from galaxyzoo_ml.inspection._strategies import StrategiesDisplay

__all__ = [
    "ConfusionDisplay",
    "LossCurveDisplay",
    "ReliabilityDisplay",
    "StrategiesDisplay",
    "plot_galaxies",
    "plot_mistakes",
    "reliability_table",
]
