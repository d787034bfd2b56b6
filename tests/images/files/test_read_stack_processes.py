"""Stacks are written whole or not at all, whoever else writes them or dies."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.images import read_image, read_stack

SCRIPT = """
import sys
from pathlib import Path
from galaxyzoo_ml.images import read_stack
folder, cache = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
stack = read_stack(sorted(folder.iterdir()), size=32, cache_dir=cache)
print(stack.pixels.shape[0], int(stack.pixels.astype(int).sum()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    folder = tmp_path / "images"
    folder.mkdir()
    for i in range(300):
        pixels = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{i:03d}.jpg")
    return folder


def start(folder: Path, cache: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(cache)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    return process


def go(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        assert process.stdout.readline() == "ready\n"  # type: ignore[union-attr]
    for process in processes:
        process.stdin.write("go\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]


def test_two_processes_may_make_one_stack_at_once(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    processes = [start(folder, cache) for _ in range(2)]
    go(processes)
    answers = [process.communicate()[0] for process in processes]
    expected = np.stack([read_image(path, size=32) for path in sorted(folder.iterdir())])
    assert answers == [f"300 {expected.astype(int).sum()}\n"] * 2
    assert [path.suffix for path in cache.glob("*/*")] == [".npy"]


def test_a_killed_process_leaves_no_stack_and_the_next_one_succeeds(
    folder: Path, tmp_path: Path
) -> None:
    cache, large = tmp_path / "cache", folder / "300.jpg"
    Image.new("RGB", (4000, 4000)).save(large)
    links = [folder / f"{i}.jpg" for i in range(301, 900)]  # minutes of work
    for link in links:
        os.link(large, link)
    process = start(folder, cache)
    go([process])
    while not any(path.stat().st_size > 256 * 32 * 32 * 3 for path in cache.glob("*/*.tmp")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.communicate()
    assert [path.suffix for path in cache.glob("*/*")] == [".tmp"]
    for path in [large, *links]:
        path.unlink()
    stack = read_stack(sorted(folder.iterdir()), size=32, cache_dir=cache)
    assert stack.pixels.shape == (300, 32, 32, 3)
    assert sorted(path.suffix for path in cache.glob("*/*")) == [".npy", ".tmp"]
