"""Samplers that balance classes of images without touching a pixel.

`RotationOversampler` uses the symmetries of the square, `CloneOversampler` repeats;
`ImageSampler` lets imbalanced-learn's samplers act on images; `TemperedStrategy` balances in part.
`ResampledClassifier` resamples inside `fit`, for scikit-learn's own Pipeline, and
`PriorCorrectedClassifier` puts the natural mix of classes back at prediction.
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
