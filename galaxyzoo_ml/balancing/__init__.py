"""Samplers that balance classes of images without touching a pixel."""

from galaxyzoo_ml.balancing._rotation_oversampler import RotationOversampler

__all__ = ["RotationOversampler"]
