"""The table behind a fetcher's ``catalog=``: given as it is, or by where it lies."""

from __future__ import annotations

import os

import pandas as pd

from galaxyzoo_ml.datasets.galaxyzoo1._fetch_galaxyzoo1_catalog import fetch_galaxyzoo1_catalog

__all__ = ["given_or_fetched"]


def given_or_fetched(
    catalog: pd.DataFrame | str | os.PathLike[str] | None,
    *,
    data_home: str | os.PathLike[str] | None,
    download_if_missing: bool,
    progress: bool | str,
) -> pd.DataFrame:
    """Return Galaxy Zoo 1's table 2, without labels where it is read here.

    Parameters
    ----------
    catalog : DataFrame, path-like, str or None
        The table itself; a file or a URL; None is the published one.
    data_home, download_if_missing, progress
        See `fetch_galaxyzoo1_catalog`.

    Returns
    -------
    DataFrame
    """
    if isinstance(catalog, pd.DataFrame):
        return catalog
    return fetch_galaxyzoo1_catalog(
        2,
        source=catalog,
        labels=None,
        data_home=data_home,
        download_if_missing=download_if_missing,
        progress=progress,
    )
