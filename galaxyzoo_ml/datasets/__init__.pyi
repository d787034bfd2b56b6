"""Public names, and the module that each lives in: they are loaded on use."""

from galaxyzoo_ml._labels import CLASS_OF_VOTE, MIRRORED_LABELS, VOTES
from galaxyzoo_ml.datasets._home import clear_data_home, get_data_home
from galaxyzoo_ml.datasets.catalogs._find_positions import find_positions
from galaxyzoo_ml.datasets.catalogs._find_radii import find_radii
from galaxyzoo_ml.datasets.catalogs._first_of_permutation import first_of_permutation
from galaxyzoo_ml.datasets.catalogs._read_catalog import read_catalog
from galaxyzoo_ml.datasets.catalogs._sexagesimal import sexagesimal_to_degrees
from galaxyzoo_ml.datasets.cutouts._fetch_cutouts import CutoutPlan, fetch_cutouts, plan_cutouts
from galaxyzoo_ml.datasets.cutouts._services import SERVICES, CutoutService, get_service
from galaxyzoo_ml.datasets.folder._load_galaxies import load_galaxies
from galaxyzoo_ml.datasets.folder._read_table import read_table
from galaxyzoo_ml.datasets.galaxy10._fetch_galaxy10 import (
    fetch_galaxy10_decals,
    fetch_galaxy10_sdss,
)
from galaxyzoo_ml.datasets.galaxyzoo1._fetch_galaxyzoo1 import fetch_galaxyzoo1
from galaxyzoo_ml.datasets.galaxyzoo1._fetch_galaxyzoo1_catalog import fetch_galaxyzoo1_catalog
from galaxyzoo_ml.datasets.galaxyzoo1._galaxyzoo1_labels import galaxyzoo1_labels
from galaxyzoo_ml.datasets.galaxyzoo1._merge_votes import merge_votes
from galaxyzoo_ml.datasets.galaxyzoo2._fetch_galaxyzoo2_images import fetch_galaxyzoo2_images
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.datasets.simulation._make_charges import make_charges
from galaxyzoo_ml.datasets.simulation._make_galaxies import make_galaxies

__all__ = [
    "CLASS_OF_VOTE",
    "MIRRORED_LABELS",
    "SERVICES",
    "VOTES",
    "CutoutPlan",
    "CutoutService",
    "NetworkPolicy",
    "clear_data_home",
    "fetch_cutouts",
    "fetch_galaxy10_decals",
    "fetch_galaxy10_sdss",
    "fetch_galaxyzoo1",
    "fetch_galaxyzoo1_catalog",
    "fetch_galaxyzoo2_images",
    "find_positions",
    "find_radii",
    "first_of_permutation",
    "galaxyzoo1_labels",
    "get_data_home",
    "get_service",
    "load_galaxies",
    "make_charges",
    "make_galaxies",
    "merge_votes",
    "plan_cutouts",
    "read_catalog",
    "read_table",
    "sexagesimal_to_degrees",
]
