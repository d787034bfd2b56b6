"""Samplers that balance classes of images without touching a pixel.

`RotationOversampler` uses the symmetries of the square, `CloneOversampler` repeats;
`ImageSampler` lets imbalanced-learn's samplers act on images; `ResampledClassifier` resamples
inside `fit`, for scikit-learn's own Pipeline.
"""

from galaxyzoo_ml.balancing._clone_oversampler import CloneOversampler
from galaxyzoo_ml.balancing._image_sampler import ImageSampler
from galaxyzoo_ml.balancing._pixel_pca import PixelPCA
from galaxyzoo_ml.balancing._resampled_classifier import ResampledClassifier
from galaxyzoo_ml.balancing._rotation_oversampler import RotationOversampler

__all__ = [
    "CloneOversampler",
    "ImageSampler",
    "PixelPCA",
    "ResampledClassifier",
    "RotationOversampler",
]
