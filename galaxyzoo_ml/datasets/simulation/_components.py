"""What simulated galaxies are made of: profiles, arms, dust, tails, stars and artefacts.

Lengths are in arcsec on the sky, `x` to the right and `y` up; fluxes are in nanomaggies, in the
bands i, r and g, which become red, green and blue. Arrays hold one galaxy a row; what is painted
has shape (n, size, size), or (n, 3, size, size) once it has a colour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, i0e, k1, ndtri

from galaxyzoo_ml.datasets.simulation._seeing_and_noise import Array

Values = NDArray[np.float64]
Parameters = dict[str, Values]

NATIVE_PIXEL = 0.396  # arcsec per pixel of the SDSS camera
FWHM_TO_SIGMA = float(1 / np.sqrt(8 * np.log(2)))


class Dice:
    """Random numbers drawn beforehand, one row a galaxy, handed out column by column.

    Parameters
    ----------
    uniforms : ndarray of shape (n, draws), float64
        Numbers in [0, 1).
    """

    def __init__(self, uniforms: Values) -> None:
        self._uniforms = uniforms
        self._used = 0

    def uniform(self, low: float, high: float, count: int = 1) -> Values:
        """Even between two bounds: shape (n,), or (n, count) for more than one."""
        columns = self._uniforms[:, self._used : self._used + count]
        self._used += count
        return np.asarray(low + (high - low) * (columns[:, 0] if count == 1 else columns))

    def normal(self, mean: float, deviation: float, count: int = 1) -> Values:
        """Gaussian, cut six deviations out."""
        return np.asarray(mean + deviation * ndtri(self.uniform(1e-9, 1 - 1e-9, count)))

    def log_normal(self, median: float, dex: float, count: int = 1) -> Values:
        """Gaussian in the logarithm, with its deviation in decades."""
        return np.asarray(median * 10 ** self.normal(0, dex, count))

    def chance(self, probability: float) -> NDArray[np.bool_]:
        """Whether something happens."""
        return self.uniform(0, 1) < probability


def per_image(values: Values) -> Array:
    """One number a galaxy, shaped to meet images."""
    return values.astype(np.float32)[:, None, None]


@dataclass(frozen=True)
class Frame:
    """The piece of sky behind each image of a block, all in arcsec.

    Parameters
    ----------
    size : int
        Pixels across the cutouts.
    n_native : ndarray of shape (n,), int64
        Pixels of the SDSS camera across each cutout.
    seeing_sigma : ndarray of shape (n,)
        Width of the Gaussian seeing disc.
    """

    size: int
    n_native: NDArray[np.int64]
    seeing_sigma: Values

    @classmethod
    def draw(cls, dice: Dice, size: int, n_native: float) -> Frame:
        """Field and seeing: Galaxy Zoo scales the field to the galaxy, so it varies a lot."""
        pixels = np.clip(dice.log_normal(n_native, 0.20), 32, 200).astype(np.int64)
        return cls(size, pixels, dice.log_normal(1.3, 0.04) * FWHM_TO_SIGMA)

    @property
    def field(self) -> Values:
        """Width of the cutout."""
        return np.asarray(self.n_native * NATIVE_PIXEL, dtype=np.float64)

    @property
    def pixel(self) -> Values:
        """Width of a pixel of the cutout."""
        return self.field / self.size

    @property
    def axis(self) -> Array:
        """Coordinate of the pixel centres, shape (n, size)."""
        unit = (np.arange(self.size, dtype=np.float32) + np.float32(0.5)) / self.size
        return np.asarray((unit - np.float32(0.5)) * self.field.astype(np.float32)[:, None])

    def project(
        self, angle: Values, axis_ratio: Values, x: Values | None = None, y: Values | None = None
    ) -> tuple[Array, Array]:
        """Coordinates in the plane of a disc seen inclined: along and across the major axis."""
        dx = self.axis[:, None, :] - per_image(np.zeros_like(angle) if x is None else x)
        dy = -self.axis[:, :, None] - per_image(np.zeros_like(angle) if y is None else y)
        sin, cos, ratio = per_image(np.sin(angle)), per_image(np.cos(angle)), per_image(axis_ratio)
        return np.asarray(dy * cos - dx * sin), np.asarray((dx * cos + dy * sin) / -ratio)

    def soften(self, u: Array, v: Array) -> Array:
        """Radius, kept from zero by a fraction of the seeing and of the pixel."""
        floor = np.hypot(0.25 * self.seeing_sigma, 0.3 * self.pixel)
        return np.asarray(np.sqrt(u * u + v * v + per_image(floor) ** 2))


def to_sky(angle: Values, u: Values, v: Values) -> tuple[Values, Values]:
    """Sky coordinates of points given along and across a major axis, shape (n, points)."""
    sin, cos = np.sin(angle)[:, None], np.cos(angle)[:, None]
    return -u * sin - v * cos, u * cos - v * sin


# Light: how much, and in which colour


def band_flux(r_flux: Values, g_r: Values) -> Values:
    """Flux in i, r and g from that in r and one colour; galaxies lie on a line in (g-r, r-i)."""
    r_i = 0.10 + 0.32 * g_r
    return np.stack([r_flux * 10 ** (0.4 * r_i), r_flux, r_flux * 10 ** (-0.4 * g_r)], axis=-1)


def r_band_flux(
    surface_brightness: Values, half_light_radius: Values, axis_ratio: Values
) -> Values:
    """Flux in r from the mean brightness within the half-light ellipse, mag per square arcsec."""
    area = 2 * np.pi * axis_ratio * half_light_radius**2
    return np.asarray(area * 10 ** (0.4 * (22.5 - surface_brightness)))


def photometry(flux: Values) -> Parameters:
    """Magnitude and colours of a galaxy from its total flux in i, r and g."""
    i, r, g = -2.5 * np.log10(flux.T)
    return {"r_magnitude": 22.5 + r, "g_r": g - r, "r_i": r - i}


def light(flux: Values, profile: Array) -> Array:
    """Colour a profile of unit flux per square arcsec: nanomaggies per native pixel."""
    return (flux * NATIVE_PIXEL**2).astype(np.float32)[:, :, None, None] * profile[:, None]


# Components


def sersic(radius: Array, half_light_radius: Values, index: Values, axis_ratio: Values) -> Array:
    """Sersic's profile exp(-b (R/Re)^(1/n)) of unit flux.

    Parameters
    ----------
    radius : ndarray of shape (n, size, size), float32
        Elliptical radius along the major axis, arcsec.
    half_light_radius, index, axis_ratio : ndarray of shape (n,)
        Re in arcsec, Sersic's n, and minor over major axis.

    Notes
    -----
    Sersic 1963, BAAA 6, 41; b(n) of Ciotti & Bertin 1999, A&A 352, 447, good for n above 0.4.
    """
    b = 2 * index - 1 / 3 + 4 / (405 * index) + 46 / (25515 * index**2)
    total = 2 * np.pi * axis_ratio * half_light_radius**2 * index * gamma(2 * index)
    power = (radius / per_image(half_light_radius)) ** per_image(1 / index)
    return per_image(b ** (2 * index) / total) * np.exp(per_image(-b) * power)


def edge_on_disc(u: Array, v: Array, length: Values, height: Values) -> Array:
    """Exponential disc from the side, of unit flux: x K1(x) along, sech^2 across.

    Parameters
    ----------
    u, v : ndarray of shape (n, size, size), float32
        Distance along and across the disc, arcsec.
    length, height : ndarray of shape (n,)
        Scale length and scale height, arcsec.

    Notes
    -----
    van der Kruit & Searle 1981, A&A 95, 105.
    """
    x = np.maximum(np.abs(u) / per_image(length), np.float32(1e-3))
    vertical = np.cosh(np.minimum(np.abs(v) / per_image(height), 30)) ** -2
    return np.asarray(x * k1(x) * vertical / per_image(2 * np.pi * length * height))


def dust_lane(u: Array, v: Array, length: Values, thickness: Values, depth: Values) -> Array:
    """Transmission of a lane of dust in i, r and g, given its optical depth in r."""
    lane = np.exp(-0.5 * (v / per_image(thickness)) ** 2 - np.abs(u) / per_image(length))
    extinction = (depth[:, None] * [0.75, 1.0, 1.45]).astype(np.float32)
    return np.asarray(np.exp(-extinction[..., None, None] * lane[:, None]))


def spiral_arms(radius: Array, azimuth: Array, winding: Parameters, dice: Dice) -> Array:
    """Logarithmic spirals, as a modulation of the disc with mean one.

    The ridges follow azimuth = start + slope ln(R / h), bent and patchy at random. Azimuth grows
    anticlockwise as seen, so arms that open in that sense (like a Z) are Galaxy Zoo's clockwise.

    Parameters
    ----------
    radius, azimuth : ndarray of shape (n, size, size), float32
        Polar coordinates in the plane of the disc, arcsec and radians.
    winding : dict of str to ndarray of shape (n,)
        `length` h (arcsec), `start` (radians), `slope` (cotangent of the pitch, its sign the sense
        of winding) and `n_arms`.
    dice : Dice
        Source of the irregularities.
    """
    ln_radius = np.log(radius / per_image(winding["length"]))
    bend = per_image(dice.uniform(0, 0.25)) * np.sin(
        per_image(dice.uniform(1, 3)) * ln_radius + per_image(dice.uniform(0, 2 * np.pi))
    )
    turn = azimuth - per_image(winding["start"]) - per_image(winding["slope"]) * ln_radius
    sharpness = dice.uniform(0.8, 3.0)
    ridge = np.cos(per_image(winding["n_arms"]) * (turn + bend)) - 1
    arms = np.exp(per_image(sharpness) * ridge) / per_image(i0e(sharpness))
    heavy_side = per_image(dice.uniform(0, 2 * np.pi))
    lopsided = 1 + per_image(dice.uniform(0, 0.4)) * np.cos(azimuth - heavy_side)
    patches = np.cos(3 * azimuth + per_image(dice.uniform(-6, 6)) * ln_radius)
    lopsided *= 1 + per_image(dice.uniform(0, 0.45)) * patches
    inside = np.exp(-((radius / per_image(0.45 * winding["length"])) ** 2))
    modulation: Array = arms * lopsided * (1 - inside) + inside
    return modulation


def gaussians(frame: Frame, x: Values, y: Values, sigma: Values, flux: Values) -> Array:
    """Sum of round Gaussians, `points` of them in each image.

    Parameters
    ----------
    frame : Frame
        The sky, of n images.
    x, y, sigma : ndarray of shape (n, points)
        Centres and widths in arcsec.
    flux : ndarray of shape (n, points, 3)
        Nanomaggies in i, r and g.
    """
    width = np.hypot(sigma, 0.45 * frame.pixel[:, None]).astype(np.float32)[:, :, None]
    across, down = (
        np.exp(np.maximum(-0.5 * ((axis[:, None] - centre[:, :, None]) / width) ** 2, -30))
        for axis, centre in (
            (frame.axis, x.astype(np.float32)),
            (-frame.axis, y.astype(np.float32)),
        )
    )
    peak = (flux * NATIVE_PIXEL**2 / (2 * np.pi)).astype(np.float32) / width**2
    weighted = (peak[..., None] * down[:, :, None]).transpose(0, 2, 3, 1)
    return np.asarray(np.einsum("nbyp,npx->nbyx", np.ascontiguousarray(weighted), across))


def knots(frame: Frame, dice: Dice, geometry: Parameters, flux: Values) -> Array:
    """Star-forming regions strung along the arms of a spiral, bluer than the disc."""
    count = 14
    length = geometry["length"][:, None]
    radius = dice.uniform(0.8, 3.2, count) * length
    azimuth = (
        geometry["start"][:, None]
        + geometry["slope"][:, None] * np.log(radius / length)
        + 2 * np.pi * np.floor(dice.uniform(0, 12, count)) / geometry["n_arms"][:, None]
        + dice.normal(0, 0.12, count)
    )
    u, v = radius * np.cos(azimuth), radius * np.sin(azimuth) * geometry["axis_ratio"][:, None]
    share = dice.log_normal(0.006, 0.3, count) * np.exp(-0.4 * radius / length)
    blue = band_flux(share * flux[:, 1:2], dice.normal(0.15, 0.1, count))
    return gaussians(
        frame, *to_sky(geometry["angle"], u, v), length * dice.uniform(0.06, 0.2, count), blue
    )


def tidal_tail(dice: Dice, root: tuple[Values, Values], heading: Values, radius: Values) -> Values:
    """Points (x, y), widths and weights of a curved tidal tail, shape (4, n, points)."""
    step = np.linspace(0, 1, 16)
    heading = heading[:, None] + dice.uniform(-2.5, 2.5)[:, None] * step
    stride = (radius * dice.uniform(2, 6))[:, None] / step.size
    width = radius[:, None] * dice.uniform(0.18, 0.45)[:, None] * (1 + 0.6 * step)
    return np.stack(
        [
            root[0][:, None] + np.cumsum(stride * np.cos(heading), axis=1),
            root[1][:, None] + np.cumsum(stride * np.sin(heading), axis=1),
            width,
            np.broadcast_to((1.1 - step) / step.size, width.shape),
        ]
    )


def field_objects(frame: Frame, dice: Dice) -> Array:
    """Stars and faint galaxies around; a star has the wings of SDSS's double Gaussian."""
    count = 12
    x, y = (dice.uniform(-0.5, 0.5, count) * frame.field[:, None] for _ in range(2))
    density = np.minimum(9e-4 * frame.field**2, 0.9 * count) / count
    present = dice.uniform(0, 1, count) < density[:, None]
    flux = np.where(present, 0.5 / np.maximum(dice.uniform(0, 1, count), 0.0025), 0)
    extent = np.where(dice.uniform(0, 1, count) < 0.35, dice.uniform(0.3, 1.1, count), 0)
    # Now and then a neighbour in projection, so that a companion alone makes no merger.
    close = dice.chance(0.15)
    flux[:, 0] = np.where(close, dice.log_normal(8, 0.4), flux[:, 0])
    extent[:, 0] = np.where(close, dice.uniform(0, 1.5), extent[:, 0])
    x[:, 0], y[:, 0] = (np.where(close, 0.6 * z[:, 0], z[:, 0]) for z in (x, y))
    bands = band_flux(flux, dice.uniform(0.1, 1.6, count))
    core = np.hypot(frame.seeing_sigma[:, None], extent)
    sigma = np.concatenate([core, 2.5 * core], axis=1)
    fluxes = np.concatenate([0.9 * bands, 0.1 * bands], axis=1)
    return gaussians(frame, np.tile(x, 2), np.tile(y, 2), sigma, fluxes)


