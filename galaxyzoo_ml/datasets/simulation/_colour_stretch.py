"""From flux to a picture: seeing, sky noise and the colour stretch of SDSS cutouts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dctn, idctn

Array = NDArray[np.float32]

SKY_SIGMA = np.array([0.0110, 0.0090, 0.0048], dtype=np.float32)
"""Noise of the dark sky in the bands i, r and g, nanomaggies per native pixel."""

GAIN = np.float32(450.0)
"""Photo-electrons per nanomaggie, about: sets the Poisson noise of bright pixels."""

BAND_SCALES = np.array([0.70, 0.79, 1.16], dtype=np.float32)
"""Weights of the bands i, r and g in the colours red, green and blue."""

SOFTENING = np.float32(18.0)
"""Lupton's Q: the stretch is linear below 1/Q and logarithmic above."""

STRETCH = np.float32(0.92)
"""Flux, in nanomaggies per native pixel after the weights, that is drawn white."""

SKY_LEVEL = np.float32(0.0027)
"""Pedestal left under the sky, nanomaggies per native pixel after the weights."""


def blur(images: Array, sigma: NDArray[np.float64]) -> Array:
    """Convolve square images with a Gaussian seeing disc.

    Parameters
    ----------
    images : ndarray of shape (n, bands, size, size), float32
        Surface brightness.
    sigma : ndarray of shape (n,)
        Width of the Gaussian, in pixels of the images, one per galaxy.

    Returns
    -------
    ndarray of shape (n, bands, size, size), float32
        The same flux, blurred, as if the images were mirrored at their borders.
    """
    size = images.shape[-1]
    # The cosine transform, unlike a matrix product, leaves the threads of BLAS alone.
    wavenumber = np.pi / size * np.arange(size) * sigma[:, None]
    transfer = np.exp(-0.5 * wavenumber**2).astype(np.float32)[:, None]
    waves = dctn(images, axes=(2, 3), norm="ortho")
    waves *= transfer[..., :, None] * transfer[..., None, :]
    return np.asarray(idctn(waves, axes=(2, 3), norm="ortho", overwrite_x=True))


def draw_noise(
    n_native: NDArray[np.int64], size: int, generators: Sequence[np.random.Generator]
) -> Array:
    """Draw the noise of the camera's own pixels, as it looks on the cutouts' pixels.

    Cutouts are interpolated from native pixels of 0.396 arcsec: where they are finer their noise is
    smooth, where they are coarser it averages down. White noise is as white in the waves of a
    cosine transform, so it is drawn there, and the waves that either grid cannot hold are left out.

    Parameters
    ----------
    n_native : ndarray of shape (n,), int64
        Native pixels across each cutout.
    size : int
        Pixels across the cutouts.
    generators : sequence of numpy.random.Generator
        One per galaxy; what is drawn does not depend on `size`.

    Returns
    -------
    ndarray of shape (n, 3, size, size), float32
        Noise in the bands i, r and g, of unit variance on native pixels before the interpolation.
    """
    waves = np.zeros((len(n_native), 3, size, size), dtype=np.float32)
    for row, (count, generator) in enumerate(zip(n_native.tolist(), generators, strict=True)):
        native = generator.standard_normal((3, count, count), dtype=np.float32)
        kept = min(count, size)
        fading = np.exp(-0.5 * (np.arange(kept, dtype=np.float32) / (0.6 * count)) ** 2)
        fading *= np.sqrt(np.float32(size / count))
        waves[row, :, :kept, :kept] = native[:, :kept, :kept] * fading * fading[:, None]
    return np.asarray(idctn(waves, axes=(2, 3), norm="ortho", overwrite_x=True))


def add_noise(
    flux: Array, n_native: NDArray[np.int64], generators: Sequence[np.random.Generator]
) -> None:
    """Add the noise of sky and source to images, in place.

    Parameters
    ----------
    flux : ndarray of shape (n, 3, size, size), float32
        Nanomaggies per native pixel in the bands i, r and g.
    n_native : ndarray of shape (n,), int64
        Native pixels across each cutout.
    generators : sequence of numpy.random.Generator
        One per galaxy.
    """
    sigma = np.sqrt(SKY_SIGMA[:, None, None] ** 2 + np.maximum(flux, 0) / GAIN)
    flux += sigma * draw_noise(n_native, flux.shape[-1], generators)


def lupton_rgb(flux: Array) -> NDArray[np.uint8]:
    """Turn fluxes into colours, as the SDSS image server does.

    The mean intensity goes through an inverse hyperbolic sine and the three bands are scaled by one
    factor, so that a galaxy keeps its colour from the faint rim to the core; pixels brighter than
    white are scaled down together [1]_.

    Parameters
    ----------
    flux : ndarray of shape (n, 3, height, width), float32
        Nanomaggies per native pixel in the bands i, r and g.

    Returns
    -------
    ndarray of shape (n, height, width, 3), uint8
        Red, green and blue.

    References
    ----------
    .. [1] Lupton, R. et al. 2004, PASP 116, 133.
    """
    rgb = np.maximum(flux * BAND_SCALES[:, None, None] + SKY_LEVEL, 0)
    intensity = rgb.mean(axis=1, keepdims=True)
    factor = np.arcsinh(intensity * (SOFTENING / STRETCH)) / np.arcsinh(SOFTENING)
    factor /= np.maximum(intensity, np.float32(1e-6))
    rgb *= factor
    rgb /= np.maximum(rgb.max(axis=1, keepdims=True), 1)
    return np.ascontiguousarray((rgb * 255 + 0.5).astype(np.uint8).transpose(0, 2, 3, 1))
