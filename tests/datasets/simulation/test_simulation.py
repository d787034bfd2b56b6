"""The renderer of simulated galaxies: reproducible, and like SDSS where it is said to be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from galaxyzoo_ml.datasets.simulation._painters import PARAMETERS, RECIPES, render_galaxies

VOTES = [
    "elliptical",
    "spiral_clockwise",
    "spiral_anticlockwise",
    "edge_on",
    "dont_know",
    "merger",
]
SENSES = {"spiral_clockwise": 1, "spiral_anticlockwise": -1}


def render(
    votes: list[str], size: int = 48, seed: int = 0
) -> tuple[NDArray[np.uint8], dict[str, NDArray[np.float64]]]:
    return render_galaxies(votes, size=size, rng=np.random.default_rng(seed))


def winding_sense(image: NDArray[np.uint8]) -> float:
    """Positive where arms open anticlockwise as seen: power in log-polar waves of either sense."""
    size = len(image)
    centre = (size - 1) / 2
    radius = np.geomspace(0.06 * size, 0.32 * size, 32)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    rows, columns = centre - radius * np.sin(azimuth), centre + radius * np.cos(azimuth)
    polar = ndimage.map_coordinates(image.mean(axis=2), [rows, columns], order=1)
    polar -= polar.mean(axis=1, keepdims=True)
    polar *= np.hanning(32)[:, None] / (polar.std(axis=1, keepdims=True) + 3)
    power = np.abs(np.fft.fft2(polar, s=(64, 64))) ** 2
    clockwise, anticlockwise = power[-23:-2, 2:5].sum(), power[3:24, 2:5].sum()
    return float((clockwise - anticlockwise) / (clockwise + anticlockwise))


@pytest.fixture(scope="module")
def clear_spirals() -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Spirals seen nearly face-on, with strong arms, and the sense of each."""
    votes = list(SENSES) * 150
    images, parameters = render(votes, size=96, seed=1)
    clear = (parameters["arm_fraction"] > 0.45) & (parameters["axis_ratio"] > 0.6)
    return images[clear], np.array([SENSES[vote] for vote in votes])[clear]


def test_the_six_answers_can_be_drawn() -> None:
    assert sorted(RECIPES) == sorted(VOTES)


@pytest.mark.parametrize("size", [32, 33, 69, 120, 212])
def test_shape_and_dtype(size: int) -> None:
    images, parameters = render(VOTES, size=size)
    assert images.shape == (6, size, size, 3)
    assert images.dtype == np.uint8
    assert tuple(parameters) == PARAMETERS
    assert all(v.shape == (6,) and v.dtype == np.float64 for v in parameters.values())


def test_nothing_to_draw() -> None:
    images, parameters = render([])
    assert images.shape == (0, 48, 48, 3)
    assert all(len(values) == 0 for values in parameters.values())


def test_votes_can_be_an_array() -> None:
    rng = np.random.default_rng(0)
    images, _ = render_galaxies(np.array(VOTES, dtype=object), size=48, rng=rng)
    np.testing.assert_array_equal(images, render(VOTES)[0])


def test_same_seed_same_bits_another_seed_others() -> None:
    images, parameters = render(VOTES)
    again, parameters_again = render(VOTES)
    np.testing.assert_array_equal(images, again)
    for name in PARAMETERS:
        np.testing.assert_array_equal(parameters[name], parameters_again[name])
    assert not np.array_equal(images, render(VOTES, seed=1)[0])


def test_a_second_call_draws_other_galaxies() -> None:
    rng = np.random.default_rng(0)
    first, _ = render_galaxies(VOTES, size=48, rng=rng)
    second, _ = render_galaxies(VOTES, size=48, rng=rng)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("n", [1, 7, 228])
def test_a_larger_sample_extends_a_smaller_one(n: int) -> None:
    votes = np.random.default_rng(5).choice(VOTES, 300).tolist()
    images, parameters = render(votes)
    first, first_parameters = render(votes[:n])
    np.testing.assert_array_equal(images[:n], first)
    for name in PARAMETERS:
        np.testing.assert_array_equal(parameters[name][:n], first_parameters[name])


def test_a_galaxy_does_not_depend_on_its_neighbours() -> None:
    images, _ = render(["merger", "elliptical"])
    others, _ = render(["edge_on", "elliptical"])
    np.testing.assert_array_equal(images[1], others[1])
    assert not np.array_equal(images[0], others[0])


def test_the_same_galaxies_at_every_size() -> None:
    votes = VOTES * 3
    small, at_small = render(votes, size=40)
    large, at_large = render(votes, size=120)
    for name in PARAMETERS:
        scale = 3 if name.endswith("_px") else 1
        np.testing.assert_allclose(at_large[name], scale * at_small[name])
    binned = large.reshape(len(votes), 40, 3, 40, 3, 3).mean(axis=(2, 4))
    for image, other in zip(small, binned, strict=True):
        assert np.corrcoef(image.ravel(), other.ravel())[0, 1] > 0.8


