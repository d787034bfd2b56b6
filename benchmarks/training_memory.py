"""Peak memory of training on rotation-balanced galaxies, beside one batch.

Each is a process of its own; the peak is the resident set that the kernel counted (ru_maxrss), in
which the pages of the memory-mapped stack count, too. The limit is what issue and design allow:
the process of one batch, the base stack, and 300 MB.
"""

import json
import os
import resource
import subprocess
import sys

from data import galaxies, header, row


def train(n_images):
    """Train one epoch on the first images (None: all), and print the peak and the stack."""
    from imblearn.pipeline import Pipeline

    from galaxyzoo_ml.balancing import RotationOversampler
    from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
    from galaxyzoo_ml.preprocessing import StandardScaler

    data, name = galaxies()
    X, y = data.images[:n_images], data.target[:n_images]
    balance = RotationOversampler(random_state=0) if n_images is None else "passthrough"
    cnn = GalaxyCNNClassifier(max_epochs=1, random_state=0)
    Pipeline([("balance", balance), ("scale", StandardScaler()), ("cnn", cnn)]).fit(X, y)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"peak": peak, "stack": data.images.base.nbytes / 1e6, "name": name}))


def main():
    """Measure both, each in a process of its own."""
    results = {}
    for n_images in (64, None):
        command = [sys.executable, __file__, str(n_images or 0)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        results[n_images] = json.loads(run.stdout)
    one_batch, full = results[64]["peak"], results[None]["peak"]
    print(f"{full:.0f} MB at the peak; the base stack has {results[None]['stack']:.0f} MB")
    header()
    limit = one_batch + results[None]["stack"] + 300
    row(f"peak of training, {results[None]['name']}", full, one_batch, limit, "MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        train(int(sys.argv[1]) or None)
    else:
        main()
