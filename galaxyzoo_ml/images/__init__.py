"""Images as recipes: pixels stay put, recipes move.

`ImageArray` is an array-like over a base stack of pixels; `read_stack` turns picture files into
such a stack, once, memory-mapped in a cache; `iter_stacks` goes through them once, block by block.
"""

from galaxyzoo_ml.images._image_array import ImageArray
from galaxyzoo_ml.images._symmetry import SYMMETRIES, compose, transform
from galaxyzoo_ml.images._thumbnails import displayable
from galaxyzoo_ml.images._as_images import as_images
from galaxyzoo_ml.images.files._read_image import read_image
from galaxyzoo_ml.images.files._read_stack import ImageStack, iter_stacks, read_stack

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
