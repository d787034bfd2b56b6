"""Which galaxies of a request are not those whose pictures the folder has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.exceptions import DataError

__all__ = ["changed_galaxies", "refuse_changed"]

_SAME_PLACE = 1e-6  # degrees; less than the rounding of the published positions
_SAME_SCALE = 1e-5  # relative; services are told six digits


def changed_galaxies(
    request: pd.DataFrame, manifest: Manifest, scale: float | str
) -> dict[str, str]:
    """Return the galaxies whose picture is of another place or another width.

    Parameters
    ----------
    request : DataFrame
        From `request_table`.
    manifest : Manifest
    scale : float or str
        Arcsec per pixel, or the column of the request that has them.

    Returns
    -------
    dict of str to str
        By id: what the picture shows, and what is asked for.
    """
    good = manifest.table[manifest.table["status"] == Status.OK]
    good = good.loc[good.index.intersection(request.index)]
    asked = request.loc[good.index]
    there, wanted = (
        {name: _numbers(table, name) for name in ("ra", "dec")} for table in (good, asked)
    )
    # NaN, which no fetch writes, is another place and another scale.
    is_same = _separations(there, wanted) <= _SAME_PLACE
    if isinstance(scale, str):
        there[scale], wanted[scale] = _numbers(good, scale), _numbers(asked, scale)
        is_same &= np.isclose(there[scale], wanted[scale], _SAME_SCALE, 0)
    return {
        str(good.index[row]): f"{_worded(there, row)} there, {_worded(wanted, row)} asked for"
        for row in np.flatnonzero(~is_same)
    }


def refuse_changed(root: Path, changed: Mapping[str, str], n_asked: int) -> None:
    """Refuse to put other pictures under ids that the folder knows.

    Raises
    ------
    DataError
        There are any.
    """
    if changed:
        objid, what = next(iter(changed.items()))
        raise DataError(
            f"{root} has {len(changed):,} of these {n_asked:,} galaxies at another place or scale "
            f"(OBJID {objid}: {what}); pictures of another catalogue or field go into another "
            "folder; replace=True fetches these anew"
        )


def _numbers(table: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in table:  # pictures of an earlier run, which did not know it
        return np.full(len(table), np.nan)
    return pd.to_numeric(table[name], errors="coerce").to_numpy(np.float64)


def _separations(
    there: Mapping[str, NDArray[Any]], wanted: Mapping[str, NDArray[Any]]
) -> NDArray[np.float64]:
    """Return the angles between positions that are close, in degrees."""
    d_ra = (there["ra"] - wanted["ra"] + 180) % 360 - 180  # 359.9999999 is beside 0
    d_dec = there["dec"] - wanted["dec"]
    angles: NDArray[np.float64] = np.hypot(d_ra * np.cos(np.radians(wanted["dec"])), d_dec)
    return angles


def _worded(values: Mapping[str, NDArray[Any]], row: int) -> str:
    return ", ".join(f"{name} {column[row]:.8g}" for name, column in values.items())
