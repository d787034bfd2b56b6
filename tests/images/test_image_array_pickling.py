"""Image arrays travel between processes: in memory as pixels, memory-mapped as a path."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import StaleBaseError
from galaxyzoo_ml.images import ImageArray

PIXELS = np.random.default_rng(0).integers(0, 256, (40, 16, 16, 3), dtype=np.uint8)
LARGE = PIXELS.nbytes // 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    np.save(tmp_path / "stack.npy", PIXELS)
    return tmp_path / "stack.npy"


@pytest.fixture
def mapped(path: Path) -> NDArray[np.uint8]:
    return np.load(path, mmap_mode="r")


def recipes(X: ImageArray) -> ImageArray:
    return X[[3, 1, 1, -1]].rotate([0, 1, 2, 3]).mix([[0.5, 0.5, 0, 0], [0, 0, 0, 1]]) / [1, 2, 3]


def test_pixels_in_memory_travel_along() -> None:
    X = recipes(ImageArray(PIXELS))
    data = pickle.dumps(X)
    again = pickle.loads(data)
    assert len(data) > LARGE
    assert again.token == X.token
    assert again.dtype == X.dtype
    np.testing.assert_array_equal(again, X)


def test_mapped_pixels_travel_as_a_path(mapped: NDArray[np.uint8]) -> None:
    X = recipes(ImageArray(mapped))
    data = pickle.dumps(X)
    again = pickle.loads(data)
    assert len(data) < 5_000
    assert isinstance(again.base, np.memmap)
    assert not again.base.flags.writeable
    assert again.token == X.token
    assert ImageArray.concatenate([X, again]).shape[0] == 4
    np.testing.assert_array_equal(again, X)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(again)), X)  # and onwards


@pytest.mark.parametrize("key", [slice(7, 20), slice(39, None), slice(0, 1)])
def test_a_slice_of_a_map_arrives_at_its_place(mapped: NDArray[np.uint8], key: slice) -> None:
    X = ImageArray(mapped[5:][key] if key.start == 7 else mapped[key])
    data = pickle.dumps(X)
    assert len(data) < 5_000
    again = pickle.loads(data)
    assert isinstance(again.base, np.memmap)
    np.testing.assert_array_equal(again, X)


def test_a_raw_map_with_an_offset_arrives(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(b"x" * 5_001 + PIXELS.tobytes())
    raw = np.memmap(tmp_path / "raw", np.uint8, "r", offset=5_001, shape=PIXELS.shape)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ImageArray(raw[3:9]))), PIXELS[3:9])


@pytest.mark.parametrize("view", [np.s_[::2], np.s_[:, ::2], np.s_[::-1]])
def test_views_with_gaps_travel_as_pixels(mapped: NDArray[np.uint8], view: object) -> None:
    X = ImageArray(mapped[view])
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(X)), PIXELS[view])


def test_changes_that_are_in_memory_alone_travel(path: Path) -> None:
    private = np.load(path, mmap_mode="c")
    private[...] = 7
    assert (np.asarray(pickle.loads(pickle.dumps(ImageArray(private)))) == 7).all()


def test_tokens_tell_bases_apart(path: Path, mapped: NDArray[np.uint8]) -> None:
    assert ImageArray(PIXELS).token == ImageArray(PIXELS.copy()).token
    assert ImageArray(PIXELS).token != ImageArray(PIXELS[::-1]).token
    assert ImageArray(PIXELS).token != ImageArray(PIXELS.astype(np.float32)).token
    assert ImageArray(mapped).token == ImageArray(np.load(path, mmap_mode="r")).token
    assert ImageArray(mapped).token != ImageArray(mapped[:20]).token
    assert ImageArray(mapped)[:20].token == ImageArray(mapped).token


def _change_a_pixel(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\0")
    os.utime(path, ns=(0, 0))


def _replace(path: Path) -> None:
    other = path.with_name("other.npy")
    np.save(other, PIXELS[::-1])
    os.utime(other, ns=(0, 0))
    other.replace(path)


def _lengthen(path: Path) -> None:
    status = path.stat()
    with path.open("ab") as file:
        file.write(b"\0")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("change", [_change_a_pixel, _replace, _lengthen])
@pytest.mark.parametrize("when", ["on the way", "before it left"])
def test_a_file_that_changed_is_noticed(
    path: Path, mapped: NDArray[np.uint8], change, when
) -> None:  # type: ignore[no-untyped-def]
    X = ImageArray(mapped)
    if when == "before it left":
        change(path)
    data = pickle.dumps(X)
    if when == "on the way":
        change(path)
    with pytest.raises(StaleBaseError, match=r"stack\.npy has changed since it was mapped; load"):
        pickle.loads(data)


def test_a_file_that_vanished_is_noticed(path: Path, mapped: NDArray[np.uint8]) -> None:
    data = pickle.dumps(ImageArray(mapped))
    path.unlink()
    with pytest.raises(StaleBaseError, match="is gone; load"):
        pickle.loads(data)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(ImageArray(mapped))), PIXELS)


def test_copies_share_a_token() -> None:
    X = ImageArray(PIXELS)
    assert copy.copy(X).base is PIXELS
    assert copy.deepcopy(X).token == X.token
    np.testing.assert_array_equal(copy.deepcopy(X), X)


def _sum_and_token(X: ImageArray) -> tuple[float, str]:
    return float(X.render().sum()), X.token


def test_image_arrays_reach_a_spawned_process(mapped: NDArray[np.uint8]) -> None:
    arrays = [recipes(ImageArray(pixels)) for pixels in (PIXELS, mapped, mapped[2:9])]
    with get_context("spawn").Pool(1) as pool:
        assert pool.map(_sum_and_token, arrays) == [_sum_and_token(X) for X in arrays]


def test_the_path_is_absolute(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import pickle, sys; print(pickle.load(sys.stdin.buffer).render().sum())"
    root = Path(pytest.__file__)  # anywhere else
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    monkeypatch.chdir(tmp_path)
    X = ImageArray(np.load("stack.npy", mmap_mode="r"))
    done = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(X), cwd=root.parent, env=environment,
        capture_output=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) == PIXELS.sum()
