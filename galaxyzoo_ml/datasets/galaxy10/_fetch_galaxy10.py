"""Galaxy10: two small sets of ten classes, each in one HDF5 file.

Files, numbers and names of the classes are those of the astroNN documentation.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.datasets._bunch import make_bunch, read_descr
from galaxyzoo_ml.datasets._home import made_data_home
from galaxyzoo_ml.datasets.downloads._fetch_file import fetch_file
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile
from galaxyzoo_ml.datasets.network._progress import is_shown
from galaxyzoo_ml.exceptions import DataError
from galaxyzoo_ml.images import ImageArray

if TYPE_CHECKING:
    import h5py

__all__ = ["fetch_galaxy10_decals", "fetch_galaxy10_sdss"]

_CHUNK = 512  # images copied at a time


@dataclass(frozen=True)
class _Galaxy10:
    """One of the two sets."""

    remote: RemoteFile
    names: tuple[str, ...]
    descr: str  # the name of its file


_SDSS = _Galaxy10(
    RemoteFile(
        "Galaxy10.h5",
        ("https://zenodo.org/records/10844811/files/Galaxy10.h5?download=1",),
        "sha256:969a6b1cefcc36e09fffa86febd2f699a4aa19b837ba0427f01b0bc6ded458af",
    ),
    (
        "disk, face-on, no spiral",
        "smooth, completely round",
        "smooth, in-between round",
        "smooth, cigar shaped",
        "disk, edge-on, rounded bulge",
        "disk, edge-on, boxy bulge",
        "disk, edge-on, no bulge",
        "disk, face-on, tight spiral",
        "disk, face-on, medium spiral",
        "disk, face-on, loose spiral",
    ),
    "galaxy10_sdss",
)
_DECALS = _Galaxy10(
    RemoteFile(
        "Galaxy10_DECals.h5",
        ("https://zenodo.org/records/10845026/files/Galaxy10_DECals.h5?download=1",),
        "sha256:19aefc477c41bb7f77ff07599a6b82a038dc042f889a111b0d4d98bb755c1571",
    ),
    (
        "disturbed",
        "merging",
        "round smooth",
        "in-between round smooth",
        "cigar shaped smooth",
        "barred spiral",
        "unbarred tight spiral",
        "unbarred loose spiral",
        "edge-on without bulge",
        "edge-on with bulge",
    ),
    "galaxy10_decals",
)


def fetch_galaxy10_sdss(
    *,
    data_home: str | os.PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: bool = False,
    progress: bool | str = "auto",
) -> Any:
    """Load Galaxy10 SDSS, fetched once (200 MB): 21,785 images of 69 x 69 pixels, ten classes.

    Parameters
    ----------
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    download_if_missing : bool, default=True
        Whether the network may be asked.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.
    progress : bool or "auto", default="auto"
        Show a progress bar of the download on standard error; "auto" does so where that is a
        terminal.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str),
        ``target_names``, ``catalog`` (DataFrame: number and name of the class) and ``DESCR``.

    Raises
    ------
    OfflineError
        Not in the cache, and no server could be reached.
    ChecksumError
        What came is another file.
    ImportError
        If h5py is not installed.
    """
    return _load(_SDSS, data_home, download_if_missing, return_X_y, progress)


def fetch_galaxy10_decals(
    *,
    data_home: str | os.PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: bool = False,
    progress: bool | str = "auto",
) -> Any:
    """Load Galaxy10 DECaLS, fetched once (2.5 GB): 17,736 images of 256 x 256 pixels, ten classes.

    The pixels are written once, uncompressed, beside the file (3.5 GB) and memory-mapped.

    Parameters
    ----------
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    download_if_missing : bool, default=True
        Whether the network may be asked.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.
    progress : bool or "auto", default="auto"
        Show a progress bar of the download on standard error; "auto" does so where that is a
        terminal.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str),
        ``target_names``, ``catalog`` (DataFrame: number and name of the class, ``ra`` and ``dec``
        in degrees, ``redshift``, ``pxscale`` in arcsec) and ``DESCR``.

    Raises
    ------
    OfflineError
        Not in the cache, and no server could be reached.
    ChecksumError
        What came is another file.
    ImportError
        If h5py is not installed.
    """
    return _load(_DECALS, data_home, download_if_missing, return_X_y, progress)


def _load(
    galaxy10: _Galaxy10,
    data_home: str | os.PathLike[str] | None,
    download_if_missing: bool,
    return_X_y: bool,
    progress: bool | str,
) -> Any:
    shown = is_shown(progress)
    path = fetch_file(
        galaxy10.remote,
        made_data_home(data_home) / "galaxy10",
        download_if_missing=download_if_missing,
        progress=shown,
    )
    pixels, catalog = _read_hdf5(path)
    names = np.array(galaxy10.names)
    if not catalog["class"].between(0, len(names) - 1).all():
        raise DataError(f"{path}: there are classes beyond the {len(names)} known ones")
    target = names[catalog["class"]]
    catalog["target"] = target
    return make_bunch(
        return_X_y=return_X_y,
        images=ImageArray(pixels),
        target=target,
        catalog=catalog,
        descr=read_descr(galaxy10.descr),
    )


def _read_hdf5(path: Path) -> tuple[NDArray[np.uint8], pd.DataFrame]:
    """Return the pixels, memory-mapped from a copy that is made once, and the columns."""
    try:
        import h5py
    except ImportError as error:
        raise ImportError("Galaxy10 needs h5py: pip install 'galaxyzoo-ml[hdf5]'") from error
    try:
        with h5py.File(path) as file:
            columns = {
                "class" if name == "ans" else name: file[name][:]
                for name in file
                if name != "images"
            }
            stack = path.with_suffix(".npy")
            if not stack.exists():
                _copy_pixels(file["images"], stack)
    except (OSError, KeyError) as error:
        raise DataError(f"{path}: not a file of Galaxy10 ({error})") from error
    return np.load(stack, mmap_mode="r"), pd.DataFrame(columns)


def _copy_pixels(images: h5py.Dataset, target: Path) -> None:
    header = {"descr": "|u1", "fortran_order": False, "shape": images.shape}
    with written_whole(target) as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, len(images), _CHUNK):
            file.write(np.ascontiguousarray(images[start : start + _CHUNK], np.uint8).data)
