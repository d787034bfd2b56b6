"""Picture files become one stack, in memory or kept in a cache folder."""

from __future__ import annotations

import os
import pickle
import shutil
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from galaxyzoo_ml.exceptions import BrokenImageError, DataError, DataWarning, ImageSizeError
from galaxyzoo_ml.images import ImageArray, iter_stacks, read_image, read_stack
from galaxyzoo_ml.images.files._stack_file import map_stack


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    rng = np.random.default_rng(0)
    folder = tmp_path / "galaxies" / "images"
    folder.mkdir(parents=True)
    paths = [folder / f"{i}.jpg" for i in range(12)]
    for path in paths:
        Image.fromarray(rng.integers(0, 256, (20, 24, 3), dtype=np.uint8)).save(path)
    return paths


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def stacks(cache: Path) -> list[Path]:
    return sorted(cache.glob("*/*.npy"))


def leftovers(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.name.endswith(".tmp")]


def read_again(path: Path) -> Any:
    """Map a stack as a process does that has used it before."""
    stack = map_stack(path, 2)
    assert stack is not None
    return stack.pixels


def set_time(path: Path, seconds: float) -> None:
    os.utime(path, (seconds, seconds))


@pytest.mark.parametrize("options", [{}, {"size": 9}, {"crop": 10}, {"size": 9, "crop": 10}])
@pytest.mark.parametrize("cached", [False, True])
def test_stacks_hold_what_read_image_reads(
    files: list[Path], cache: Path, options: dict[str, int], cached: bool
) -> None:
    stack = read_stack(files, cache_dir=cache if cached else None, **options)
    assert stack.broken == {}
    assert isinstance(stack.pixels, np.memmap) == cached
    np.testing.assert_array_equal(stack.pixels, [read_image(path, **options) for path in files])
    assert stack.pixels.dtype == np.uint8


@pytest.mark.parametrize("n_jobs", [1, 2, 7])
def test_the_order_is_that_of_the_files(files: list[Path], n_jobs: int) -> None:
    backwards = [files[3], *files[::-1], files[3]]
    stack = read_stack([str(path) for path in backwards], n_jobs=n_jobs)
    np.testing.assert_array_equal(stack.pixels, [read_image(path) for path in backwards])


def test_many_files_cross_chunks(files: list[Path], cache: Path) -> None:
    many = [files[i % 12] for i in range(600)]
    for stack in (read_stack(many, size=4), read_stack(many, size=4, cache_dir=cache)):
        assert stack.pixels.shape == (600, 4, 4, 3)
        np.testing.assert_array_equal(stack.pixels, np.tile(stack.pixels[:12], (50, 1, 1, 1)))


def test_blocks_are_parts_of_the_stack(files: list[Path]) -> None:
    many = [files[i % 12] for i in range(600)]
    many[5] = many[300] = many[599] = files[0].with_name("none.jpg")
    blocks = list(iter_stacks(many, size=4))
    whole = read_stack(many, size=4, on_error="skip")
    assert [len(block.pixels) + len(block.broken) for block in blocks] == [256, 256, 88]
    np.testing.assert_array_equal(np.concatenate([block.pixels for block in blocks]), whole.pixels)
    rows = np.concatenate([block.rows for block in blocks])
    np.testing.assert_array_equal(rows, whole.rows)
    assert rows.tolist() == [i for i in range(600) if i not in (5, 300, 599)]
    assert blocks[0].broken | blocks[1].broken | blocks[2].broken == whole.broken
    with pytest.raises(DataError, match="no pictures"):
        iter_stacks([])  # at once, not when the first is asked for
    with pytest.raises(ImageSizeError, match=r"odd\.png has 9 x 8 pixels"):
        list(iter_stacks([*files, odd_picture(files[0])]))


def odd_picture(beside: Path) -> Path:
    path = beside.with_name("odd.png")
    Image.new("RGB", (9, 8)).save(path)
    return path


