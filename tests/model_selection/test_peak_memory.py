"""What a fit takes, with and without a stack of pixels behind it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from imblearn.pipeline import Pipeline
from numpy.typing import NDArray

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection._peak_memory import PeakMemory
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


@pytest.mark.parametrize("megabytes", [50, 150])
def test_the_peak_is_measured_also_where_it_is_given_back(megabytes: int) -> None:
    with PeakMemory() as memory:
        block = np.ones(megabytes * 1_000_000, np.uint8)
        while memory.peak_mb < megabytes / 2:  # until it was looked at, however busy the machine is
            time.sleep(0.01)
        del block
    assert memory.peak_mb == pytest.approx(megabytes, abs=20)


def mapped_stack(path: Path, n: int) -> NDArray[np.uint8]:
    """Write n images of noise, a few at a time, and map them."""
    block = np.random.default_rng(0).integers(0, 256, (500, 64, 64, 3), dtype=np.uint8)
    stack = np.lib.format.open_memmap(path, "w+", np.uint8, (n, *block.shape[1:]))
    for start in range(0, n, len(block)):
        stack[start : start + len(block)] = block
    stack.flush()
    return np.load(path, mmap_mode="r")


def test_the_memory_of_a_fit_does_not_grow_with_the_stack(tmp_path: Path) -> None:
    peaks = {}
    for n in (500, 500, 4_000):  # the first warms up
        X = ImageArray(mapped_stack(tmp_path / f"{n}.npy", n))
        y = np.where(np.arange(n) % 4, "elliptical", "spiral")
        cnn = GalaxyCNNClassifier(max_epochs=1, n_jobs=1, random_state=0)
        steps = [("balance", RotationOversampler()), ("scale", StandardScaler()), ("cnn", cnn)]
        with PeakMemory() as memory:
            Pipeline(steps).fit(X, y)
        peaks[n] = memory.peak_mb
    grown = 3_500 * 64 * 64 * 3 / 1e6  # 43 MB of pixels more, 65 with their rotations
    assert peaks[4_000] < peaks[500] + grown / 3
