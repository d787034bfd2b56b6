"""A galaxy on both sides of a split is found, whatever was done to it on the way."""

from __future__ import annotations

import pickle
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split

from galaxyzoo_ml.balancing import ImageSampler, RotationOversampler
from galaxyzoo_ml.exceptions import DataWarning, GalaxyZooError, LeakageError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import assert_no_leakage, source_groups

N = 60
PIXELS = np.random.default_rng(0).integers(0, 256, (N, 8, 8, 3), dtype=np.uint8)
Y = np.array(["elliptical"] * 45 + ["spiral"] * 15)
rows = st.lists(st.integers(0, N - 1), min_size=1, max_size=12)


def test_a_split_before_balancing_is_clean() -> None:
    X_train, X_test, y_train, _ = train_test_split(ImageArray(PIXELS), Y, random_state=0)
    X_train, _ = RotationOversampler(random_state=0).fit_resample(X_train, y_train)
    assert_no_leakage(X_train, X_test)


@pytest.mark.parametrize(
    "sampler",
    [
        RotationOversampler(random_state=0),
        ImageSampler(SMOTE(random_state=0), embedding=None, random_state=0),
    ],
)
def test_balancing_before_the_split_is_a_leak(sampler: RotationOversampler) -> None:
    X, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    with pytest.raises(LeakageError, match=r"source images are in both .* before you balance"):
        assert_no_leakage(*train_test_split(X, stratify=y, random_state=0))


@given(train=rows, test=rows, turns=st.integers(0, 7))
def test_all_that_is_shared_is_named_and_nothing_else(
    train: list[int], test: list[int], turns: int
) -> None:
    X = ImageArray(PIXELS)
    X_train, X_test = X[train].transform(turns) / 2, X[test][::-1]
    shared = sorted(set(train) & set(test))
    if not shared:
        assert_no_leakage(X_train, X_test)
        return
    with pytest.raises(LeakageError) as caught:
        assert_no_leakage(X_train, X_test)
    assert list(caught.value.shared) == shared
    assert str(shared[0]) in str(caught.value)


@given(weights=st.lists(st.sampled_from([0.0, 0.25, 0.5]), min_size=N, max_size=N), row=rows)
def test_a_mixture_has_all_its_sources(weights: list[float], row: list[int]) -> None:
    part = np.array(weights)
    if part.sum() == 0:
        return
    mixed = ImageArray(PIXELS).mix((part / part.sum())[None])
    shared = sorted(set(row) & set(np.flatnonzero(part).tolist()))
    if not shared:
        assert_no_leakage(mixed, ImageArray(mixed)[:0])
        return
    with pytest.raises(LeakageError) as caught:
        assert_no_leakage(mixed, _again(mixed, row))
    assert list(caught.value.shared) == shared


def _again(X: ImageArray, rows: list[int]) -> ImageArray:
    """Return single images of the stack that X was made of."""
    recipe = np.zeros((len(rows), X.recipe.shape[1]))
    recipe[np.arange(len(rows)), 8 * np.array(rows)] = 1
    from scipy.sparse import csr_array

    return ImageArray._of(X._base, csr_array(recipe), None)


def _turned(X: ImageArray) -> ImageArray:
    return X.rotate(1)


@pytest.mark.parametrize("kind", ["in memory", "mapped"])
def test_sources_are_known_across_processes(kind: str, tmp_path: Path) -> None:
    pixels = PIXELS
    if kind == "mapped":
        np.save(tmp_path / "stack.npy", PIXELS)
        pixels = np.load(tmp_path / "stack.npy", mmap_mode="r")
    X = ImageArray(pixels)
    with get_context("spawn").Pool(1) as pool:
        elsewhere = pool.apply(_turned, (X[10:20],))
    assert_no_leakage(X[:10], elsewhere)
    with pytest.raises(LeakageError, match=r"2 source images .* \(10, 11\)"):
        assert_no_leakage(X[:12], elsewhere)


def test_ids_meet_as_numbers_and_as_text() -> None:
    X_train, X_test = PIXELS[:3], ImageArray(PIXELS[5:7])
    ids = [587722981742084144, 587722981742084145, 587722981742084146]
    assert_no_leakage(X_train, X_test)
    assert_no_leakage(X_train, X_test, ids=(ids, ["1", "2"]))
    with pytest.raises(LeakageError, match=r"1 galaxies .* \(587722981742084146\)") as caught:
        assert_no_leakage(X_train, X_test, ids=(ids, ["587722981742084146", "2"]))
    assert caught.value.shared == ["587722981742084146"]
    with pytest.raises(ValueError, match=r"ids of shape \(2,\) do not name .* 3 rows"):
        assert_no_leakage(X_train, X_test, ids=(ids[:2], ids[:2]))


def test_what_has_nothing_in_common_passes() -> None:
    assert_no_leakage(PIXELS[:9], PIXELS[9:])
    assert_no_leakage(ImageArray(PIXELS[:9]), ImageArray(PIXELS[9:]))
    assert_no_leakage([[1.0, 2.0]], [[1.0, 3.0]])
    assert_no_leakage(np.zeros((3, 8, 8, 3)), np.zeros((4, 8, 8, 3)))  # nothing is on them


def _rewrapped(pixels: Any, path: Path) -> tuple[Any, Any]:
    return ImageArray(PIXELS)[:6], ImageArray(PIXELS)[4:]


def _equal(pixels: Any, path: Path) -> tuple[Any, Any]:
    return PIXELS[:6], PIXELS[4:].copy()


def _rendered_and_turned(pixels: Any, path: Path) -> tuple[Any, Any]:
    return ImageArray(PIXELS)[:6], ImageArray(PIXELS)[4:].rotate().render()


