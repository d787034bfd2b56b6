"""Rotations: how many, which, of what, and what they are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.images import ImageArray, transform

COUNTS = {"a": 20, "b": 6, "c": 2}
Y = np.random.default_rng(0).permutation(np.repeat(list(COUNTS), list(COUNTS.values())))
PIXELS = np.random.default_rng(1).integers(0, 256, (len(Y), 5, 5, 3), dtype=np.uint8)


def counts(y: Any) -> dict[str, int]:
    return {str(label): int(n) for label, n in Counter(y).items()}


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [
        ("auto", {"a": 20, "b": 20, "c": 20}), ("not majority", {"a": 20, "b": 20, "c": 20}),
        ("minority", {"a": 20, "b": 6, "c": 20}), ("not minority", {"a": 20, "b": 20, "c": 2}),
        ("all", {"a": 20, "b": 20, "c": 20}), ({"c": 30, "a": 25}, {"a": 25, "b": 6, "c": 30}),
        ({"b": 6}, COUNTS), (lambda y: {"b": 2 * counts(y)["b"]}, {"a": 20, "b": 12, "c": 2}),
    ],
)  # fmt: skip
def test_every_strategy_gives_the_numbers_it_names(strategy: Any, expected: dict[str, int]) -> None:
    sampler = RotationOversampler(sampling_strategy=strategy, random_state=0)
    X, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    assert counts(y) == expected
    assert len(X) == len(y) == len(sampler.symmetries_) == sampler.recipe_.shape[0]


def test_a_ratio_is_for_two_classes() -> None:
    two = np.isin(Y, ["a", "b"])
    _, y = RotationOversampler(sampling_strategy=0.5).fit_resample(PIXELS[two], Y[two])
    assert counts(y) == {"a": 20, "b": 10}
    with pytest.raises(ValueError, match="float"):
        RotationOversampler(sampling_strategy=0.5).fit_resample(PIXELS, Y)


@pytest.mark.parametrize("reflect", [False, True])
def test_originals_come_first_and_new_ones_are_what_they_say(reflect: bool) -> None:
    sampler = RotationOversampler(reflect=reflect, sampling_strategy={"c": 40}, random_state=0)
    X, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    assert isinstance(X, ImageArray)
    assert X.base is PIXELS
    np.testing.assert_array_equal(X[: len(Y)], PIXELS)
    np.testing.assert_array_equal(y[: len(Y)], Y)
    np.testing.assert_array_equal(X.sources, sampler.sample_indices_)
    np.testing.assert_array_equal(Y[X.sources], y)  # pure classes
    for image, source, g in zip(X, X.sources, sampler.symmetries_, strict=True):
        np.testing.assert_array_equal(image, transform(PIXELS[source][None], int(g))[0])
    assert (sampler.symmetries_.max() >= 4) == reflect
    assert sampler.sampling_strategy_ == {"c": 38}
    assert sampler.image_shape_ == (5, 5, 3)
    assert sampler.n_features_in_ == 75


@settings(max_examples=100)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=3),
    extra=st.integers(0, 60),
    reflect=st.booleans(),
    square=st.booleans(),
    seed=st.integers(0, 9),
)
def test_distinct_symmetries_are_used_up_before_any_is_repeated(
    sizes: list[int], extra: int, reflect: bool, square: bool, seed: int
) -> None:
    y = np.repeat(np.arange(len(sizes)), sizes)
    X = np.zeros((len(y), 4, 4 if square else 6, 1), np.uint8)
    strategy = {label: n + extra + label for label, n in enumerate(sizes)}
    sampler = RotationOversampler(sampling_strategy=strategy, reflect=reflect, random_state=seed)
    sampler.fit_resample(X, y)
    allowed = [g for g in range(8) if (square or g % 2 == 0) and (reflect or g < 4)]
    uses = np.zeros((len(y), 8), int)
    np.add.at(uses, (sampler.sample_indices_, sampler.symmetries_), 1)
    assert uses[:, allowed].sum() == uses.sum()
    for label, n in strategy.items():
        of_class = uses[y == label][:, allowed]
        assert of_class.sum() == n
        assert np.ptp(of_class) <= 1  # no symmetry twice before every one once
        assert np.ptp(of_class.sum(axis=1)) <= 1  # and no image more often than another


def test_each_new_copy_is_turned_otherwise() -> None:
    sampler = RotationOversampler(sampling_strategy={"c": 8}, random_state=0)
    X, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    images = {image.tobytes() for image in X[y == "c"]}
    assert len(images) == 8


@pytest.mark.parametrize("kind", ["rows", "frame"])
@pytest.mark.parametrize("reflect", [False, True])
def test_the_containers_agree(kind: str, reflect: bool) -> None:
    options = {"reflect": reflect, "random_state": 3}
    X, y = RotationOversampler(**options).fit_resample(ImageArray(PIXELS), Y)
    stack, y_stack = RotationOversampler(**options).fit_resample(PIXELS, Y)
    flat: Any = PIXELS.reshape(len(Y), -1)
    if kind == "frame":
        flat = pd.DataFrame(flat).add_prefix("p")
    sampler = RotationOversampler(image_shape=(5, -1, 3), **options)
    rows, y_rows = sampler.fit_resample(flat, Y)
    assert type(stack) is np.ndarray
    assert type(rows) is type(flat)
    assert stack.dtype == np.uint8
    np.testing.assert_array_equal(stack, X)
    np.testing.assert_array_equal(np.asarray(rows).reshape(X.shape), X)
    np.testing.assert_array_equal(y_stack, y)
    np.testing.assert_array_equal(y_rows, y)
    assert sampler.image_shape_ == (5, 5, 3)
    if kind == "frame":
        assert list(rows.columns) == list(flat.columns) == sampler.feature_names_in_.tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64])
def test_the_dtype_of_rows_is_kept(dtype: type) -> None:
    flat = PIXELS.reshape(len(Y), -1).astype(dtype)
    rows, _ = RotationOversampler(image_shape=(5, 5, 3)).fit_resample(flat, Y)
    assert rows.dtype == dtype


@pytest.mark.parametrize("make", [ImageArray, np.asarray])
def test_wide_images_are_turned_by_half(make: Callable[[Any], Any]) -> None:
    sampler = RotationOversampler(reflect=True, random_state=0)
    X, _ = sampler.fit_resample(make(PIXELS[:, :3]), Y)
    assert set(sampler.symmetries_.tolist()) == {0, 2, 4, 6}
    new = np.flatnonzero(sampler.symmetries_ == 6)[0]
    original = PIXELS[sampler.sample_indices_[new], :3]
    np.testing.assert_array_equal(X[new], original[::-1])


def test_the_input_is_left_alone() -> None:
    pixels, y = PIXELS.copy(), Y.copy()
    X, _ = RotationOversampler().fit_resample(pixels, y)
    X[...] = 0
    np.testing.assert_array_equal(pixels, PIXELS)
    np.testing.assert_array_equal(y, Y)


def drawn(random_state: Any) -> list[int]:
    sampler = RotationOversampler(random_state=random_state)
    sampler.fit_resample(PIXELS, Y)
    return (8 * sampler.sample_indices_ + sampler.symmetries_).tolist()


def test_the_same_seed_draws_the_same_images() -> None:
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    assert drawn(0) == drawn(0) == drawn(np.random.RandomState(0))
    assert drawn(0) != drawn(1)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


@pytest.mark.parametrize("kind", [pd.Series, pd.Categorical, list])
def test_targets_may_come_from_pandas(kind: Any) -> None:
    y_in = pd.Series(pd.Categorical(Y), name="vote") if kind is pd.Categorical else kind(Y)
    _, y = RotationOversampler(random_state=0).fit_resample(ImageArray(PIXELS), y_in)
    assert type(y) is (list if kind is list else pd.Series)
    assert counts(y) == {"a": 20, "b": 20, "c": 20}
    if kind is not list:
        assert y.name == y_in.name
        assert y.dtype == y_in.dtype


@pytest.mark.parametrize(
    ("X", "y", "options", "message"),
    [
        (PIXELS, Y[:-1], {}, "28 images and 27 labels"),
        (PIXELS.reshape(28, -1), Y, {}, "image_shape="),
        (PIXELS.reshape(28, -1), Y, {"image_shape": (5, 5, 4)}, "75 feature"),
        (np.moveaxis(np.repeat(PIXELS, 2, 2), -1, 1), Y, {}, "moveaxis"),
        (PIXELS[..., 0], Y, {}, r"X\[\.\.\., None\]"),
        (PIXELS, Y, {"sampling_strategy": {"c": 1}}, "greater or equal"),
        (PIXELS, Y, {"sampling_strategy": {"d": 9}}, "d"),
        (PIXELS, Y, {"reflect": "yes"}, "reflect"),
        (PIXELS, np.repeat("a", 28), {}, "more than 1 class"),
        (PIXELS, np.linspace(0, 1, 28), {}, "continuous"),
    ],
)
def test_what_cannot_be_balanced_is_refused(
    X: NDArray[Any], y: NDArray[Any], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        RotationOversampler(**options).fit_resample(X, y)
