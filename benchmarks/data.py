"""What benchmarks share: the galaxies that they run on, and tables of results."""

import csv
import os
import sys
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets import load_galaxies, make_galaxies

TABLE = "GALAXYZOO_ML_BENCHMARK_TABLE"  # the variable that names a file of all rows
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
    """Print a line of the common table, and keep it; the ratio is ours to the peer."""
    least = f"{limit:10.3g}" if limit is not None else f"{'':10}"
    print(f"{what:52}{ours:10.3g}{peer:10.3g}{least}{ours / peer:9.3f}  {unit}", flush=True)
    if table := os.environ.get(TABLE):
        line = [Path(sys.argv[0]).stem, what, ours, peer, limit, ours / peer, unit]
        with Path(table).open("a", newline="") as file:
            csv.writer(file).writerow(line)


def header():
    """Print the heads of the columns."""
    print(f"{'':52}{'ours':>10}{'peer':>10}{'limit':>10}{'ratio':>9}")


def replace_rows(path, rows, keys):
    """Write rows to a table of results, in place of those that have the same keys."""
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        table = pd.read_csv(path)
        known = pd.MultiIndex.from_frame(table[keys])
        table = table[~known.isin(pd.MultiIndex.from_frame(rows[keys]))]
        rows = pd.concat([table, rows])
    rows.to_csv(path, index=False)
