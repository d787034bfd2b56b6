"""Picture files become one memory-mapped stack, once, or blocks that are not kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from galaxyzoo_ml.exceptions import BrokenImageError, DataError
from galaxyzoo_ml.images._side import check_side
from galaxyzoo_ml.images.files._decoding_pool import DecodingPool
from galaxyzoo_ml.images.files._image_stack import ImageStack
from galaxyzoo_ml.images.files._picture_path import PicturePath, picture_path
from galaxyzoo_ml.images.files._stack_cache import cached

__all__ = ["iter_stacks", "read_stack"]


def read_stack(
    paths: Sequence[str | PicturePath],
    *,
    size: int | None = None,
    crop: int | None = None,
    cache_dir: str | Path | None = None,
    on_error: str = "raise",
    n_jobs: int | None = None,
    progress: bool = False,
) -> ImageStack:
    """Decode picture files on all cores into one stack, kept in a cache folder.

    The stack is keyed by the names, sizes and times of the files and by `size` and `crop`; it is
    one file, written beside its final name and renamed when whole. A later call with the same files
    maps it without decoding; a changed file makes a new stack. The three of a folder that were used
    last are kept, and those that were used within the hour or that any process has mapped.

    Parameters
    ----------
    paths : sequence of path-like or zipfile.Path
        The files, at least one; they may be members of a ZIP archive, which is not unpacked.
    size : int, default=None
        Side of the images, in pixels; see `read_image`, also for what becomes of JPEGs that are
        made much smaller. None demands files of one size.
    crop : int, default=None
        Side of the central square that is used, in pixels of the file.
    cache_dir : path-like, default=None
        Where the stack is kept. None decodes into memory.
    on_error : {"raise", "skip"}, default="raise"
        What to do about broken files: raise, or list them in `broken`.
    n_jobs : int, default=None
        Number of decoding threads; None and -1 are one per core.
    progress : bool, default=False
        Show a progress bar on standard error while decoding.

    Returns
    -------
    ImageStack

    Raises
    ------
    BrokenImageError
        Files that are missing or broken, the first few of them named.
    ImageSizeError
        Files of different sizes without `size`.
    DataError
        No files.

    Warns
    -----
    DataWarning
        A stack in the cache that is damaged: it is made again.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from galaxyzoo_ml.images import read_stack
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "galaxy.png")
    ...     Image.new("RGB", (64, 48), "navy").save(path)
    ...     stack = read_stack([path], size=32)
    >>> stack.pixels.shape
    (1, 32, 32, 3)
    """
    if on_error not in ("raise", "skip"):
        raise ValueError(f"on_error must be 'raise' or 'skip', got {on_error!r}")
    decoder = _decoder(paths, size, crop, n_jobs, progress)
    if cache_dir is None:
        stack = decoder.to_memory()
    else:
        stack = cached(decoder, Path(cache_dir))
    if stack.broken and on_error == "raise":
        raise _broken_error(list(stack.broken.values()))
    if not len(stack.rows):
        raise _broken_error(list(stack.broken.values()), skip_helps=False)
    return stack


def iter_stacks(
    paths: Sequence[str | PicturePath],
    *,
    size: int | None = None,
    crop: int | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
) -> Iterator[ImageStack]:
    """Decode picture files on all cores, block by block: however many they are, few are in memory.

    Parameters
    ----------
    paths : sequence of path-like or zipfile.Path
        The files, at least one.
    size, crop, n_jobs, progress
        As in `read_stack`.

    Returns
    -------
    iterator of ImageStack
        Each of the next 256 files. Broken ones are left out of its ``pixels`` and named in
        ``broken``; a block may hold no good ones.

    Raises
    ------
    ImageSizeError
        Files of different sizes without `size`.
    DataError
        No files.

    See Also
    --------
    read_stack : One stack of all of them, kept in a cache: for what is read more than once.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from PIL import Image
    >>> from galaxyzoo_ml.images import iter_stacks
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = [Path(folder, f"{i}.png") for i in range(300)]
    ...     for path in paths:
    ...         Image.new("RGB", (16, 16)).save(path)
    ...     [(len(stack.pixels), int(stack.rows[0])) for stack in iter_stacks(paths, size=8)]
    [(256, 0), (44, 256)]
    """
    return _decoder(paths, size, crop, n_jobs, progress).blocks()


def _decoder(
    paths: Sequence[str | PicturePath],
    size: int | None,
    crop: int | None,
    n_jobs: int | None,
    progress: bool,
) -> DecodingPool:
    """Return the decoder of files that can be asked for."""
    for name, value in (("size", size), ("crop", crop)):
        if value is not None:
            check_side(name, value)
    files = [picture_path(path) for path in paths]
    if not files:
        raise DataError("there are no pictures to read")
    return DecodingPool(files, size, crop, n_jobs, progress)


def _broken_error(reasons: list[str], skip_helps: bool = True) -> BrokenImageError:
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    advice = "; on_error='skip' (--skip-broken) leaves broken pictures out" if skip_helps else ""
    return BrokenImageError(f"{reasons[0]}{more}{advice}")
