"""Training the course's net on rotation-balanced galaxies: ours, the course's loop, a bare loop.

``--epochs 10`` trains as long as the course does; the default, 2, gives the same ratios sooner.
"""

import argparse
import time

import course_loop
import numpy as np
import torch
from data import galaxies, header, row

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.neural_network import CourseNet, GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


def ours(X, y, epochs):
    """Balance, scale and train; return the seconds of all three."""
    started = time.perf_counter()
    X, y = RotationOversampler(random_state=0).fit_resample(X, y)
    X = StandardScaler().fit_transform(X)
    GalaxyCNNClassifier(max_epochs=epochs, random_state=0).fit(X, y)
    return time.perf_counter() - started


def bare_loop(pixels, numbers, epochs):
    """Train in plain torch over a uint8 tensor that is balanced and shuffled in memory."""
    net = CourseNet((120, 120, 3), 3).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    tensor, targets = torch.from_numpy(pixels), torch.from_numpy(numbers)
    started = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(tensor))
        for start in range(0, len(tensor), 64):
            rows = order[start : start + 64]
            x = tensor[rows].float().mul_(1 / 35).sub_(0.6).permute(0, 3, 1, 2)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x), targets[rows]).backward()
            optimizer.step()
    return time.perf_counter() - started


def main():
    """Run all three, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=2)
    epochs = parser.parse_args().epochs
    data, name = galaxies()
    X, y = data.images, data.target
    balanced, labels = RotationOversampler(random_state=0).fit_resample(X, y)
    pixels, numbers = np.asarray(balanced), np.unique(labels, return_inverse=True)[1]
    print(f"{name}: {len(y)} galaxies, {len(labels)} balanced by rotations, {epochs} epochs")
    course_loop.warm_up(course_loop.course_net())
    _, course_seconds = course_loop.train(pixels, numbers, epochs)
    our_seconds = ours(X, y, epochs)
    bare_seconds = bare_loop(pixels, numbers, epochs)
    header()
    row(
        "training the course's net, beside the course's loop",
        our_seconds,
        course_seconds,
        None,
        "s",
    )
    row("the same, beside a bare loop over pixels in memory", our_seconds, bare_seconds, None, "s")


if __name__ == "__main__":
    main()
