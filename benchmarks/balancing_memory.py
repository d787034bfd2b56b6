"""Extra memory of balancing by SMOTE: recipes, beside imbalanced-learn on flattened pixels.

Each is a process of its own, which first reads every pixel, and for the peer flattens them to
float32; from there on the kernel counts the peak of the resident set (VmHWM, reset through
clear_refs). Extra is that peak minus the resident set at the start: what balancing adds.
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from data import galaxies, header, row


def resident(field):
    """Return a line of /proc/self/status, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) * 1024 / 1e6


def extra(who):
    """Balance, and print the extra memory."""
    from imblearn.over_sampling import SMOTE

    from galaxyzoo_ml.balancing import ImageSampler

    data, _ = galaxies(n_simulated=5331)
    X, y = data.images, data.target
    X.base.max()  # every page of the map is in memory now, for both
    sampler = ImageSampler(SMOTE(random_state=0), random_state=0)
    if who == "peer":
        X = np.asarray(X).reshape(len(X), -1).astype(np.float32)
        sampler = SMOTE(random_state=0)
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    balanced = sampler.fit_resample(X, y)
    print(resident("VmHWM") - before, len(balanced[1]))


def main():
    """Measure both, each in a process of its own."""
    results = {}
    for who in ("ours", "peer"):
        command = [sys.executable, __file__, who]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        results[who] = float(run.stdout.split()[0])
    header()
    peer = results["peer"]
    row("extra memory of SMOTE, default embedding", results["ours"], peer, peer / 20, "MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        extra(sys.argv[1])
    else:
        main()
