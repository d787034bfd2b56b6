"""Transformers that take stacks of images, lazily where the images are lazy.

The way through it: `StandardScaler` is scikit-learn's on tables; on images it takes one mean and
one deviation per channel from the moments that `galaxyzoo_ml.images` counts (``_moments``), and
scales by moving the affine map. `FlattenImages` is the door to estimators that know tables only:
it renders. Both read their X by ``galaxyzoo_ml._base``.
"""

from galaxyzoo_ml.preprocessing._flatten_images import FlattenImages
from galaxyzoo_ml.preprocessing._standard_scaler import StandardScaler

__all__ = ["FlattenImages", "StandardScaler"]
