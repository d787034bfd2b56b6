"""Transformers that take stacks of images, lazily where the images are lazy."""

from galaxyzoo_ml.preprocessing._flatten_images import FlattenImages
from galaxyzoo_ml.preprocessing._standard_scaler import StandardScaler

__all__ = ["FlattenImages", "StandardScaler"]