def _overlapping_maps(pixels: Any, path: Path) -> tuple[Any, Any]:
    return ImageArray(pixels[:6]), ImageArray(pixels[4:])


def _map_and_memory(pixels: Any, path: Path) -> tuple[Any, Any]:
    return ImageArray(pixels)[:6], PIXELS[4:]


def _raw_maps_of_other_parts(pixels: Any, path: Path) -> tuple[Any, Any]:
    start = path.stat().st_size - PIXELS.nbytes
    size = PIXELS[0].nbytes
    other = np.memmap(path, np.uint8, "r", start + 4 * size + 24, (50, 7, 8, 3))
    return ImageArray(pixels[:6]), other[:1]


def _crops(pixels: Any, path: Path) -> tuple[Any, Any]:
    return PIXELS[:6, :, :5], PIXELS[4:6, :, 4:]


def _reversed_crops(pixels: Any, path: Path) -> tuple[Any, Any]:
    return ImageArray(PIXELS[:6, :6]), ImageArray(PIXELS[::-1, 1:])[[-5, -6]]


WAYS = {
    _rewrapped: [4, 5], _equal: [4, 5], _rendered_and_turned: [4, 5], _overlapping_maps: [4, 5],
    _map_and_memory: [4, 5], _raw_maps_of_other_parts: [4], _crops: [4, 5],
    _reversed_crops: [4, 5],
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_same_pixels_are_found_wherever_they_lie(way: Any, tmp_path: Path) -> None:
    np.save(tmp_path / "stack.npy", PIXELS)
    mapped = np.load(tmp_path / "stack.npy", mmap_mode="r")
    for sides in (way(mapped, tmp_path / "stack.npy"), way(mapped, tmp_path / "stack.npy")[::-1]):
        with pytest.raises(LeakageError, match="in both the training and the test set") as caught:
            assert_no_leakage(*sides)
        assert len(caught.value.shared) == len(WAYS[way])
    with pytest.raises(LeakageError) as caught:
        assert_no_leakage(*way(mapped, tmp_path / "stack.npy"))
    assert list(caught.value.shared) == WAYS[way]


def test_two_rows_that_show_one_picture_are_one_galaxy() -> None:
    twice = ImageArray(np.concatenate([PIXELS, PIXELS[:2], np.rot90(PIXELS[2:3], axes=(1, 2))]))
    with pytest.raises(LeakageError, match=r"3 pictures .* \(0, 1, 2\): split by source_groups"):
        assert_no_leakage(twice[:N], twice[N:])
    groups = source_groups(twice)
    assert groups[N:].tolist() == [0, 1, 2]
    assert groups[:N].tolist() == list(range(N))
    mixed = source_groups(twice[[0, N, 5, 6]].mix([[0.5, 0, 0.5, 0], [0, 1, 0, 0], [0, 0, 0, 1]]))
    assert mixed[0] == mixed[1] != mixed[2]


def test_rows_of_tables_are_compared_by_their_numbers() -> None:
    table = np.random.default_rng(0).normal(size=(20, 3))
    assert_no_leakage(table[:9], table[9:])
    with pytest.raises(LeakageError, match=r"2 rows .* \(7, 8\).* groups of equal rows"):
        assert_no_leakage(table[:9], table[7:].tolist())


def test_lists_that_cannot_be_compared_are_named() -> None:
    with pytest.warns(DataWarning, match="whether list and list show the same"):
        assert_no_leakage([["a"]], [["b"]])


@pytest.mark.parametrize(
    "other", [PIXELS / 255, PIXELS[:, :7], np.array([["a"]]), np.zeros((2, 3))]
)
def test_what_cannot_be_compared_is_said(other: Any) -> None:
    with pytest.warns(DataWarning, match=r"nothing says whether .* give ids="):
        assert_no_leakage(ImageArray(PIXELS.copy()), other.copy())
    ids = np.arange(N), np.arange(len(other)) + N
    assert_no_leakage(ImageArray(PIXELS.copy()), other.copy(), ids=ids)


def test_ids_name_the_rows_of_sparse_tables() -> None:
    from scipy.sparse import csr_array, csr_matrix

    for sparse in (csr_array, csr_matrix):
        table = sparse(np.eye(3))
        assert_no_leakage(table[:2], table[2:], ids=(["1", "2"], ["3"]))
        with pytest.raises(LeakageError, match=r"\(2\)"):
            assert_no_leakage(table[:2], table[2:], ids=(["1", "2"], ["2"]))


def test_ids_meet_whatever_their_kind() -> None:
    whole = np.array([7, 8, 9])
    for ids in (whole, whole.astype(float), whole.astype(str), whole.astype("S"), whole.tolist(),
                whole.astype(object), whole.astype(np.uint16)):  # fmt: skip
        for other in (whole[:1], [7.0], ["7"], [b"7"], np.float32([7])):
            with pytest.raises(LeakageError, match=r"1 galaxies .* \(7\)"):
                assert_no_leakage(PIXELS[:3], PIXELS[5:6], ids=(ids, other))
    with pytest.raises(ValueError, match="may have been rounded"):
        assert_no_leakage(PIXELS[:1], PIXELS[1:2], ids=([5.87722981742084144e17], ["a"]))
    for missing in (None, np.nan):
        with pytest.raises(ValueError, match="missing value"):
            assert_no_leakage(PIXELS[:1], PIXELS[1:2], ids=([missing], ["a"]))


def test_many_are_counted_and_a_few_named() -> None:
    X = ImageArray(PIXELS)
    with pytest.raises(LeakageError, match=r"60 source .* \(0, 1, 2, 3, 4, \.\.\.\)") as caught:
        assert_no_leakage(X, X)
    assert isinstance(caught.value, GalaxyZooError | ValueError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.shared) == (str(caught.value), caught.value.shared)
