"""Galaxies to learn from: loaded from a folder, or simulated.

``load_*`` reads what lies on disk, ``make_*`` simulates. All return a scikit-learn
`~sklearn.utils.Bunch` with ``images`` (``data`` where it is a table), ``target``,
``target_names``, ``catalog`` and ``DESCR``.
"""

from galaxyzoo_ml.datasets._charges import make_charges
from galaxyzoo_ml.datasets._folder import load_galaxies
from galaxyzoo_ml.datasets._home import clear_data_home, get_data_home
from galaxyzoo_ml.datasets._labels import CLASS_OF_VOTE, MIRRORED_LABELS, VOTES
from galaxyzoo_ml.datasets._make_galaxies import make_galaxies
from galaxyzoo_ml.datasets._tables import read_table

__all__ = [
    "CLASS_OF_VOTE",
    "MIRRORED_LABELS",
    "VOTES",
    "clear_data_home",
    "get_data_home",
    "load_galaxies",
    "make_charges",
    "make_galaxies",
    "read_table",
]
