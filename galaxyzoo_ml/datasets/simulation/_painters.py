"""Simulated galaxies that look like SDSS cutouts: one recipe for each Galaxy Zoo answer.

Every galaxy owns a stream of random numbers, from which its physics is drawn first and its noise
last. So a larger sample extends a smaller one, and a galaxy is the same at every image size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.simulation._colour_stretch import lupton_rgb
from galaxyzoo_ml.datasets.simulation._components import (
    FWHM_TO_SIGMA,
    Dice,
    Frame,
    Parameters,
    band_flux,
    clumps,
    dust_lane,
    edge_on_disc,
    field_objects,
    gaussians,
    knots,
    light,
    per_image,
    photometry,
    r_band_flux,
    satellite_trail,
    sersic,
    spiral_arms,
    star_glare,
    tidal_tail,
)
from galaxyzoo_ml.datasets.simulation._seeing_and_noise import Array, add_noise, blur

PARAMETERS = (
    "r_magnitude",
    "g_r",
    "r_i",
    "half_light_radius_px",
    "axis_ratio",
    "position_angle_deg",
    "sersic_index",
    "bulge_fraction",
    "n_arms",
    "pitch_angle_deg",
    "arm_fraction",
    "dust_optical_depth",
    "separation_px",
    "field_arcsec",
    "seeing_fwhm_arcsec",
)
MIN_SIZE = 32
N_DRAWS = 256  # uniform numbers behind the physics of one galaxy
BLOCK_PIXELS = 2**18  # pixels painted at a time: bounds the memory, changes no result


# Galaxies: one painter for each answer


def _paint_elliptical(frame: Frame, dice: Dice) -> tuple[Array, Parameters]:
    """Smooth and red; some are the blurred or face-on discs that volunteers also called so."""
    disc_like = dice.chance(0.4)
    radius = frame.field * dice.log_normal(0.135, 0.10)
    ratio = np.where(disc_like, dice.uniform(0.35, 1), dice.uniform(0.5, 1))
    index = np.where(disc_like, dice.uniform(0.9, 2), dice.uniform(2, 5))
    g_r = np.where(disc_like, dice.normal(0.62, 0.17), dice.normal(0.93, 0.10))
    flux = band_flux(r_band_flux(dice.normal(22.5, 0.40), radius, ratio), g_r)
    angle = dice.uniform(0, np.pi)
    profile = sersic(frame.soften(*frame.project(angle, ratio)), radius, index, ratio)
    return light(flux, profile), {
        **photometry(flux),
        "half_light_radius_px": radius / frame.pixel,
        "axis_ratio": ratio,
        "position_angle_deg": np.degrees(angle),
        "sersic_index": index,
    }


def _paint_spiral(sense: int, frame: Frame, dice: Dice) -> tuple[Array, Parameters]:
    """Bulge and exponential disc with arms; sense +1 opens anticlockwise, like a Z."""
    radius = frame.field * dice.log_normal(0.12, 0.11)
    ratio, angle = dice.uniform(0.35, 1), dice.uniform(0, np.pi)
    total = r_band_flux(dice.normal(22.55, 0.4), radius, ratio)
    bulge_fraction = np.minimum(dice.log_normal(0.10, 0.4), 0.7)
    arm_fraction = 0.8 * dice.uniform(0, 1) ** 1.6
    colour = dice.normal(0.60, 0.14)
    bulge = band_flux(total * bulge_fraction, colour + dice.normal(0.22, 0.06))
    disc = band_flux(total * (1 - bulge_fraction) * (1 - arm_fraction), colour)
    arm = band_flux(total * (1 - bulge_fraction) * arm_fraction, colour - dice.uniform(0.05, 0.3))
    pitch = np.radians(dice.uniform(10, 30))
    geometry = {
        "length": radius / 1.678,
        "angle": angle,
        "axis_ratio": ratio,
        "start": dice.uniform(0, 2 * np.pi),
        "slope": sense / np.tan(pitch),
        "n_arms": 2 + np.floor(3 * dice.uniform(0, 1) ** 2.5),
    }
    index, bulge_ratio = dice.uniform(1, 4), 1 - 0.5 * (1 - ratio)
    u, v = frame.project(angle, ratio)
    distance = frame.soften(u, v)
    smooth = np.exp(-distance / per_image(geometry["length"]))
    smooth /= per_image(2 * np.pi * ratio * geometry["length"] ** 2)
    arms = smooth * spiral_arms(distance, np.arctan2(v, u), geometry, dice)
    core = frame.soften(*frame.project(angle, bulge_ratio))
    scene = light(bulge, sersic(core, 0.28 * radius, index, bulge_ratio))
    scene += light(disc, smooth) + light(arm, arms)
    scene += knots(frame, dice, geometry, arm)
    return scene, {
        **photometry(bulge + disc + arm),
        "half_light_radius_px": radius / frame.pixel,
        "axis_ratio": ratio,
        "position_angle_deg": np.degrees(angle),
        "sersic_index": index,
        "bulge_fraction": bulge_fraction,
        "n_arms": geometry["n_arms"],
        "pitch_angle_deg": np.degrees(pitch),
        "arm_fraction": arm_fraction,
    }


def _paint_edge_on(frame: Frame, dice: Dice) -> tuple[Array, Parameters]:
    """Disc from the side, with a bulge and, in some, a lane of dust."""
    length = frame.field * dice.log_normal(0.078, 0.11)
    flatness = np.clip(dice.log_normal(0.32, 0.20), 0.08, 0.9)
    angle = dice.uniform(0, np.pi)
    total = r_band_flux(dice.normal(22.1, 0.45), 1.3 * length, 1.5 * flatness)
    bulge_fraction = np.minimum(dice.log_normal(0.12, 0.35), 0.6)
    colour = dice.normal(0.68, 0.18)
    disc = band_flux(total * (1 - bulge_fraction), colour)
    bulge = band_flux(total * bulge_fraction, colour + dice.uniform(0.05, 0.25))
    index, ratio = dice.uniform(1, 4), dice.uniform(0.5, 0.9)
    depth = np.where(dice.chance(0.4), dice.uniform(0.3, 1.6), 0)
    u, v = frame.project(angle, np.ones_like(angle))
    disc_profile = edge_on_disc(u, v, length, flatness * length)
    distance = frame.soften(u, v / per_image(ratio))
    scene = light(disc, disc_profile)
    scene += light(bulge, sersic(distance, 0.35 * length, index, ratio))
    offset, thickness = dice.uniform(-0.3, 0.3) * flatness * length, 0.3 * flatness * length
    scene *= dust_lane(u, v - per_image(offset), length, thickness, depth)
    return scene, {
        **photometry(disc + bulge),
        "half_light_radius_px": 1.678 * length / frame.pixel,
        "axis_ratio": flatness,
        "position_angle_deg": np.degrees(angle),
        "sersic_index": index,
        "bulge_fraction": bulge_fraction,
        "dust_optical_depth": depth,
    }


def _paint_merger(frame: Frame, dice: Dice) -> tuple[Array, Parameters]:
    """Two galaxies that overlap, with a bridge between them and a tail."""
    radius = frame.field * dice.log_normal(0.09, 0.1)
    separation, direction = dice.uniform(0.4, 2.8) * radius, dice.uniform(0, 2 * np.pi)
    colour, brightness = dice.normal(0.66, 0.17), dice.normal(22.1, 0.45)
    scene = np.zeros((len(radius), 3, frame.size, frame.size), dtype=np.float32)
    fluxes, tails = [], []
    parameters: Parameters = {}
    bridge, away = direction + dice.normal(0, 0.3), dice.uniform(0, 2 * np.pi)
    for scale, place, heading in (
        (np.ones_like(radius), -0.2, bridge),
        (dice.uniform(0.25, 1), 0.8, away),
    ):
        size, ratio, angle = scale * radius, dice.uniform(0.35, 1), dice.uniform(0, np.pi)
        index, bluer = dice.uniform(0.8, 3.5), dice.normal(0, 0.12)
        x, y = (place * separation * f(direction) for f in (np.cos, np.sin))
        flux = band_flux(r_band_flux(brightness, size, ratio), colour + bluer)
        distance = frame.soften(*frame.project(angle, ratio, x, y))
        scene += light(flux, sersic(distance, size, index, ratio))
        tail_flux = flux * dice.uniform(0, 0.8)[:, None] ** 2
        tails.append((tidal_tail(dice, (x, y), heading, size), tail_flux))
        fluxes.append(flux)
        parameters = parameters or {
            "axis_ratio": ratio,
            "position_angle_deg": np.degrees(angle),
            "sersic_index": index,
        }
    for (x, y, width, weight), flux in tails:
        scene += gaussians(frame, x, y, width, weight[..., None] * flux[:, None])
    return scene, {
        **photometry(np.add(*fluxes)),
        "half_light_radius_px": radius / frame.pixel,
        "separation_px": separation / frame.pixel,
        **parameters,
    }


def _paint_dont_know(frame: Frame, dice: Dice) -> tuple[Array, Parameters]:
    """Something faint or star-like, ragged, crossed by a satellite or drowned in a star's glare."""
    kind = np.floor(dice.uniform(0, 4))
    compact, ragged, trail, glare = (kind == k for k in range(4))
    radius = frame.field * dice.log_normal(0.075, 0.1) * np.where(compact, 0.5, 1)
    ratio, angle, index = dice.uniform(0.4, 1), dice.uniform(0, np.pi), dice.uniform(0.8, 3)
    faint = np.select([compact, ragged, trail], [0.9, 1.4, 2.0], 0.3)
    brightness = 22.1 + faint + dice.normal(0, 0.5)
    flux = band_flux(r_band_flux(brightness, radius, ratio), dice.normal(0.55, 0.25))
    distance = frame.soften(*frame.project(angle, ratio))
    scene = light(flux, sersic(distance, radius, index, ratio))
    scene += clumps(frame, dice, ragged[:, None] * flux, radius)
    scene += satellite_trail(frame, dice, trail)
    scene += star_glare(frame, dice, glare)
    return scene, {
        **photometry(flux),
        "half_light_radius_px": radius / frame.pixel,
        "axis_ratio": ratio,
        "position_angle_deg": np.degrees(angle),
        "sersic_index": index,
    }


