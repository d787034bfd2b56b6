"""Samplers that balance classes of images without touching a pixel.

The way through it: `RotationOversampler` (``_rotations`` draws, ``galaxyzoo_ml._mirrored_labels``
keeps the winding right) and `CloneOversampler` select rows. `ImageSampler` lets
imbalanced-learn's samplers act on images: ``_supported_samplers`` is the table of the routes that
each may take, ``_sampler_routes`` goes them in the space of `PixelPCA` (``_block_means``), and
``_resample`` does the same to what belongs to the images. `TemperedStrategy` says how far to
balance. `ResampledClassifier` resamples inside `fit`, and `PriorCorrectedClassifier` puts the
natural mix of classes back (``galaxyzoo_ml._prior_correction``).
"""

from galaxyzoo_ml.balancing._clone_oversampler import CloneOversampler
from galaxyzoo_ml.balancing._image_sampler import ImageSampler
from galaxyzoo_ml.balancing._pixel_pca import PixelPCA
from galaxyzoo_ml.balancing._prior_corrected_classifier import PriorCorrectedClassifier
from galaxyzoo_ml.balancing._resampled_classifier import ResampledClassifier
from galaxyzoo_ml.balancing._rotation_oversampler import RotationOversampler
from galaxyzoo_ml.balancing._tempered_strategy import TemperedStrategy

__all__ = [
    "CloneOversampler",
    "ImageSampler",
    "PixelPCA",
    "PriorCorrectedClassifier",
    "ResampledClassifier",
    "RotationOversampler",
    "TemperedStrategy",
]
