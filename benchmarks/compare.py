"""The benchmarks of ``small.py``, here and at another commit.

    make bench-compare BASE=<commit>

The other commit is checked out under ``build/``, and removed afterwards. Both take turns, each time
in a process of its own; medians of three, and the ratio of here to there (below 1: less time, less
memory).
"""

import argparse
import json
import os
import subprocess
import sys

import numpy as np
from data import ROOT

TURNS = 3
SMALL = ROOT / "benchmarks" / "small.py"


def main():
    """Measure both, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", metavar="COMMIT")
    base = parser.parse_args().base
    folder = ROOT / "build" / "bench-base"
    git("worktree", "add", "--detach", "--force", folder, base)
    try:
        turns = [(measured(ROOT), measured(folder)) for _ in range(TURNS)]
    finally:
        git("worktree", "remove", "--force", folder)
    print(f"{'':24}{'here':>12}{base[:10]:>12}{'ratio':>9}")
    for name in turns[0][0]:
        here, there = (float(np.median([turn[i][name] for turn in turns])) for i in (0, 1))
        print(f"{name:24}{here:12.4g}{there:12.4g}{here / there:9.3f}")


def git(*arguments):
    """Run git in this repository."""
    subprocess.run(["git", "-C", ROOT, *arguments], check=True, capture_output=True)


def measured(tree):
    """Run the benchmarks over the package of a tree, and return the figures by name."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    run = subprocess.run(
        [sys.executable, SMALL], env=environment, stdout=subprocess.PIPE, check=False
    )
    if run.returncode:
        sys.exit(f"{SMALL.name} failed over {tree}")
    return json.loads(run.stdout)


if __name__ == "__main__":
    main()
