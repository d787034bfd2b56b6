"""While a block of pictures is used, the next one is decoded, and no more than that."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.exceptions import ImageSizeError
from galaxyzoo_ml.images import iter_stacks, read_image, read_stack
from galaxyzoo_ml.images.files import _decoding_pool

N, BLOCK = 11, 3


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setattr(_decoding_pool, "_BLOCK", BLOCK)
    rng = np.random.default_rng(0)
    paths = [tmp_path / f"{i}.png" for i in range(N)]
    for path in paths:
        Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)).save(path)
    return paths


class Reading:
    """Reads pictures, and knows which."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[int] = []
        self._changed = threading.Condition()
        monkeypatch.setattr(_decoding_pool, "read_image", self)

    def __call__(self, path: Any, **options: Any) -> Any:
        pixels = read_image(path, **options)
        with self._changed:
            self.names.append(int(path.stem))
            self._changed.notify_all()
        return pixels

    def wait_for(self, names: set[int]) -> None:
        with self._changed:  # a minute is for who waits in vain
            assert self._changed.wait_for(lambda: names <= set(self.names), timeout=60)


@pytest.mark.parametrize("n_jobs", [1, 2, 5])
def test_blocks_are_those_of_the_files_in_order(files: list[Path], n_jobs: int) -> None:
    files[4].write_bytes(b"")
    blocks = list(iter_stacks(files, n_jobs=n_jobs, size=8))
    assert [block.rows.tolist() for block in blocks] == [[0, 1, 2], [3, 5], [6, 7, 8], [9, 10]]
    assert [list(block.broken) for block in blocks] == [[], [4], [], []]
    for block in blocks:
        np.testing.assert_array_equal(block.pixels, [read_image(files[i]) for i in block.rows])


def test_the_next_block_is_decoded_meanwhile_and_no_other(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(monkeypatch)
    for number, _ in enumerate(iter_stacks(files, n_jobs=2, size=8)):
        ahead = range(min((number + 2) * BLOCK, N))
        reading.wait_for(set(ahead))
        assert sorted(reading.names) == list(ahead)


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_who_breaks_off_leaves_no_thread(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    reading, before = Reading(monkeypatch), threading.active_count()

    def break_off() -> None:
        for _ in iter_stacks(files, n_jobs=2, size=8):
            raise error

    with pytest.raises(error):
        break_off()
    assert threading.active_count() == before
    assert set(reading.names) <= set(range(2 * BLOCK))


def test_an_error_of_a_later_block_comes_after_the_blocks_before(files: list[Path]) -> None:
    Image.new("RGB", (9, 8)).save(files[7])
    blocks = iter_stacks(files, n_jobs=2)
    assert [next(blocks).rows.tolist() for _ in range(2)] == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(ImageSizeError, match=r"7\.png has 9 x 8 pixels"):
        next(blocks)


def test_a_stack_is_that_of_its_blocks(files: list[Path], tmp_path: Path) -> None:
    for cache_dir in (None, tmp_path / "cache"):
        stack = read_stack(files, cache_dir=cache_dir, n_jobs=2)
        np.testing.assert_array_equal(stack.pixels, [read_image(path) for path in files])
