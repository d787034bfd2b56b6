"""What can go wrong, named.

::

    GalaxyZooError
    ├── DataError (also ValueError)          a folder, a table or labels that cannot be used
    │   ├── FolderNotFoundError (also FileNotFoundError)
    │   ├── TableError                       no table, no such column, an id that was rounded
    │   └── ImageError                       a picture that cannot be used
    │       ├── BrokenImageError             missing, truncated, not a picture
    │       └── ImageSizeError               not of the size of the others, or too small for a net
    ├── DownloadError (also OSError)         a file that could not be fetched
    │   ├── ChecksumError                    it came, but is not the file that was published
    │   └── OfflineError                     not in the cache, and no server could be asked
    ├── LeakageError (also ValueError)       the same galaxies in training and test
    ├── CheckpointError (also ValueError)    a checkpoint of another training, or a broken one
    ├── DivergedError (also ArithmeticError) a training whose loss is no number any more
    ├── StaleBaseError (also OSError)        a memory map that changed or vanished on its way
    ├── RenderMemoryError (also MemoryError) rendering everything would fill the memory
    ├── UnsupportedSamplerError (also TypeError)  a sampler that cannot act on recipes
    └── ModelFileError (also ValueError)     a model file that cannot be trusted or read

    DataWarning (a UserWarning)              data that can be used, but look odd
    └── NeighborsLoweredWarning              a class too small for the neighbours asked for
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "BrokenImageError",
    "CheckpointError",
    "ChecksumError",
    "DataError",
    "DataWarning",
    "DivergedError",
    "DownloadError",
    "FolderNotFoundError",
    "GalaxyZooError",
    "ImageError",
    "ImageSizeError",
    "LeakageError",
    "ModelFileError",
    "NeighborsLoweredWarning",
    "OfflineError",
    "RenderMemoryError",
    "StaleBaseError",
    "TableError",
    "UnsupportedSamplerError",
]


class GalaxyZooError(Exception):
    """Base class of every error that galaxyzoo-ml raises by a name of its own."""


class DataError(GalaxyZooError, ValueError):
    """A folder, a table or labels that cannot be used as they are."""


class FolderNotFoundError(DataError, FileNotFoundError):
    """A folder of galaxies that is not there."""


class TableError(DataError):
    """A table that is missing, lacks a column, or holds ids that were rounded."""


class ImageError(DataError):
    """A picture that cannot be used."""


class BrokenImageError(ImageError):
    """A picture that is missing, truncated, or no picture at all."""


class ImageSizeError(ImageError):
    """A picture whose size is not that of the others, or too small for a net."""


class DownloadError(GalaxyZooError, OSError):
    """A file that could not be fetched from any of its addresses."""


class ChecksumError(DownloadError):
    """A file that is not, byte for byte, the one that was published."""


class OfflineError(DownloadError):
    """A file that is not in the cache, while no server can, or may, be asked for it."""


class LeakageError(GalaxyZooError, ValueError):
    """The same galaxies are in the training and in the test set: a score would mean nothing.

    Parameters
    ----------
    message : str
    shared : sequence
        The numbers of the source images, or the ids, that are on both sides, sorted.
    """

    def __init__(self, message: str, shared: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.shared = shared

    def __reduce__(self) -> tuple[Any, ...]:  # a worker's error keeps what it names
        return type(self), (str(self), self.shared)


class CheckpointError(GalaxyZooError, ValueError):
    """A checkpoint that belongs to another training, or is not whole."""


class DivergedError(GalaxyZooError, ArithmeticError):
    """A training whose loss is no number any more."""


class StaleBaseError(GalaxyZooError, OSError):
    """The file behind a memory-mapped stack changed or vanished on its way to another process."""


class RenderMemoryError(GalaxyZooError, MemoryError):
    """Rendering a whole `ImageArray` would take more than half of the free memory."""


class UnsupportedSamplerError(GalaxyZooError, TypeError):
    """A sampler that cannot act on recipes without being silently wrong."""


class ModelFileError(GalaxyZooError, ValueError):
    """A model file that is truncated, of another format, or not a model of this library."""


class DataWarning(UserWarning):
    """Data that can be used, but look odd: votes that do not sum to one, for example."""


class NeighborsLoweredWarning(DataWarning):
    """A class with fewer images than a sampler looks for neighbours: it looked for fewer."""
