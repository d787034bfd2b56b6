"""The preset "fast" beside the same net in a bare float32 loop over tensors that are ready.

    python benchmarks/step_speed.py [--images 2048] [--epochs 3] [--threads 2]

The bare loop is given the batches that the net would see without augmentation, in memory, in
float32, channels last; it does a forward and a backward pass and a step of AdamW. Ours reads
pixels, scales and augments them, and keeps its history. Each way is a process of its own, after a
warm-up of one epoch; the ways take turns five times, and medians are given. "auto" is whatever
``precision="auto"`` chooses on this processor.
"""

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np
import torch
from data import header, row
from torch.nn import functional

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier

BATCH, TURNS = 64, 5


def net_of(precision, epochs):
    """Return the preset, not trained."""
    return GalaxyCNNClassifier.from_preset(
        "fast", precision=precision, max_epochs=epochs, batch_size=BATCH, random_state=0
    )


def ours(precision, images, epochs):
    """Train with the library, and return the seconds of the whole fit and of its epochs."""
    galaxies = make_galaxies(images, size=68, random_state=0)
    net_of(precision, 1).fit(galaxies.images, galaxies.target)
    net = net_of(precision, epochs)
    started = time.perf_counter()
    net.fit(galaxies.images, galaxies.target)
    return time.perf_counter() - started, sum(net.history_[:, "dur"])


def bare(images, epochs):
    """Train in plain torch, and return the seconds twice."""
    galaxies = make_galaxies(images, size=68, random_state=0)
    net = net_of("float32", 1).fit(galaxies.images, galaxies.target)
    x = torch.from_numpy(galaxies.images.render()).permute(0, 3, 1, 2) / 255
    x = x[:, :, 10:58, 10:58].contiguous(memory_format=torch.channels_last)
    y = torch.from_numpy(np.searchsorted(net.classes_, galaxies.target))
    module, batches = (
        net.net_.module_.train(),
        list(zip(x.split(BATCH), y.split(BATCH), strict=True)),
    )
    optimizer = torch.optim.AdamW(module.parameters(), lr=0.001, fused=True)

    def epoch():
        for inputs, targets in batches:
            optimizer.zero_grad()
            functional.cross_entropy(module(inputs), targets).backward()
            optimizer.step()

    epoch()
    started = time.perf_counter()
    for _ in range(epochs):
        epoch()
    return (time.perf_counter() - started,) * 2


def measured(name, arguments):
    """Run one way in a process of its own."""
    command = [sys.executable, __file__, "--only", name]
    for option in ("images", "epochs", "threads"):
        command += [f"--{option}", str(getattr(arguments, option))]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def main():
    """Run all ways in turn, and print the rates beside that of the bare loop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=2048)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--only", choices=["bare", "float32", "auto"])
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.only:
        size = arguments.images, arguments.epochs
        before = cpu_seconds()
        fit, steps = bare(*size) if arguments.only == "bare" else ours(arguments.only, *size)
        n = arguments.images * arguments.epochs
        print(json.dumps({"fit": n / fit, "step": n / steps, "cpu": cpu_seconds() - before}))
        return
    runs = {name: [] for name in ("bare", "float32", "auto")}
    for _ in range(TURNS):
        for name, results in runs.items():
            results.append(measured(name, arguments))
    rates = {
        (name, what): float(np.median([run[what] for run in results]))
        for name, results in runs.items()
        for what in ("fit", "step")
    }
    print(
        f"{arguments.images} images of 68 pixels, {arguments.threads} thread(s), batches of {BATCH}"
    )
    header()
    peer = rates["bare", "step"]
    row(
        "float32, steps, beside a bare loop", rates["float32", "step"], peer, peer / 1.1, "images/s"
    )
    row("float32, whole fit", rates["float32", "fit"], peer, 0.9 * peer, "images/s")
    peer = rates["float32", "step"]
    row('"auto", steps, beside float32', rates["auto", "step"], peer, peer / 1.1, "images/s")


def cpu_seconds():
    """Return the processor's time that this process took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
