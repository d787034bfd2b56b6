"""A handful of small benchmarks of whatever `galaxyzoo_ml` is imported; see ``compare.py``.

    python benchmarks/small.py

Each function is one figure (seconds, or MB by its name), after a warm-up: the median of five.
"""

import json
import subprocess
import sys
import tempfile
import time
import tracemalloc
from functools import cache
from pathlib import Path

import numpy as np
from imblearn.over_sampling import SMOTE
from PIL import Image

from galaxyzoo_ml.balancing import ImageSampler, RotationOversampler
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray, read_stack
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.persistence import load_pretrained

TURNS = 5


@cache
def galaxies():
    """Return galaxies of three unequal classes."""
    return make_galaxies(1024, size=68, random_state=0)


def importing():
    """Import the package, in a new process."""
    subprocess.run([sys.executable, "-c", "import galaxyzoo_ml"], check=True)


def rendering():
    """Turn images and make their pixels."""
    RotationOversampler(random_state=0).fit_resample(*both())[0].render()


def rendering_of_a_crop():
    """Make pixels of a base that is a view."""
    ImageArray(galaxies().images.base[:, 4:64, 4:64])[::2].render()


def smote():
    """Balance by SMOTE, and make all pixels."""
    ImageSampler(SMOTE(random_state=0)).fit_resample(*both())[0].render()


def memory_of_smote_mb():
    """Return what SMOTE takes at its peak, in MB."""
    tracemalloc.start()
    ImageSampler(SMOTE(random_state=0)).fit_resample(*both())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def training():
    """Train the preset "fast" for an epoch of 16 steps, in float32."""
    net = GalaxyCNNClassifier.from_preset(
        "fast", precision="float32", max_epochs=1, n_jobs=1, random_state=0
    )
    net.fit(*both())


def predicting():
    """Predict with the net that ships."""
    pretrained().predict_proba(galaxies().images)


def decoding():
    """Decode pictures of 212 pixels into a stack of 68."""
    folder = pictures()
    with tempfile.TemporaryDirectory() as cache_folder:
        read_stack(sorted(folder.iterdir()), size=68, cache_dir=cache_folder)


def both():
    return galaxies().images, galaxies().target


@cache
def pretrained():
    return load_pretrained("gz1")


@cache
def pictures():
    folder = Path(tempfile.mkdtemp())
    for i, pixels in enumerate(make_galaxies(200, size=212, random_state=0).images):
        Image.fromarray(pixels).save(folder / f"{i}.jpg", quality=90)
    return folder


BENCHMARKS = (
    importing, rendering, rendering_of_a_crop, smote, memory_of_smote_mb, training, predicting,
    decoding,
)  # fmt: skip


def measured(function):
    """Return the median of what a function returns, or else of its seconds."""
    function()
    figures = []
    for _ in range(TURNS):
        started = time.perf_counter()
        figure = function()
        figures.append(time.perf_counter() - started if figure is None else figure)
    return float(np.median(figures))


if __name__ == "__main__":
    print(json.dumps({each.__name__: measured(each) for each in BENCHMARKS}))