def clumps(frame: Frame, dice: Dice, flux: Values, radius: Values) -> Array:
    """Blue lumps of an irregular galaxy, scattered without order."""
    x, y = (radius[:, None] * dice.normal(0, 1.3, 10) for _ in range(2))
    bands = band_flux(flux[:, 1:2] * dice.log_normal(0.12, 0.3, 10), dice.normal(0.25, 0.12, 10))
    return gaussians(frame, x, y, radius[:, None] * dice.uniform(0.15, 0.5, 10), bands)


def satellite_trail(frame: Frame, dice: Dice, present: NDArray[np.bool_]) -> Array:
    """Streak that ends in the field, in one colour: the camera takes its bands in turn."""
    angle, offset = dice.uniform(0, np.pi), dice.normal(0, 0.12) * frame.field
    u, v = frame.project(angle, np.ones_like(angle))
    start, length = dice.uniform(-0.5, 0.1) * frame.field, dice.uniform(0.3, 1) * frame.field
    width = np.hypot(0.3, 0.45 * frame.pixel)
    streak = np.exp(-0.5 * ((v - per_image(offset)) / per_image(width)) ** 2)
    streak *= np.abs(u - per_image(start + length / 2)) < per_image(length / 2)
    band = np.where(dice.chance(0.75), 1, np.where(dice.chance(0.5), 0, 2))
    colour = np.eye(3)[band] * (present * dice.log_normal(0.6, 0.3) / width)[:, None]
    return light(colour, streak)


def star_glare(frame: Frame, dice: Dice, present: NDArray[np.bool_]) -> Array:
    """Halo and diffraction spikes of a bright star near the border."""
    turn, far = dice.uniform(0, 2 * np.pi), dice.uniform(0.3, 0.62) * frame.field
    u, v = frame.project(
        dice.uniform(0, np.pi), np.ones_like(far), far * np.cos(turn), far * np.sin(turn)
    )
    reach = per_image(frame.field)
    halo = (1 + (u * u + v * v) / (np.float32(0.07) * reach) ** 2) ** np.float32(-1.2)
    long, thin = 0.35 * reach, 0.008 * reach
    spikes = np.exp(-np.abs(u) / long - np.abs(v) / thin)
    spikes += np.exp(-np.abs(v) / long - np.abs(u) / thin)
    brightness = present * dice.log_normal(12, 0.3)
    return light(band_flux(brightness, dice.uniform(0.2, 1.5)), halo + 0.15 * spikes)
