"""Images as recipes: pixels stay put, recipes move.

The way through it: files become a stack of pixels (`read_stack`, ``files``), which an `ImageArray`
holds as its base (``_base_stack``, under a token that travels) beside a recipe (``_recipe``: which
images, under which of the eight symmetries of ``_symmetry``) and a scale (``_affine``). Selecting
(``_selection``), arithmetic and ``_reductions`` change or read those; ``_render`` makes pixels of
them, batch by batch, under the eye of ``_memory_guard``. What is given as X goes by `as_images`.
"""

from galaxyzoo_ml.images._as_images import as_images
from galaxyzoo_ml.images._image_array import ImageArray
from galaxyzoo_ml.images._symmetry import SYMMETRIES, compose, transform
from galaxyzoo_ml.images._thumbnails import displayable
from galaxyzoo_ml.images.files._image_stack import ImageStack
from galaxyzoo_ml.images.files._read_image import read_image
from galaxyzoo_ml.images.files._read_stack import iter_stacks, read_stack

__all__ = [
    "SYMMETRIES",
    "ImageArray",
    "ImageStack",
    "as_images",
    "compose",
    "displayable",
    "iter_stacks",
    "read_image",
    "read_stack",
    "transform",
]