def test_parameters_apply_where_they_mean_something() -> None:
    votes = np.repeat(VOTES, 20)
    _, parameters = render(votes.tolist())
    spiral = np.char.startswith(votes, "spiral")
    for name in ("n_arms", "pitch_angle_deg", "arm_fraction"):
        np.testing.assert_array_equal(np.isfinite(parameters[name]), spiral)
    np.testing.assert_array_equal(np.isfinite(parameters["separation_px"]), votes == "merger")
    for name in ("r_magnitude", "g_r", "axis_ratio", "field_arcsec"):
        assert np.isfinite(parameters[name]).all()
    assert set(parameters["n_arms"][spiral]) <= {2, 3, 4}
    pitch = parameters["pitch_angle_deg"][spiral]
    assert pitch.min() >= 10
    assert pitch.max() <= 30
    assert parameters["axis_ratio"].min() > 0
    assert parameters["axis_ratio"].max() <= 1


def test_position_angle_runs_from_north_through_east() -> None:
    images, parameters = render(["edge_on"] * 40, size=64)
    y, x = np.mgrid[:64, :64] - 31.5
    near = np.hypot(x, y) < 12
    light = np.clip(images.mean(axis=3) - 20, 0, None) * near
    north, west = -y, x
    moment = (light * (north**2 - west**2)).sum((1, 2)), (light * -2 * north * west).sum((1, 2))
    measured = np.degrees(np.arctan2(moment[1], moment[0]) / 2)
    offset = (measured - parameters["position_angle_deg"] + 90) % 180 - 90
    assert np.median(np.abs(offset)) < 3


def test_spirals_wind_as_galaxy_zoo_says(
    clear_spirals: tuple[NDArray[np.uint8], NDArray[np.int64]],
) -> None:
    # On the cutouts of Galaxy Zoo 1 this estimator is positive for 85 % of the clockwise spirals
    # and for 15 % of the anticlockwise ones.
    images, sense = clear_spirals
    measured = np.array([winding_sense(image) for image in images])
    assert np.mean(np.sign(measured) == sense) > 0.85
    assert measured[sense > 0].mean() > 0.3
    assert measured[sense < 0].mean() < -0.3


def test_a_mirror_turns_one_sense_into_the_other(
    clear_spirals: tuple[NDArray[np.uint8], NDArray[np.int64]],
) -> None:
    images, sense = clear_spirals
    mirrored = np.array([winding_sense(image[:, ::-1]) for image in images])
    assert np.mean(np.sign(mirrored) == -sense) > 0.85
    rotated = np.array([winding_sense(np.rot90(image)) for image in images])
    assert np.mean(np.sign(rotated) == sense) > 0.85


def test_ellipticals_are_redder_than_spirals() -> None:
    votes = np.repeat(["elliptical", "spiral_clockwise"], 100)
    images, parameters = render(votes.tolist())
    core = images[:, 18:30, 18:30].astype(float).mean(axis=(1, 2))
    colour = core[:, 0] - core[:, 2]
    elliptical = votes == "elliptical"
    assert colour[elliptical].mean() > colour[~elliptical].mean() + 10
    assert parameters["g_r"][elliptical].mean() > parameters["g_r"][~elliptical].mean() + 0.1
    # But not always: colour alone does not tell them apart.
    assert np.percentile(colour[elliptical], 10) < np.percentile(colour[~elliptical], 60)


def test_edge_on_discs_are_flatter_than_ellipticals() -> None:
    _, parameters = render(["edge_on"] * 50 + ["elliptical"] * 50)
    ratio = parameters["axis_ratio"]
    assert np.median(ratio[:50]) < 0.4
    assert np.median(ratio[50:]) > 0.6


def test_pixels_look_like_those_of_sdss_cutouts() -> None:
    # 1,200 cutouts of Galaxy Zoo 1: dark sky (median 5), mean (12-37, .., 8-20), deviation 15-42,
    # red above blue, few exact zeros, a core well above the sky and rarely saturated.
    votes = np.random.default_rng(2).choice(
        VOTES, 300, p=[0.697, 0.065, 0.065, 0.147, 0.009, 0.017]
    )
    images = render(votes.tolist(), size=120)[0].astype(float)
    red, green, blue = images.mean(axis=(0, 1, 2))
    assert 12 < red < 34
    assert red > green > blue > 6
    deviation = images.std(axis=(1, 2)).mean(axis=0)
    assert 20 < deviation[0] < 36
    assert deviation[0] > deviation[1] > deviation[2] > 10
    assert np.median(images[:, :10]) < 12
    assert (images.max(axis=3) == 0).mean() < 0.03
    assert (images.max(axis=3) == 255).mean() < 0.01
    core = images[:, 58:62, 58:62].mean(axis=(1, 2, 3))
    assert 120 < np.median(core) < 210


def test_noise_is_correlated_between_pixels() -> None:
    images, _ = render(["elliptical"] * 20, size=120)
    sky = images[:, :12, :, 1].astype(float)
    sky -= np.median(sky, axis=(1, 2), keepdims=True)
    sky = np.clip(sky, -12, 12)
    assert np.mean(sky[:, :, 1:] * sky[:, :, :-1]) > 0.4 * np.mean(sky**2)


def test_an_unknown_vote_is_named() -> None:
    with pytest.raises(ValueError, match="lenticular"):
        render(["elliptical", "lenticular"])


def test_too_small_a_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        render(VOTES, size=31)
