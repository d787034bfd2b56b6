"""Pictures of galaxies and of what a classifier makes of them. Matplotlib is imported on use.

The way through it: `plot_galaxies` draws pictures, `plot_mistakes` those of which a classifier was
sure and wrong. Displays are scikit-learn's: the constructor stores numbers, ``plot`` draws them,
``from_estimator`` and ``from_predictions`` make the numbers first (`reliability_table` is those of
`ReliabilityDisplay`). ``_matplotlib`` alone makes figures; `save_figure` writes and closes one.
"""

from galaxyzoo_ml.inspection._confusion import ConfusionDisplay
from galaxyzoo_ml.inspection._galaxies import plot_galaxies
from galaxyzoo_ml.inspection._loss_curve import LossCurveDisplay
from galaxyzoo_ml.inspection._matplotlib import save_figure
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
    "save_figure",
]
