"""Galaxies of Galaxy Zoo 1 with their pictures, fetched once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.datasets._bunch import make_bunch, read_descr
from galaxyzoo_ml.datasets._home import get_data_home, made_data_home
from galaxyzoo_ml.datasets.catalogs._first_of_permutation import first_of_permutation
from galaxyzoo_ml.datasets.cutouts._fetch_cutouts import fetch_cutouts
from galaxyzoo_ml.datasets.cutouts._services import CutoutService, get_service
from galaxyzoo_ml.datasets.folder._read_table import read_table
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.galaxyzoo1._galaxyzoo1_labels import galaxyzoo1_labels
from galaxyzoo_ml.datasets.galaxyzoo1._given_catalog import given_or_fetched
from galaxyzoo_ml.exceptions import DownloadError, OfflineError
from galaxyzoo_ml.images import ImageArray, read_stack

__all__ = ["fetch_galaxyzoo1"]


def fetch_galaxyzoo1(
    n_samples: int = 5000,
    *,
    labels: str = "flag",
    size: int = 120,
    scale: float = 0.2,
    stratify: bool = False,
    random_state: RandomState = 0,
    catalog: pd.DataFrame | str | os.PathLike[str] | None = None,
    service: str = "sdss-dr7",
    url: str | None = None,
    rate: float | None = 1.0,
    connections: int = 4,
    data_home: str | os.PathLike[str] | None = None,
    download_if_missing: bool = True,
    return_X_y: bool = False,
    progress: bool | str = "auto",
) -> Any:
    """Load galaxies of Galaxy Zoo 1 with their pictures, fetched politely and once.

    The catalogue is fetched and verified, a sample drawn, and a picture of each galaxy asked for;
    see `fetch_cutouts`. At the default rate 5,000 pictures take 83 minutes. An interrupted call
    goes on where it was, and a larger one asks for the further galaxies alone.

    Parameters
    ----------
    n_samples : int, default=5000
        The first so many galaxies of one seeded permutation of the catalogue.
    labels : {"flag", "plurality", "vote", "clean", "handedness"}, default="flag"
        Which labels; see `galaxyzoo1_labels`.
    size : int, default=120
        Side of the pictures, in pixels.
    scale : float, default=0.2
        Arcsec per pixel.
    stratify : bool, default=False
        Keep the mix of labels in each sample.
    random_state : int, RandomState or None, default=0
        The permutation. It is the same each time unless told otherwise, so that nothing is fetched
        in vain.
    catalog : pandas.DataFrame, path-like or str, default=None
        Table 2 as from `fetch_galaxyzoo1_catalog`, or another copy of it: a file or a URL. None
        takes the published one.
    service : str, default="sdss-dr7"
        Who cuts the pictures out; see `fetch_cutouts`.
    url : str, default=None
        Another address of the service.
    rate : float or None, default=1.0
        Requests a second.
    connections : int, default=4
        Requests under way at once.
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    download_if_missing : bool, default=True
        Whether the network may be asked. False takes the pictures that are there.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.
    progress : bool or "auto", default="auto"
        Show the progress on standard error; "auto" does so where that is a terminal.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str),
        ``target_names``, ``catalog`` (DataFrame, one row an image, with the manifest's columns),
        ``skipped`` (int: galaxies whose picture could not be had) and ``DESCR``.

    Raises
    ------
    OfflineError
        The catalogue, or all pictures, are missing, and no server could be, or may be, asked.
    DownloadError
        None of the pictures could be had.
    ValueError
        A service that does not exist; more galaxies than the catalogue has.

    See Also
    --------
    fetch_galaxyzoo2_images : Galaxy Zoo 2's archive of 3.4 GB, with the same labels: more galaxies
        than anyone would ask a service for.
    """
    if n_samples < 1:
        raise ValueError(f"n_samples has to be at least 1, got {n_samples}")
    asked = get_service(service, url)
    table = given_or_fetched(
        catalog,
        data_home=data_home,
        download_if_missing=download_if_missing,
        progress=progress,
    )
    table = table.assign(target=galaxyzoo1_labels(table, labels))
    chosen = first_of_permutation(
        table, n_samples, random_state, stratify="target" if stratify else None
    )
    home = made_data_home(data_home) if download_if_missing else get_data_home(data_home)
    folder = home / "galaxyzoo1" / f"{asked.name}-{size}px-{scale:g}arcsec"
    request = chosen[["OBJID", "ra", "dec"]]
    if download_if_missing:
        manifest = fetch_cutouts(
            request,
            folder,
            service=asked,
            size=size,
            scale=scale,
            rate=rate,
            connections=connections,
            replace=True,  # the folder is the cache's own
            progress=progress,
        )
    else:
        manifest = _already_there(request, folder, asked)
    good = (manifest["status"] == Status.OK).to_numpy()
    if not good.any():
        reasons = ", ".join(manifest["reason"].value_counts().index[:3])
        raise DownloadError(f"{folder}: none of the {len(good)} pictures could be had: {reasons}")
    rest = manifest.loc[good].drop(columns=["OBJID", "ra", "dec"]).reset_index(drop=True)
    kept = pd.concat([chosen[good].reset_index(drop=True), rest], axis=1)
    stack = read_stack([folder / path for path in kept["path"]], cache_dir=home / "stacks")
    return make_bunch(
        return_X_y=return_X_y,
        images=ImageArray(stack.pixels),
        target=kept["target"].to_numpy().astype(str),
        catalog=kept,
        skipped=int((~good).sum()),
        descr=read_descr("galaxyzoo1_catalog"),
    )


def _already_there(request: pd.DataFrame, folder: Path, service: CutoutService) -> pd.DataFrame:
    """Return the manifest's rows of the galaxies asked for, without asking anybody."""
    path = folder / "manifest.csv"
    if path.is_file():
        rows = read_table(path).set_index("OBJID").reindex(request["OBJID"]).reset_index()
        if (rows["status"] == Status.OK).any():
            for name, value in (("status", Status.PENDING.value), ("reason", "not fetched yet")):
                rows[name] = rows[name].astype(object).fillna(value)
            return rows
    raise OfflineError(
        f"none of the {len(request)} pictures is in {folder} (the first is that of OBJID "
        f"{request['OBJID'].iloc[0]}), and download_if_missing=False forbids to ask {service.url} "
        "for them; call again without it and with a network, or name another data_home="
    )
