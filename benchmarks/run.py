"""Run every benchmark, one after the other, each in a process of its own; print one table.

    python benchmarks/run.py [--only step_speed.py ...]

The table, with what it was measured on (commit, versions, processor), is kept as CSV in
``build/benchmarks/``.
"""

import argparse
import csv
import os
import platform
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
from data import ROOT, TABLE

from galaxyzoo_ml.workflows import describe_installation

HERE = ROOT / "benchmarks"
SCRIPTS = (
    "step_speed.py",
    "training_speed.py",
    "training_memory.py",
    "balancing_speed.py",
    "balancing_memory.py",
    "catalog_speed.py",
    "cutout_speed.py",
    "decoding.py",
)
COLUMNS = ("script", "what", "ours", "peer", "limit", "ratio", "unit")


def main():
    """Run the scripts, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SCRIPTS, default=SCRIPTS, metavar="SCRIPT")
    arguments = parser.parse_args()
    path = ROOT / "build" / "benchmarks" / f"{datetime.now().astimezone():%Y-%m-%dT%H%M%S}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        csv.writer(file).writerow(COLUMNS)
    failed = []
    for script in arguments.only:
        print(f"\n{script}", flush=True)
        run = subprocess.run(
            [sys.executable, HERE / script], env={**os.environ, TABLE: str(path)}, check=False
        )
        if run.returncode:
            failed.append(script)
    table = pd.read_csv(path).assign(**machine())
    table.to_csv(path, index=False)
    print(f"\n{table[list(COLUMNS)].round(4).to_string(index=False, na_rep='')}\n")
    print("\n".join(f"{name}: {value}" for name, value in machine().items()))
    print(f"kept in {path}")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


def machine():
    """Return what the figures depend on."""
    found = describe_installation()
    commit = subprocess.run(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "commit": commit.stdout.strip() or "unknown",
        "processor": processor(),
        "cores": found["cores"],
        "bfloat16": found["precision"] == "bfloat16",
        **found["versions"],
    }


def processor():
    """Return the processor's name, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown"


if __name__ == "__main__":
    main()