# The whole picture

Painter = Callable[[Frame, Dice], tuple[Array, Parameters]]
# for each answer: its painter, and the usual number of native pixels across its cutouts
RECIPES: dict[str, tuple[Painter, float]] = {
    "elliptical": (_paint_elliptical, 56),
    "spiral_clockwise": (partial(_paint_spiral, +1), 80),
    "spiral_anticlockwise": (partial(_paint_spiral, -1), 80),
    "edge_on": (_paint_edge_on, 76),
    "dont_know": (_paint_dont_know, 110),
    "merger": (_paint_merger, 75),
}


def _render_block(
    votes: NDArray[np.str_], size: int, generators: Sequence[np.random.Generator]
) -> tuple[NDArray[np.uint8], Parameters]:
    """Paint one block of galaxies, kind by kind, and observe them."""
    uniforms = np.stack([generator.random(N_DRAWS) for generator in generators])
    images = np.empty((len(votes), size, size, 3), dtype=np.uint8)
    parameters = {name: np.full(len(votes), np.nan) for name in PARAMETERS}
    for vote in np.unique(votes):
        paint, n_native = RECIPES[str(vote)]
        rows = np.flatnonzero(votes == vote)
        dice = Dice(uniforms[rows])
        frame = Frame.draw(dice, size, n_native)
        scene, columns = paint(frame, dice)
        scene = blur(scene, frame.seeing_sigma / frame.pixel)
        scene += field_objects(frame, dice)
        add_noise(scene, frame.n_native, [generators[int(row)] for row in rows])
        images[rows] = lupton_rgb(scene)
        columns["field_arcsec"] = frame.field
        columns["seeing_fwhm_arcsec"] = frame.seeing_sigma / FWHM_TO_SIGMA
        for name, values in columns.items():
            parameters[name][rows] = values
    return images, parameters


