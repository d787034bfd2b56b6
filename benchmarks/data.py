"""The galaxies that benchmarks run on."""

import os
from pathlib import Path

from galaxyzoo_ml.datasets import load_galaxies, make_galaxies

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = ROOT.parent / "shared" / "data"


def real_folder(name="gz1"):
    """Return the folder of real galaxies, or None."""
    folder = Path(os.environ.get("GALAXYZOO_ML_REAL_DATA", DEFAULT)) / name
    return folder if folder.is_dir() else None


def galaxies(n_simulated=2000, size=120):
    """Return real galaxies where there are some, else simulated ones, and what they are."""
    folder = real_folder()
    if folder is not None:
        return load_galaxies(folder, size=size), f"{folder.name} (real)"
    return make_galaxies(n_simulated, size=size, random_state=0), f"{n_simulated} simulated"


def row(what, ours, peer, limit, unit):
    """Print a line of the common table; the ratio is ours to the peer."""
    limit = f"{limit:10.3g}" if limit is not None else f"{'':10}"
    print(f"{what:52}{ours:10.3g}{peer:10.3g}{limit}{ours / peer:9.3f}  {unit}", flush=True)


def header():
    """Print the heads of the columns."""
    print(f"{'':52}{'ours':>10}{'peer':>10}{'limit':>10}{'ratio':>9}")
