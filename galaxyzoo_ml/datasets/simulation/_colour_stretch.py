"""From flux to a picture: the colour stretch of SDSS cutouts (Lupton)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

BAND_SCALES = np.array([0.70, 0.79, 1.16], dtype=np.float32)
"""Weights of the bands i, r and g in the colours red, green and blue."""

SOFTENING = np.float32(18.0)
"""Lupton's Q: the stretch is linear below 1/Q and logarithmic above."""

STRETCH = np.float32(0.92)
"""Flux, in nanomaggies per native pixel after the weights, that is drawn white."""

SKY_LEVEL = np.float32(0.0027)
"""Pedestal left under the sky, nanomaggies per native pixel after the weights."""


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
