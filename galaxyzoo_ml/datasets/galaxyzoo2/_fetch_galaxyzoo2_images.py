"""Galaxy Zoo 2's pictures in bulk, with the labels of Galaxy Zoo 1.

The record Zenodo 3565489 (pictures and mapping) has 243,434 JPEGs of 424 x 424 pixels, scaled to
the galaxy; its mapping joins them to Galaxy Zoo 1 by the SDSS DR7 object id. The pictures are those
of bright galaxies (r < 17): their mix of classes is not that of the whole of Galaxy Zoo 1.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.datasets._bunch import make_bunch, read_descr
from galaxyzoo_ml.datasets._home import made_data_home
from galaxyzoo_ml.datasets.catalogs._first_of_permutation import first_of_permutation
from galaxyzoo_ml.datasets.downloads._fetch_file import fetch_file
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile
from galaxyzoo_ml.datasets.galaxyzoo1._galaxyzoo1_labels import galaxyzoo1_labels
from galaxyzoo_ml.datasets.galaxyzoo1._given_catalog import given_or_fetched
from galaxyzoo_ml.datasets.network._progress import is_shown
from galaxyzoo_ml.exceptions import DataError, TableError
from galaxyzoo_ml.images import ImageArray, read_stack

__all__ = ["fetch_galaxyzoo2_images"]

_RECORD = "https://zenodo.org/records/3565489/files"
_ARCHIVE = RemoteFile(
    "images_gz2.zip",
    (f"{_RECORD}/images_gz2.zip?download=1",),
    "md5:bc647032d31e50c798770cf4430525c7",
)
_MAPPING = RemoteFile(
    "gz2_filename_mapping.csv",
    (f"{_RECORD}/gz2_filename_mapping.csv?download=1",),
    "md5:7e28465e6dfbf96c0d828c595a5bbd80",
)
# Without the litter ._123.jpg of macOS, and without anything that leaves the archive.
_MEMBER = re.compile(r"(?:(?!\.\.?/)[^/]+/)*([0-9]{1,18})\.jpg")


def fetch_galaxyzoo2_images(
    n_samples: int | None = None,
    *,
    labels: str = "flag",
    size: int = 120,
    crop: int | None = None,
    archive: str | os.PathLike[str] | None = None,
    mapping: str | os.PathLike[str] | None = None,
    catalog: pd.DataFrame | str | os.PathLike[str] | None = None,
    random_state: RandomState = 0,
    stratify: bool = False,
    data_home: str | os.PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: bool = False,
    progress: bool | str = "auto",
) -> Any:
    """Load Galaxy Zoo 2's pictures with Galaxy Zoo 1's labels, fetched once (3.4 GB).

    The only practical way to some 200,000 labelled pictures without asking SDSS for days. The
    archive is verified and read where it lies; it is never unpacked.

    Parameters
    ----------
    n_samples : int, default=None
        So many galaxies, the first of one seeded permutation: a larger number extends a smaller
        one. None is all.
    labels : {"flag", "plurality", "clean", "handedness"}, default="flag"
        Which labels; see `galaxyzoo1_labels`.
    size : int, default=120
        Side of the images, in pixels, resampled from 424.
    crop : int, default=None
        Side of the central square that is used, in pixels of the files. Galaxy Zoo's own central
        half is 212.
    archive, mapping : path-like, default=None
        Copies of ``images_gz2.zip`` and ``gz2_filename_mapping.csv`` that are there already. They
        are not verified.
    catalog : pandas.DataFrame, path-like or str, default=None
        Galaxy Zoo 1's table 2 as from `fetch_galaxyzoo1_catalog`, or another copy of it: a file or
        a URL. None takes the published one.
    random_state : int, RandomState or None, default=0
        The permutation. It is the same each time unless told otherwise, so that nothing is decoded
        in vain.
    stratify : bool, default=False
        Keep the mix of labels in each sample.
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    download_if_missing : bool, default=True
        Whether the network may be asked.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.
    progress : bool or "auto", default="auto"
        Show progress bars on standard error, of the download and of the decoding; "auto" does so
        where that is a terminal.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str),
        ``target_names``, ``catalog`` (DataFrame, one row an image: Galaxy Zoo 1's columns and
        ``asset_id``), ``skipped`` (int: broken pictures) and ``DESCR``.

    Raises
    ------
    OfflineError
        Not in the cache, and no server could be reached.
    ChecksumError
        What came is another file.
    TableError
        A mapping that lacks a column.
    DataError
        An archive that is none, or has a picture twice; or no galaxy that is in all three.
    """
    shown = is_shown(progress)
    home = made_data_home(data_home)
    table = given_or_fetched(
        catalog,
        data_home=data_home,
        download_if_missing=download_if_missing,
        progress=progress,
    )
    mapping_path, archive_path = (
        fetch_file(
            remote, home / "galaxyzoo2", download_if_missing=download_if_missing, progress=shown
        )
        if given is None
        else Path(given)
        for remote, given in ((_MAPPING, mapping), (_ARCHIVE, archive))
    )
    members = _members_of(archive_path)
    joined = _joined(table, mapping_path, members)
    joined["target"] = galaxyzoo1_labels(joined, labels)
    chosen = first_of_permutation(
        joined, n_samples, random_state, stratify="target" if stratify else None
    )
    stack = read_stack(
        [members[asset] for asset in chosen["asset_id"].tolist()],
        size=size,
        crop=crop,
        cache_dir=home / "stacks",
        on_error="skip",
        progress=shown,
    )
    chosen = chosen.iloc[stack.rows].reset_index(drop=True)
    return make_bunch(
        return_X_y=return_X_y,
        images=ImageArray(stack.pixels),
        target=chosen["target"].to_numpy().astype(str),
        catalog=chosen,
        skipped=len(stack.broken),
        descr=read_descr("galaxyzoo2_images"),
    )


def _members_of(archive: Path) -> dict[int, zipfile.Path]:
    """Return the pictures of the archive by their number. Nothing else in it is ever read."""
    try:
        opened = zipfile.ZipFile(archive)
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
        raise DataError(f"{archive}: not a ZIP archive that can be read ({error})") from error
    names: dict[int, str] = {}
    for name in opened.namelist():
        if name.startswith("//"):  # zipfile.Path would look for its parents without an end
            raise DataError(f"{archive}: its member {name!r} lies nowhere; take another copy")
        match = _MEMBER.fullmatch(name)
        if match and names.setdefault(int(match[1]), name) != name:
            raise DataError(
                f"{archive}: {names[int(match[1])]} and {name} are both picture {int(match[1])}; "
                "take an archive that has each once"
            )
    root = zipfile.Path(opened)
    return {number: zipfile.Path(root.root, name) for number, name in names.items()}


def _joined(catalog: pd.DataFrame, mapping: Path, members: dict[int, zipfile.Path]) -> pd.DataFrame:
    """Return the rows of the catalogue that have a picture, with its number as ``asset_id``."""
    columns: dict[str, Any] = {"objid": "int64", "sample": str, "asset_id": "int64"}
    try:
        table = pd.read_csv(mapping, usecols=list(columns), dtype=columns)
    except (ValueError, OverflowError, pd.errors.ParserError) as error:
        raise TableError(f"{mapping}: not the mapping of Galaxy Zoo 2 ({error})") from error
    # An object id stands once for each sample; only the original pictures are in the archive.
    table = table[(table["sample"] == "original") & table["asset_id"].isin(members.keys())]
    joined = catalog.merge(
        table[["objid", "asset_id"]], left_on="OBJID", right_on="objid", how="inner"
    )
    if joined.empty:
        raise DataError(f"no galaxy is in the catalogue, in {mapping} and in the archive")
    return joined.drop(columns="objid")
