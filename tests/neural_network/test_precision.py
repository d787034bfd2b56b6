"""Nets learn in bfloat16 where the processor computes in it, and in float32 elsewhere."""

import os
import platform
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from galaxyzoo_ml.neural_network import (
    PRESETS,
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    computes_bfloat16,
)
from galaxyzoo_ml.neural_network.training._precision import resolve_precision
from tests.neural_network.nets import TinyNet

NATIVE = "bfloat16" if computes_bfloat16() else "float32"


def fit(**parameters):
    rng = np.random.default_rng(0)
    X = rng.integers(0, 256, (20, 8, 8, 3), np.uint8)
    net = GalaxyCNNClassifier(architecture=TinyNet, max_epochs=2, random_state=0, **parameters)
    return net.fit(X, np.repeat([0, 1], 10))


@pytest.mark.parametrize("precision", ["auto", "float32"])
def test_the_history_says_what_was_used(precision):
    wanted = NATIVE if precision == "auto" else precision
    assert fit(precision=precision).history_[:, "precision"] == [wanted] * 2


def test_it_is_the_default_everywhere():
    assert GalaxyCNNClassifier().precision == GalaxyVoteRegressor().precision == "auto"
    assert all("precision" not in preset for preset in PRESETS.values())


@pytest.mark.parametrize("device", ["cuda", "cuda:1", "mps"])
def test_a_gpu_is_left_its_floats(device):
    assert resolve_precision("auto", device) == "float32"
    assert resolve_precision("bfloat16", device) == "bfloat16"


@pytest.mark.skipif(
    not Path("/proc/cpuinfo").exists() or platform.machine() != "x86_64",
    reason="only Linux lists instructions, and only those of x86 are known",
)
def test_the_choice_is_that_of_the_processor():
    flags = Path("/proc/cpuinfo").read_text().split()
    can = "avx512_bf16" in flags or "amx_bf16" in flags
    assert computes_bfloat16() == (can and "ONEDNN_MAX_CPU_ISA" not in os.environ)


SCRIPT = """
import warnings
from tests.neural_network.test_precision import fit
from galaxyzoo_ml.neural_network import computes_bfloat16
print(computes_bfloat16(), fit().history_[-1, "precision"])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    used = fit(precision="bfloat16").history_[-1, "precision"]
print(used, *(str(each.message) for each in caught))
"""


def test_a_processor_without_bfloat16_learns_in_float32_and_says_what_is_slow():
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2"},  # as most laptops are
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = run.stdout.splitlines()
    assert first == "False float32"
    assert second.startswith("bfloat16 this processor has no instructions for bfloat16")
    assert "precision='auto'" in second


@pytest.mark.skipif(NATIVE == "float32", reason="it is slow here, which a warning says")
def test_nothing_is_said_where_it_is_fast():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(precision="bfloat16")
