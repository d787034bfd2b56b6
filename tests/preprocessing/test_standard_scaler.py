"""Images are scaled per channel: exactly, lazily, and the same before or after balancing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import config_context
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler as SklearnScaler

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import StandardScaler

RNG = np.random.default_rng(0)
BYTES = RNG.integers(0, 200, (150, 6, 5, 3), dtype=np.uint8) + np.array([0, 20, 55], np.uint8)
AXES = (0, 1, 2)


@pytest.fixture(params=["uint8", "float32", "float64"])
def pixels(request: pytest.FixtureRequest) -> Any:
    values = BYTES if request.param == "uint8" else RNG.normal(3, [1, 5, 0.1], BYTES.shape)
    return values.astype(request.param)


@pytest.fixture(name="X", params=[ImageArray, np.asarray])
def images(request: pytest.FixtureRequest, pixels: Any) -> Any:
    return request.param(pixels)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("this was to be lazy")

    monkeypatch.setattr(ImageArray, "render", refuse)
    monkeypatch.setattr(ImageArray, "__array__", refuse)


def assert_same_moments(one: Any, other: Any, rtol: float = 1e-12) -> None:
    for name in ("mean_", "var_", "scale_", "n_samples_seen_"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=rtol)


def test_statistics_are_numpys_per_channel(X: Any, pixels: Any) -> None:
    scaler = StandardScaler().fit(X)
    exact = pixels.astype(np.float32).astype(np.float64)
    np.testing.assert_allclose(scaler.mean_, exact.mean(AXES), rtol=1e-12)
    np.testing.assert_allclose(scaler.var_, exact.var(AXES), rtol=1e-11)
    np.testing.assert_allclose(scaler.scale_, exact.std(AXES), rtol=1e-11)
    assert scaler.mean_.dtype == scaler.var_.dtype == np.float64
    assert scaler.n_samples_seen_ == 150
    assert scaler.image_shape_ == (6, 5, 3)
    assert scaler.n_features_in_ == 90


def test_images_come_out_scaled_in_the_container_that_went_in(X: Any, pixels: Any) -> None:
    scaled = StandardScaler().fit_transform(X)
    assert type(scaled) is type(X)
    assert scaled.dtype == np.float32
    expected = (pixels - pixels.mean(AXES, np.float64)) / pixels.std(AXES, np.float64)
    np.testing.assert_allclose(np.asarray(scaled), expected, atol=1e-4)


@pytest.mark.usefixtures("unrendered")
def test_lazy_images_stay_lazy() -> None:
    X = ImageArray(BYTES)[np.arange(1000) % 150].rotate(2)
    scaled = StandardScaler().fit(X).transform(X)
    assert isinstance(scaled, ImageArray)
    assert scaled.base is BYTES
    back = StandardScaler().fit(X).inverse_transform(scaled)
    assert isinstance(back, ImageArray)


def test_scaling_undone_gives_the_pixels_back(X: Any, pixels: Any) -> None:
    scaler = StandardScaler().fit(X)
    back = scaler.inverse_transform(scaler.transform(X))
    assert type(back) is type(X)
    np.testing.assert_allclose(np.asarray(back), pixels, atol=2e-4)


@pytest.mark.parametrize("with_mean", [True, False])
@pytest.mark.parametrize("with_std", [True, False])
def test_either_half_can_be_left_out(X: Any, pixels: Any, with_mean: bool, with_std: bool) -> None:
    scaler = StandardScaler(with_mean=with_mean, with_std=with_std).fit(X)
    scaled = scaler.transform(X)
    assert scaled.dtype == np.float32
    mean = pixels.mean(AXES, np.float64) if with_mean else 0
    std = pixels.std(AXES, np.float64) if with_std else 1
    np.testing.assert_allclose(np.asarray(scaled), (pixels - mean) / std, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(scaler.inverse_transform(scaled), pixels, atol=3e-4)
    assert (scaler.scale_ is None) == (scaler.var_ is None) == (not with_std)


@pytest.mark.parametrize("pieces", [[150], [1, 149], [50, 50, 50], [7] * 21 + [3]])
@pytest.mark.parametrize("weighted", [False, True])
def test_fitting_in_pieces_is_fitting_the_whole(X: Any, pieces: list[int], weighted: bool) -> None:
    weights = RNG.random(150) if weighted else None
    whole, scaler = StandardScaler().fit(X, sample_weight=weights), StandardScaler()
    start = 0
    for n in pieces:
        rows = slice(start, start := start + n)
        scaler.partial_fit(X[rows], sample_weight=None if weights is None else weights[rows])
    assert_same_moments(scaler, whole, rtol=1e-9)
    assert isinstance(scaler.n_samples_seen_, int) == (not weighted)


def test_weights_are_repetitions(X: Any) -> None:
    repeats = np.arange(150) % 3
    weighted = StandardScaler().fit(X, sample_weight=repeats)
    assert_same_moments(weighted, StandardScaler().fit(X[np.repeat(np.arange(150), repeats)]))


def test_weights_that_are_no_whole_numbers_add_up() -> None:
    scaler = StandardScaler().partial_fit(BYTES[:2], sample_weight=[0.25, 0.5]).partial_fit(BYTES)
    assert scaler.n_samples_seen_ == 150.75


def test_lazy_and_rendered_images_have_the_same_statistics() -> None:
    X = ImageArray(BYTES[:, :5])[[3, 3, 3, 140]].rotate([0, 1, 2, 3])
    assert_same_moments(StandardScaler().fit(X), StandardScaler().fit(np.asarray(X)))


def test_mixtures_are_measured_as_they_are() -> None:
    X = ImageArray(BYTES).mix(RNG.dirichlet(np.ones(150), 300))
    unrounded = X.astype(np.float32).render().astype(np.float64)
    scaler = StandardScaler().fit(X)
    np.testing.assert_allclose(scaler.mean_, unrounded.mean(AXES), rtol=1e-6)
    np.testing.assert_allclose(scaler.var_, unrounded.var(AXES), rtol=1e-5)
    scaled = scaler.transform(X)
    assert abs(scaled.mean()) < 1e-4
    assert scaled.std() == pytest.approx(1, abs=1e-4)


def test_scaling_commutes_with_symmetries() -> None:
    X, turns = ImageArray(BYTES[:, :5]), np.arange(150) % 8
    before, after = StandardScaler().fit(X), StandardScaler().fit(X.transform(turns))
    assert_same_moments(before, after, rtol=0)
    np.testing.assert_array_equal(
        before.transform(X).transform(turns), after.transform(X.transform(turns))
    )


@pytest.mark.parametrize("level", [0, 7, 255, 0.1, 1234.567])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_constant_channel_is_centred_and_not_blown_up(level: float, weighted: bool) -> None:
    pixels = RNG.integers(0, 256, (70, 9, 7, 2)).astype(np.float32 if level % 1 else np.uint8)
    pixels[..., 1] = level
    weights = RNG.random(70) if weighted else None
    scaler = StandardScaler().fit(pixels, sample_weight=weights).partial_fit(pixels[:33])
    assert scaler.scale_[1] == 1
    assert scaler.scale_[0] > 50
    np.testing.assert_allclose(scaler.transform(pixels)[..., 1], 0, atol=1e-3)


def test_images_and_tables_do_not_mix() -> None:
    rows = BYTES.reshape(150, -1).astype(float)
    for first, second, message in ((BYTES, rows, "images and was given a table"),
                                   (rows, BYTES, "a table and was given images")):  # fmt: skip
        scaler = StandardScaler().fit(first)
        for method in (scaler.transform, scaler.inverse_transform, scaler.partial_fit):
            with pytest.raises(ValueError, match=f"was fitted on {message}"):
                method(second)
        scaler.fit(second)  # a new beginning
        assert scaler.transform(second).shape == second.shape


def test_images_of_another_size_are_refused() -> None:
    scaler = StandardScaler().fit(BYTES)
    for method in (scaler.transform, scaler.partial_fit):
        with pytest.raises(ValueError, match=r"fitted on images of shape \(6, 5, 3\).*\(5, 5, 3\)"):
            method(BYTES[:, :5])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(bad: float) -> None:
    pixels = BYTES.astype(np.float32)
    pixels[3, 2, 1, 0] = bad
    with pytest.raises(ValueError, match=r"NaN|infinity"):
        StandardScaler().fit(pixels)


def test_before_fitting_and_without_images() -> None:
    with pytest.raises(NotFittedError):
        StandardScaler().transform(BYTES)
    with pytest.raises(ValueError, match="minimum of 1 is required"):
        StandardScaler().fit(BYTES[:0])
    with pytest.raises(ValueError, match="sample_weight"):
        StandardScaler().fit(BYTES, sample_weight=[1, 2])


def test_fitting_anew_forgets() -> None:
    scaler = StandardScaler().fit(BYTES.astype(np.float32)).fit(BYTES[:10, :3])
    assert_same_moments(scaler, StandardScaler().fit(BYTES[:10, :3]))
    assert not hasattr(clone(scaler), "mean_")


def test_on_tables_it_is_scikit_learns() -> None:
    table, weights = RNG.normal(3, 5, (40, 4)), RNG.random(40)
    for options in ({}, {"with_mean": False}, {"with_std": False}):
        ours, theirs = StandardScaler(**options), SklearnScaler(**options)
        for dtype in (np.float64, np.float32):
            X = table.astype(dtype)
            for weight in (None, weights):
                np.testing.assert_array_equal(
                    ours.fit(X, sample_weight=weight).transform(X),
                    theirs.fit(X, sample_weight=weight).transform(X),
                )
                assert ours.transform(X).dtype == dtype
        np.testing.assert_array_equal(
            ours.inverse_transform(table), theirs.inverse_transform(table)
        )
    assert ours.get_params() == theirs.get_params()


@pytest.mark.parametrize("container", ["pandas", "polars"])
def test_images_pass_where_tables_are_wanted_as_frames(container: str) -> None:
    frames = pytest.importorskip(container)
    table = np.random.default_rng(0).normal(size=(20, 3))
    for images in (BYTES, ImageArray(BYTES)):
        with config_context(transform_output=container):
            scaled = StandardScaler().fit_transform(images)
            assert isinstance(StandardScaler().fit_transform(table), frames.DataFrame)
        assert type(scaled) is type(images)
        scaler = StandardScaler().set_output(transform=container).fit(images)
        assert type(scaler.transform(images)) is type(images)
    scaler = StandardScaler().set_output(transform=container).fit(table)
    assert isinstance(scaler.transform(table), frames.DataFrame)


def test_another_number_of_channels_is_named() -> None:
    scaler = StandardScaler().fit(BYTES)
    with pytest.raises(ValueError, match=r"4 channels and not 3: .*np\.asarray\(X\)\[\.\.\., :3\]"):
        scaler.transform(np.concatenate([BYTES, BYTES[..., :1]], axis=-1))
