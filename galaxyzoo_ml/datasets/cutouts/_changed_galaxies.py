"""Which galaxies of a request are not those whose pictures the folder has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.exceptions import DataError

__all__ = ["ChangedGalaxies", "changed_galaxies"]

_SAME_PLACE = 1e-6  # degrees; less than the rounding of the published positions
_SAME_SCALE = 1e-5  # relative; services are told six digits


@dataclass(frozen=True)
class ChangedGalaxies:
    """The galaxies whose picture is not what is asked for: what it shows, and what it should.

    Parameters
    ----------
    moved : dict of str to str
        By id: the picture is of another place.
    rescaled : dict of str to str
        By id: of the same place, with another scale.
    n_there : int
        Galaxies of the request that have a picture.
    """

    moved: Mapping[str, str]
    rescaled: Mapping[str, str]
    n_there: int

    def __contains__(self, objid: object) -> bool:
        return objid in self.moved or objid in self.rescaled

    def refuse(self, root: Path) -> None:
        """Refuse to put other pictures under ids that the folder knows.

        Scales of a few galaxies may have been mended; those of most are another field.

        Raises
        ------
        DataError
            A galaxy at another place, or most of them with another scale.
        """
        if self.moved:
            changed, how = self.moved, "at another place"
        elif 2 * len(self.rescaled) > self.n_there:
            changed, how = self.rescaled, "with another scale"
        else:
            return
        objid, what = next(iter(changed.items()))
        raise DataError(
            f"{root} has {len(changed):,} of {self.n_there:,} galaxies {how} (OBJID {objid}: "
            f"{what}); pictures of another catalogue or field go into another folder, "
            "or replace=True (--replace) fetches these anew"
        )


def changed_galaxies(
    request: pd.DataFrame, manifest: Manifest, scale: float | str
) -> ChangedGalaxies:
    """Compare a request with the pictures that a folder has.

    Parameters
    ----------
    request : DataFrame
        From `request_table`.
    manifest : Manifest
    scale : float or str
        Arcsec per pixel, or the column of the request that has them.

    Returns
    -------
    ChangedGalaxies
    """
    good = manifest.table[manifest.table["status"] == Status.OK]
    good = good.loc[good.index.intersection(request.index)]
    asked = request.loc[good.index]
    names = ["ra", "dec", scale] if isinstance(scale, str) else ["ra", "dec"]
    there, wanted = ({name: _numbers(t, name) for name in names} for t in (good, asked))
    # NaN, which no fetch writes, is another place and another scale.
    is_moved = ~(_separations(there, wanted) <= _SAME_PLACE)
    is_rescaled = np.zeros(len(good), bool)
    if isinstance(scale, str):
        is_rescaled = ~is_moved & ~np.isclose(there[scale], wanted[scale], _SAME_SCALE, 0)
    moved, rescaled = (
        {
            str(good.index[int(row)]): f"{_worded(there, row)} there, {_worded(wanted, row)} "
            "asked for"
            for row in np.flatnonzero(flags).tolist()
        }
        for flags in (is_moved, is_rescaled)
    )
    return ChangedGalaxies(moved, rescaled, len(good))


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
