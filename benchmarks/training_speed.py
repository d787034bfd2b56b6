"""The course's net on rotation-balanced galaxies: ours, a bare loop, skorch's loader, the course.

Training (an epoch, batches of 128) and prediction, each in a process of its own, which says how
many images a second it took and its peak memory (ru_maxrss, in which the pages of a memory-mapped
stack count, too). The bare loop and skorch get balanced pixels ready in memory, uint8 and float32;
ours balances and scales lazily, and that is timed, too. The course takes batches of one. After a
warm-up of two batches.
"""

import json
import resource
import subprocess
import sys
import time

import course_loop
import numpy as np
import torch
from data import galaxies, header, row

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.neural_network import CourseNet, GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler

BATCH, EPOCHS = 128, 2
SCALE, SHIFT = 1 / 35, -0.6


def balanced():
    """Return the galaxies, balanced lazily, with class numbers."""
    data, _ = galaxies()
    X, y = RotationOversampler(random_state=0).fit_resample(data.images, data.target)
    return X, np.unique(y, return_inverse=True)[1]


def ours(epochs):
    """Balance, scale, train and predict with the library."""
    data, _ = galaxies()
    GalaxyCNNClassifier(max_epochs=1, batch_size=BATCH).fit(
        data.images[: 2 * BATCH : 2], data.target[: 2 * BATCH : 2]
    )
    started = time.perf_counter()
    X, y = RotationOversampler(random_state=0).fit_resample(data.images, data.target)
    X = StandardScaler().fit_transform(X)
    cnn = GalaxyCNNClassifier(max_epochs=epochs, batch_size=BATCH, random_state=0).fit(X, y)
    trained = time.perf_counter()
    cnn.predict_proba(X)
    return len(X), trained - started, time.perf_counter() - trained


def bare(epochs):
    """Train in plain torch over a uint8 tensor that is balanced in memory."""
    X, numbers = balanced()
    tensor, targets = torch.from_numpy(X.render()), torch.from_numpy(numbers)
    net = CourseNet((120, 120, 3), 3).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)

    def batch(rows):
        return tensor[rows].float().mul_(SCALE).add_(SHIFT).permute(0, 3, 1, 2)

    def step(rows):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(net(batch(rows)), targets[rows]).backward()
        optimizer.step()

    for _ in range(2):
        step(torch.arange(BATCH))
    started = time.perf_counter()
    for _ in range(epochs):
        for rows in torch.randperm(len(tensor)).split(BATCH):
            step(rows)
    trained = time.perf_counter()
    with torch.inference_mode():
        for rows in torch.arange(len(tensor)).split(256):
            net(batch(rows)).softmax(dim=1)
    return len(tensor), trained - started, time.perf_counter() - trained


def skorch(epochs):
    """Train with skorch and its default loader over float32 pixels."""
    from skorch import NeuralNetClassifier

    X, numbers = balanced()
    pixels = np.moveaxis((X * SCALE + SHIFT).render(), -1, 1)
    net = NeuralNetClassifier(
        CourseNet, module__image_shape=(120, 120, 3), module__n_classes=3, train_split=None,
        criterion=torch.nn.CrossEntropyLoss, optimizer__momentum=0.9, batch_size=BATCH,
        iterator_train__shuffle=True, max_epochs=1, verbose=0,
    )  # fmt: skip
    net.fit(pixels[: 2 * BATCH], numbers[: 2 * BATCH])
    started = time.perf_counter()
    net.set_params(max_epochs=epochs).fit(pixels, numbers)
    trained = time.perf_counter()
    net.predict_proba(pixels)
    return len(pixels), trained - started, time.perf_counter() - trained


def course(epochs):
    """Train in the course's own loop, and predict image by image."""
    X, numbers = balanced()
    pixels = X.render()
    net, seconds = course_loop.train(pixels, numbers, epochs)
    started = time.perf_counter()
    course_loop.predict(net, pixels)
    return len(pixels), seconds, time.perf_counter() - started


def measured(name):
    """Run one way in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, name], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def main():
    """Run all, one after the other, and print the rates beside ours."""
    mine, *peers = [measured(name) for name in ("ours", "bare", "skorch", "course")]
    print(f"{mine['images']} balanced images of 120 x 120; batches of {BATCH}, {EPOCHS} epochs")
    header()
    for peer, least in zip(peers, (0.9, 1.0, 3.5), strict=True):
        limit = least * peer["training"]
        row(
            f"training, beside {peer['name']}",
            mine["training"],
            peer["training"],
            limit,
            "images/s",
        )
    for peer in peers:
        what = f"prediction, beside {peer['name']}"
        row(what, mine["prediction"], peer["prediction"], None, "images/s")
    for peer in peers:
        row(f"peak memory, beside {peer['name']}", mine["peak"], peer["peak"], None, "MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        n, training, prediction = globals()[sys.argv[1]](EPOCHS)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        rates = {"training": n * EPOCHS / training, "prediction": n / prediction}
        print(json.dumps({"name": sys.argv[1], "images": n, "peak": peak, **rates}))
    else:
        main()