def render_galaxies(
    votes: Sequence[str] | NDArray[np.str_], *, size: int, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], Parameters]:
    """Draw one galaxy for each answer, as an SDSS cutout scaled to the galaxy.

    Parameters
    ----------
    votes : sequence of str
        Answers of Galaxy Zoo: "elliptical", "spiral_clockwise", "spiral_anticlockwise", "edge_on",
        "dont_know" or "merger". Seen on the sky (north up, east left), the arms of a clockwise
        spiral open like the letter Z, those of an anticlockwise one like an S.
    size : int
        Width and height in pixels, at least 32. The galaxies are the same at every size.
    rng : numpy.random.Generator
        Source of all randomness. With the same seed, more votes extend the same sample.

    Returns
    -------
    images : ndarray of shape (n, size, size, 3), uint8
        Red, green and blue, from the bands i, r and g.
    parameters : dict of str to ndarray of shape (n,), float64
        The physics behind each image, NaN where it does not apply: `r_magnitude`, `g_r`, `r_i`
        (mag); `half_light_radius_px` along the major axis (of the larger galaxy in a merger),
        `separation_px` (pixels); `axis_ratio` (height over length of an edge-on disc);
        `position_angle_deg` (degrees from north through east); `sersic_index` (of the bulge, where
        there is a disc); `bulge_fraction`, `arm_fraction` (of the light, of the disc's light);
        `n_arms`; `pitch_angle_deg`; `dust_optical_depth` (band r); `field_arcsec` across and
        `seeing_fwhm_arcsec`.

    Raises
    ------
    ValueError
        If a vote is not one of the six, or the size is below 32.

    Notes
    -----
    Profiles after Sersic (1963), the discs with logarithmic spirals; seeing of 1.3 arcsec, sky and
    photon noise on pixels of 0.396 arcsec; colours after Lupton et al. (2004, PASP 116, 133).
    The population is chosen to look like Galaxy Zoo 1, not measured: nothing about real galaxies
    should be learnt from it.
    """
    answers = np.asarray(votes, dtype=np.str_).reshape(-1)
    unknown = sorted(set(answers.tolist()) - RECIPES.keys())
    if unknown:
        raise ValueError(f"Unknown votes {unknown}: expected some of {sorted(RECIPES)}.")
    if size < MIN_SIZE:
        raise ValueError(f"size={size} is too small to show a galaxy: give at least {MIN_SIZE}.")
    entropy = rng.integers(2**63, size=2).tolist()
    images = np.empty((len(answers), size, size, 3), dtype=np.uint8)
    parameters = {name: np.empty(len(answers)) for name in PARAMETERS}
    step = max(1, BLOCK_PIXELS // size**2)
    for start in range(0, len(answers), step):
        block = slice(start, min(start + step, len(answers)))
        generators = [
            np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(i,)))
            for i in range(block.start, block.stop)
        ]
        images[block], columns = _render_block(answers[block], size, generators)
        for name, values in columns.items():
            parameters[name][block] = values
    return images, parameters
