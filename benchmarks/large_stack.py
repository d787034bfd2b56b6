"""A stack that is larger than what a net should need: 200,000 galaxies of 120 x 120, 8.6 GB.

    python benchmarks/large_stack.py [--images 200000] [--folder /tmp]

Each size is a process of its own: map the stack, split it, balance it by rotation, scale it, and
train the course's net for one epoch. Memory is what the process holds beyond the page cache of the
mapped file: RssAnon (of /proc/self/status), looked at a hundred times a second. Cost is the time of
the whole fit over the number of images that the net saw. The stack is made of simulated galaxies,
each repeated turned and dimmed, and is removed afterwards.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from data import header, row

SIZE, SMALL, CHUNK = 120, 5_000, 500
LIMIT_MB = 2_000


def write_stack(folder, n_images):
    """Write n galaxies and their labels; memory never holds more than a chunk of them."""
    from galaxyzoo_ml.datasets import make_galaxies

    galaxies = make_galaxies(CHUNK * 4, size=SIZE, random_state=0)
    originals, labels = galaxies.images.base, galaxies.target
    stack = np.lib.format.open_memmap(
        folder / "stack.npy", "w+", np.uint8, (n_images, *originals.shape[1:])
    )
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(originals), n_images)
    for start in range(0, n_images, CHUNK):
        rows = drawn[start : start + CHUNK]
        dimmed = originals[rows] * rng.uniform(0.7, 1, (len(rows), 1, 1, 1)).astype(np.float32)
        stack[start : start + CHUNK] = np.rot90(dimmed, rng.integers(4), (1, 2)).astype(np.uint8)
    stack.flush()
    np.save(folder / "labels.npy", labels[drawn])


def train(folder, n_images):
    """Train one epoch on the first images, and print time and memory."""
    from imblearn.pipeline import Pipeline
    from sklearn.model_selection import train_test_split

    from galaxyzoo_ml.balancing import RotationOversampler
    from galaxyzoo_ml.images import ImageArray
    from galaxyzoo_ml.model_selection._peak_memory import PeakMemory
    from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
    from galaxyzoo_ml.preprocessing import StandardScaler

    X = ImageArray(np.load(folder / "stack.npy", mmap_mode="r"))[:n_images]
    y = np.load(folder / "labels.npy")[:n_images]
    cnn = GalaxyCNNClassifier.from_preset("course", max_epochs=1, random_state=0)
    steps = [("balance", RotationOversampler(random_state=0)), ("scale", StandardScaler())]
    before = psutil.Process().memory_info()
    with PeakMemory() as memory:
        X_train, _, y_train, _ = train_test_split(X, y, test_size=0.1, stratify=y, random_state=0)
        started = time.perf_counter()
        model = Pipeline([*steps, ("cnn", cnn)]).fit(X_train, y_train)
        seconds = time.perf_counter() - started
    held = (before.rss - before.shared) / 1e6
    result = {"seconds": seconds, "grown": memory.peak_mb, "held": held}
    print(json.dumps({**result, "n": model["cnn"].n_samples_fit_}))


def measured(folder, n_images):
    """Return what `train` prints, from a process of its own."""
    command = [sys.executable, __file__, "--train", str(folder), "--images", str(n_images)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    return json.loads(run.stdout.splitlines()[-1])


def main():
    """Write the stack, measure both sizes, and remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="where the stack is written for the while")
    parser.add_argument("--train", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.train is not None:
        train(arguments.train, arguments.images)
        return
    folder = Path(tempfile.mkdtemp(prefix="galaxyzoo-large-", dir=arguments.folder))
    try:
        needed = arguments.images * SIZE * SIZE * 3
        free = shutil.disk_usage(folder).free
        if free < 1.2 * needed:
            sys.exit(f"{needed / 1e9:.1f} GB are needed in {folder}, and {free / 1e9:.1f} are free")
        write_stack(folder, arguments.images)
        small, large = (measured(folder, n) for n in (SMALL, arguments.images))
        print(f"{needed / 1e9:.1f} GB, {large['n']:,} images seen in {large['seconds']:.0f} s")
        header()
        costs = [1e6 * result["seconds"] / result["n"] for result in (large, small)]
        row(f"microseconds an image, beside {SMALL:,} images", *costs, 1.15 * costs[1], "us")
        peaks = [result["held"] + result["grown"] for result in (large, small)]
        row("peak of memory beyond the page cache", *peaks, LIMIT_MB, "MB")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
