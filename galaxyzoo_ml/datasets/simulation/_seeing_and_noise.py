"""What the air and the camera do to the light: seeing, and the noise of sky and source."""

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
