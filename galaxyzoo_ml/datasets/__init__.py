"""Galaxies to learn from: loaded from a folder, or simulated.

``load_*`` reads what lies on disk, ``make_*`` simulates. All return a scikit-learn
`~sklearn.utils.Bunch` with ``images`` (``data`` where it is a table), ``target``,
``target_names``, ``catalog`` and ``DESCR``.
"""

from galaxyzoo_ml._labels import CLASS_OF_VOTE, MIRRORED_LABELS, VOTES
from galaxyzoo_ml.datasets._charges import make_charges
from galaxyzoo_ml.datasets._coordinates import sexagesimal_to_degrees
from galaxyzoo_ml.datasets._cutouts import CutoutPlan, fetch_cutouts, plan_cutouts
from galaxyzoo_ml.datasets._download_policy import DownloadPolicy
from galaxyzoo_ml.datasets._folder import load_galaxies
from galaxyzoo_ml.datasets._galaxy10 import fetch_galaxy10_decals, fetch_galaxy10_sdss
from galaxyzoo_ml.datasets._galaxyzoo1 import fetch_galaxyzoo1
from galaxyzoo_ml.datasets._galaxyzoo1_catalog import fetch_galaxyzoo1_catalog
from galaxyzoo_ml.datasets._galaxyzoo1_labels import galaxyzoo1_labels
from galaxyzoo_ml.datasets._galaxyzoo2 import fetch_galaxyzoo2_images
from galaxyzoo_ml.datasets._home import clear_data_home, get_data_home
from galaxyzoo_ml.datasets._make_galaxies import make_galaxies
from galaxyzoo_ml.datasets._merge_votes import merge_votes
from galaxyzoo_ml.datasets._permutation import first_of_permutation
from galaxyzoo_ml.datasets._retry import FetchPolicy
from galaxyzoo_ml.datasets._services import SERVICES, CutoutService, get_service
from galaxyzoo_ml.datasets._tables import read_table

__all__ = [
    "CLASS_OF_VOTE",
    "MIRRORED_LABELS",
    "SERVICES",
    "VOTES",
    "CutoutPlan",
    "CutoutService",
    "DownloadPolicy",
    "FetchPolicy",
    "clear_data_home",
    "fetch_cutouts",
    "fetch_galaxy10_decals",
    "fetch_galaxy10_sdss",
    "fetch_galaxyzoo1",
    "fetch_galaxyzoo1_catalog",
    "fetch_galaxyzoo2_images",
    "first_of_permutation",
    "galaxyzoo1_labels",
    "get_data_home",
    "get_service",
    "load_galaxies",
    "make_charges",
    "make_galaxies",
    "merge_votes",
    "plan_cutouts",
    "read_table",
    "sexagesimal_to_degrees",
]
