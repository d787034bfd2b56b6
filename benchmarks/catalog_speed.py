"""Reading the catalogue of Galaxy Zoo 1, all 667,944 rows, beside a bare pandas.read_csv."""

import gzip
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from data import header, real_folder, row

from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog, first_of_permutation
from galaxyzoo_ml.datasets.galaxyzoo1._fetch_galaxyzoo1_catalog import (
    COLUMNS,
    _read_table,
    _to_frame,
)

N_ROWS = 667_944
REPEATS = 5


def write_table(path):
    """Repeat the real rows (simulated ones where there are none) to the length of table 2."""
    folder = real_folder("gz1_catalog")
    if folder is not None:
        lines = next(folder.glob("*.csv")).read_text().splitlines()
        what = f"{len(lines) - 1:,} real rows, repeated"
    else:
        lines, what = simulated_rows(5_000), "simulated rows"
    rows = [line.split(",", 1)[1] for line in lines[1:]]
    ids = 587_722_952_767_439_450 + np.random.RandomState(0).permutation(N_ROWS)
    with path.open("w") as file:
        file.write(lines[0] + "\n")
        file.writelines(f"{objid},{rows[i % len(rows)]}\n" for i, objid in enumerate(ids))
    return what


def simulated_rows(n):
    """Return a header and rows like those of table 2."""
    random = np.random.RandomState(0)
    votes = random.dirichlet([5, 1, 1, 2, 1, 0.5], n).round(3)
    names = "P_EL,P_CW,P_ACW,P_EDGE,P_DK,P_MG,P_CS,P_EL_DEBIASED,P_CS_DEBIASED"
    lines = [f"OBJID,RA,DEC,NVOTE,{names},SPIRAL,ELLIPTICAL,UNCERTAIN"]
    for i, v in enumerate(votes):
        place = (
            f"{i % 24:02}:{i % 60:02}:{i % 59:02}.{i % 100:02},-{i % 90:02}:{i % 60:02}:00.{i % 10}"
        )
        spiral = v[1:4].sum()
        fractions = ",".join(f"{x:.3f}" for x in [*v, spiral, v[0], spiral])
        lines.append(f"{i},{place},{i % 80},{fractions},0,0,1")
    return lines


def fastest(function):
    """Return the least of several durations, in seconds: what else runs only adds."""
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def main():
    """Measure all, in one folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as name:
        plain, packed = Path(name, "table2.csv"), Path(name, "table2.csv.gz")
        what = write_table(plain)
        packed.write_bytes(gzip.compress(plain.read_bytes(), 6))
        print(f"{what}: {N_ROWS:,} rows, {plain.stat().st_size / 1e6:.0f} MB")
        header()
        for path in (plain, packed):
            measure(path, Path(name, "home"))
        catalog = fetch_galaxyzoo1_catalog(source=plain, data_home=Path(name, "home"))
        ours = fastest(lambda: first_of_permutation(catalog, 5000, 0, "target"))
        peer = fastest(lambda: catalog.sample(5000, random_state=0))
        row("5,000 of a stratified permutation, DataFrame.sample", ours, peer, None, "s")


def measure(path, home):
    """Print the lines of one file."""

    def ours(columns=None):
        return fetch_galaxyzoo1_catalog(source=path, data_home=home, columns=columns)

    def anew():
        for copy in home.glob("galaxyzoo1/parsed/*.parquet"):
            copy.unlink()
        return ours()

    peer = fastest(lambda: pd.read_csv(path))
    alone = fastest(lambda: _to_frame(_read_table(path, COLUMNS[2]), None, "flag"))
    first, second = fastest(anew), fastest(ours)
    kind = "gzipped CSV" if path.suffix == ".gz" else "CSV"
    row(f"{kind}: read, convert and check", alone, peer, 2 * peer, "s")
    row(f"{kind}: the same, hashed, and a copy kept", first, peer, None, "s")
    row(f"{kind}: the second call (hash and copy)", second, peer, None, "s")


if __name__ == "__main__":
    main()