def test_the_folder_holds_one_plain_npy(files: list[Path], cache: Path) -> None:
    stack = read_stack(files, cache_dir=cache)
    (path,) = stacks(cache)
    assert list(path.parent.iterdir()) == [path]
    assert path.parent.name.startswith("galaxies-")
    np.testing.assert_array_equal(np.load(path), stack.pixels)
    assert Path(stack.pixels.filename) == path  # type: ignore[attr-defined]
    assert not stack.pixels.flags.writeable


def test_the_same_files_are_not_decoded_again(files: list[Path], cache: Path) -> None:
    first = read_stack(files, cache_dir=cache)
    (path,) = stacks(cache)
    before = path.stat()
    content = [(file.read_bytes(), file.stat()) for file in files]
    for file, (data, status) in zip(files, content, strict=True):  # nothing left to decode
        file.write_bytes(b"x" * len(data))
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    again = read_stack(files, cache_dir=cache)
    np.testing.assert_array_equal(again.pixels, first.pixels)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert ImageArray(first.pixels).token == ImageArray(again.pixels).token


def test_another_file_time_order_or_geometry_is_another_stack(
    files: list[Path], cache: Path
) -> None:
    calls: list[tuple[Sequence[Path], dict[str, Any]]] = [
        *((paths, {}) for paths in (files, files[::-1], files[:5])),
        *((files, options) for options in ({"size": 20}, {"crop": 20})),
    ]
    for n_stacks, (paths, options) in enumerate(calls, 1):
        read_stack(paths, cache_dir=cache, **options)
        assert len(stacks(cache)) == n_stacks
    set_time(files[0], 1)
    read_stack(files, cache_dir=cache)
    Image.new("RGB", (24, 20), "red").save(files[1])
    changed = read_stack(files, cache_dir=cache)
    assert len(stacks(cache)) == len(calls) + 2
    np.testing.assert_array_equal(changed.pixels[1], read_image(files[1]))


def test_old_stacks_of_a_folder_are_removed_and_fresh_ones_kept(
    files: list[Path], cache: Path
) -> None:
    for n in range(2, 7):
        read_stack(files[:n], cache_dir=cache)
    assert len(stacks(cache)) == 5  # none is an hour old
    other = cache / "galaxies-other"
    other.mkdir()
    (other / "kept.npy").touch()
    left = stacks(cache)[0].with_name(".killed.npy.0.tmp")
    left.touch()
    for path in cache.rglob("*.*"):
        set_time(path, 1e9)
    read_stack(files, cache_dir=cache)
    assert len(stacks(cache)) == 3 + 1
    assert leftovers(cache) == []


def test_the_stacks_that_were_used_last_are_kept(files: list[Path], cache: Path) -> None:
    made: list[Path] = []
    for n in range(2, 7):
        read_stack(files[:n], cache_dir=cache)
        made += set(stacks(cache)) - set(made)
    for n, path in enumerate(made):
        set_time(path, 1e9 + n)
    oldest = made[0]
    changed = oldest.stat().st_mtime_ns
    read_stack(files[:2], cache_dir=cache)
    assert oldest in stacks(cache)
    assert len(stacks(cache)) == 3
    assert oldest.stat().st_mtime_ns == changed  # it is part of the token of who has it mapped


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes nothing that is mapped")
def test_a_stack_that_is_mapped_is_never_removed(files: list[Path], cache: Path) -> None:
    images = ImageArray(read_stack(files[:2], cache_dir=cache).pixels)
    (mapped,) = stacks(cache)
    for n in range(3, 9):
        for path in stacks(cache):
            set_time(path, 1e9)
            images = images if path != mapped else ImageArray(read_again(path))
        read_stack(files[:n], cache_dir=cache)
    assert mapped in stacks(cache)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(images)), images)  # as to a worker
    del images
    for path in stacks(cache):
        set_time(path, 1e9 - (path == mapped))
    read_stack(files[:9], cache_dir=cache)
    assert mapped not in stacks(cache)


Damage = Callable[[bytes], bytes]
DAMAGES: dict[str, Damage] = {
    "nothing left": lambda _: b"",
    "cut in the header": lambda data: data[:50],
    "cut in the pixels": lambda data: data[:5000],
    "cut in the notes": lambda data: data[:-5],
    "without notes": lambda data: data[: data.rindex(b'{"shape"') - 8],
    "longer": lambda data: data + b"x",
    "one pixel": lambda data: data[:1000] + bytes([data[1000] ^ 1]) + data[1001:],
    "pixels of zeros": lambda data: data[:128] + bytes(3000) + data[3128:],
    "fewer pictures in the header": lambda data: data.replace(b"(12,", b"(11,", 1),
    "more pictures in the header": lambda data: data.replace(b"(12,", b"(13,", 1),
    "sides exchanged": lambda data: data.replace(b"20, 24,", b"24, 20,", 1),
    "another dtype": lambda data: data.replace(b"|u1", b"|i1", 1),
    "another order": lambda data: data.replace(b"False", b"True ", 1),
    "broken pictures in the notes": lambda data: data.replace(b'en": {', b'en": {"3": ""', 1),
    "another file": lambda _: b"<html>",
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_stack_is_noticed_and_made_again(
    files: list[Path], cache: Path, damage: str
) -> None:
    expected = np.array(read_stack(files, cache_dir=cache).pixels)
    (path,) = stacks(cache)
    whole = path.read_bytes()
    path.write_bytes(DAMAGES[damage](whole))
    assert path.read_bytes() != whole
    with pytest.warns(DataWarning, match=rf"{path.name} is damaged .* decoded again"):
        again = read_stack(files, cache_dir=cache)
    np.testing.assert_array_equal(again.pixels, expected)
    np.testing.assert_array_equal(read_stack(files, cache_dir=cache).pixels, expected)
    assert leftovers(cache) == []


def test_a_folder_in_the_place_of_a_stack_is_moved_aside(files: list[Path], cache: Path) -> None:
    read_stack(files, cache_dir=cache)
    (path,) = stacks(cache)
    path.unlink()
    path.mkdir()
    (path / "mine.txt").touch()
    with pytest.warns(DataWarning, match="is damaged"):
        assert len(read_stack(files, cache_dir=cache).pixels) == 12
    assert len(list(cache.rglob("mine.txt"))) == 1


def test_a_copied_cache_is_used(files: list[Path], cache: Path, tmp_path: Path) -> None:
    first = read_stack(files, cache_dir=cache)
    shutil.copytree(cache, tmp_path / "copy", copy_function=shutil.copyfile)  # with new times
    (path,) = stacks(tmp_path / "copy")
    before = path.stat().st_ino
    again = read_stack(files, cache_dir=tmp_path / "copy")
    np.testing.assert_array_equal(again.pixels, first.pixels)
    assert path.stat().st_ino == before


def test_pictures_that_cannot_be_turned_into_another_stack_share_none(
    broken: list[Path], cache: Path
) -> None:
    """A stack of other files under the same name would shift the labels."""
    read_stack(broken, cache_dir=cache, on_error="skip")
    read_stack(broken[:10], cache_dir=cache, on_error="skip")
    one, other = sorted(stacks(cache), key=lambda path: path.stat().st_size)
    shutil.copyfile(one, other)
    with pytest.warns(DataWarning, match=r"holds 8 pictures and names 2 broken ones, of 12 files"):
        stack = read_stack(broken, cache_dir=cache, on_error="skip")
    assert stack.rows.tolist() == [i for i in range(12) if i not in (4, 9)]


@pytest.fixture
def broken(files: list[Path]) -> list[Path]:
    files[4].write_bytes(files[4].read_bytes()[:300])
    files[9].unlink()
    return files


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("options", [{}, {"size": 8}])
def test_broken_files_are_an_error_that_names_them(
    broken: list[Path], cache: Path, cached: bool, options: dict[str, int]
) -> None:
    for _ in range(2):
        with pytest.raises(BrokenImageError, match=r"4\.jpg: .*\(and 1 more\); on_error='skip'"):
            read_stack(broken, cache_dir=cache if cached else None, **options)
    assert leftovers(cache) == []


@pytest.mark.parametrize("cached", [False, True])
def test_broken_files_can_be_left_out(broken: list[Path], cache: Path, cached: bool) -> None:
    whole = [path for i, path in enumerate(broken) if i not in (4, 9)]  # 12 to 10 in the header
    for wanted in (broken, broken[:10]):  # 10 to 8: one digit fewer
        for _ in range(2):  # from the cache, too
            stack = read_stack(wanted, cache_dir=cache if cached else None, on_error="skip")
            assert sorted(stack.broken) == [4, 9]
            assert "4.jpg" in stack.broken[4]
            assert "no such file" in stack.broken[9]
            expected = [read_image(path) for path in whole if path in wanted]
            np.testing.assert_array_equal(stack.pixels, expected)


def test_a_file_that_was_repaired_is_read(broken: list[Path], cache: Path) -> None:
    read_stack(broken, cache_dir=cache, on_error="skip")
    for i in (4, 9):
        Image.new("RGB", (24, 20), "red").save(broken[i])
    assert len(read_stack(broken, cache_dir=cache).pixels) == 12


def test_a_file_that_became_readable_without_a_trace_is_read(
    files: list[Path], cache: Path
) -> None:
    content, status = files[4].read_bytes(), files[4].stat()
    times = (status.st_atime_ns, status.st_mtime_ns)
    files[4].write_bytes(b"x" * len(content))  # as a file whose permissions are denied
    os.utime(files[4], ns=times)
    with pytest.raises(BrokenImageError, match=r"4\.jpg"):
        read_stack(files, cache_dir=cache)
    files[4].write_bytes(content)
    os.utime(files[4], ns=times)
    assert read_stack(files, cache_dir=cache).broken == {}
    assert len(stacks(cache)) == 1


@pytest.mark.parametrize("on_error", ["raise", "skip"])
@pytest.mark.parametrize("size", [None, 8])
def test_nothing_but_broken_files_is_an_error(
    broken: list[Path], cache: Path, on_error: str, size: int | None
) -> None:
    for cache_dir in (None, cache):
        with pytest.raises(BrokenImageError, match=r"4\.jpg"):
            read_stack([broken[4], broken[9]], cache_dir=cache_dir, size=size, on_error=on_error)
    assert leftovers(cache) == []


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_sizes_that_differ_are_an_error_that_says_what_to_do(
    files: list[Path], cache: Path, on_error: str
) -> None:
    Image.new("RGB", (30, 20)).save(files[7])
    for cache_dir in (None, cache):
        with pytest.raises(ImageSizeError, match=r"7\.jpg has 30 x 20 pixels.*24 x 20; give size="):
            read_stack(files, cache_dir=cache_dir, on_error=on_error)
    assert stacks(cache) == leftovers(cache) == []
    assert read_stack(files, cache_dir=cache, size=16).pixels.shape == (12, 16, 16, 3)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on_error": "ignore"}, "'raise' or 'skip'"),
        ({"size": 0}, "size .* at least 1"),
        ({"crop": -3}, "crop"),
    ],
)
def test_wrong_arguments_are_refused(
    files: list[Path], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_stack(files, **options)


def test_no_files_are_an_error(cache: Path) -> None:
    with pytest.raises(DataError, match="no pictures"):
        read_stack([], cache_dir=cache)
    assert not cache.exists()


def test_reading_is_silent_unless_progress_is_wanted(
    files: list[Path], capfd: pytest.CaptureFixture[str]
) -> None:
    read_stack(files)
    assert capfd.readouterr() == ("", "")
    read_stack(files, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "decoding" in err


def test_threads_leave_the_filters_of_warnings_alone(files: list[Path]) -> None:
    before = list(warnings.filters)
    read_stack(files * 20, n_jobs=8)
    assert warnings.filters == before
