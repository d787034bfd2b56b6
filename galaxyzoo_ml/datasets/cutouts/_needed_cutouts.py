"""From a catalogue to what has to be asked: names and positions checked, files verified."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.cutouts._changed_galaxies import ChangedGalaxies
from galaxyzoo_ml.datasets.cutouts._services import CutoutService
from galaxyzoo_ml.datasets.folder._cutout_result import RESULT_COLUMNS
from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.datasets.tables._rounded_ids import is_rounded, refuse_missing, rounded_id
from galaxyzoo_ml.datasets.tables._sphere import LIMITS, are_off
from galaxyzoo_ml.exceptions import TableError

__all__ = ["CutoutJob", "check_field", "needed_jobs", "request_table"]

# Nothing that climbs out of the folder, hides in it, or means something to a shell or to Windows.
_SAFE_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_+-]*(\.[0-9A-Za-z_+-]+)*")
_LONGEST_ID = 100
_RESERVED = {"ra", "dec", *RESULT_COLUMNS}

_MAX_IN_ONE_FOLDER = 10_000  # beyond it, listing the folder becomes slow everywhere
_CHECKED_AT_ONCE = 4096  # files: bounds the memory


@dataclass(frozen=True)
class CutoutJob:
    """One cutout that has to be asked for.

    Parameters
    ----------
    objid : str
    url : str
    path : str
        Where it will lie, relative to the folder.
    """

    objid: str
    url: str
    path: str


def request_table(
    catalog: pd.DataFrame, columns: Sequence[str] | None, id_column: str = "OBJID"
) -> pd.DataFrame:
    """Check a catalogue and return it as the manifest wants it.

    Parameters
    ----------
    catalog : DataFrame
        Columns `id_column` (int64 or text), ``ra`` and ``dec`` (degrees, J2000; in any case of
        letters) and others, such as labels.
    columns : sequence of str or None
        The other columns to keep; None takes all, except names that the manifest uses itself.

    Returns
    -------
    DataFrame
        Indexed by id (text): ``ra``, ``dec`` (float64), `columns` as they were.

    Raises
    ------
    TableError
        A missing column; an id that is not unique, was rounded, or is no safe name of a file; a
        position off the sphere.
    """
    there = {str(name).lower(): name for name in reversed(catalog.columns)}
    for name in (id_column.lower(), "ra", "dec"):
        if name not in there:
            raise TableError(f"the catalogue has no column {name!r}; there are {listed(catalog)}")
    used = [there[name] for name in (id_column.lower(), "ra", "dec")]
    if columns is None:
        columns = [str(n) for n in catalog if n not in used and str(n).lower() not in _RESERVED]
    for name in columns:
        if name not in catalog or name in used or str(name).lower() in _RESERVED:
            raise TableError(f"{name!r} cannot be kept: it is absent, or used otherwise")
    ids = _safe_ids(catalog[used[0]])
    positions = {name: _degrees(catalog[there[name]], name) for name in ("ra", "dec")}
    frame = pd.DataFrame({**positions, **{name: catalog[name].to_numpy() for name in columns}})
    return frame.set_index(pd.Index(ids, name=id_column, dtype=object))


def check_field(
    request: pd.DataFrame, service: CutoutService, size: int, scale: float | str
) -> None:
    """Refuse what the service would clip in silence, for one scale or for a column of them.

    Parameters
    ----------
    request : DataFrame
        From `request_table`.
    service : CutoutService
    size : int
        Pixels.
    scale : float or str
        Arcsec per pixel, or the column of the request that has them.

    Raises
    ------
    TableError
        No such column, or one that holds no numbers.
    ValueError
        A size or a scale outside the service's limits.
    """
    if not isinstance(scale, str):
        service.check(size, scale)
        return
    if scale not in request or request[scale].dtype.kind not in "iuf":
        raise TableError(f"scale={scale!r} has to be a column of numbers (arcsec a pixel)")
    scales = request[scale].to_numpy(np.float64)
    for extreme in (scales.min(), scales.max()) if len(scales) else ():  # NaN is both
        service.check(size, float(extreme))


def _safe_ids(column: pd.Series[Any]) -> list[str]:
    refuse_missing(column)
    if column.dtype.kind == "f":
        raise TableError(
            f"{column.name} was read as a float, which cannot hold 18 digits: read it as int64 or "
            "text"
        )
    ids = [str(value) for value in column]
    for row, objid in enumerate(ids):
        if is_rounded(objid):
            raise TableError(f"row {row} of the catalogue: {column.name} {rounded_id(objid)}")
        if len(objid) > _LONGEST_ID or not _SAFE_ID.fullmatch(objid):
            raise TableError(
                f"row {row} of the catalogue: {column.name} {objid[:60]!r} cannot be the name of a "
                "file; letters, digits and - + _ . are allowed"
            )
    # Some file systems take A.jpg and a.jpg for one file.
    twins = pd.Series([objid.lower() for objid in ids], dtype=object).duplicated()
    if twins.any():
        row = int(twins.to_numpy().argmax())
        raise TableError(f"row {row} of the catalogue: {column.name} {ids[row]} stands twice")
    return ids


def _degrees(column: pd.Series[Any], name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    try:
        degrees = column.to_numpy(dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise TableError(f"{column.name} has to be in degrees: {error}") from error
    wrong = are_off(degrees, name)
    if wrong.any():
        least, most = LIMITS[name]
        row = int(wrong.argmax())
        raise TableError(
            f"row {row} of the catalogue: {column.name} = {degrees[row]} is not between {least:g} "
            f"and {most:g} degrees"
        )
    return degrees


def needed_jobs(
    request: pd.DataFrame,
    manifest: Manifest,
    folder: Path,
    service: CutoutService,
    size: int,
    scale: float | str,
    changed: ChangedGalaxies,
) -> Iterator[CutoutJob]:
    """Yield what has to be asked: all that is not there, or not right.

    Parameters
    ----------
    request : DataFrame
        From `request_table`.
    manifest : Manifest
        As the folder has it; it may lack galaxies of the request.
    folder : pathlib.Path
    service : CutoutService
    size : int
        Pixels.
    scale : float or str
        Arcsec per pixel, or the column of the request that has them.
    changed : ChangedGalaxies
        Those whose picture is of another place or scale.

    Yields
    ------
    CutoutJob
        In the order of the request.
    """
    there = _undamaged(request, manifest, folder)
    known = manifest.table.index
    is_many = len(known.union(request.index, sort=False)) > _MAX_IN_ONE_FOLDER
    paths = manifest.table["path"].to_dict()
    scales = request[scale] if isinstance(scale, str) else repeat(scale, len(request))
    rows = zip(request.index, request["ra"], request["dec"], scales, strict=True)
    for objid, ra, dec, own_scale in rows:
        if objid not in there or objid in changed:
            url = service.request_url(ra, dec, size, own_scale)
            path = paths.get(objid, "")
            if path not in _places(objid):  # never trusted: a table can be edited
                path = _places(objid)[is_many]
            yield CutoutJob(objid, url, path)


def _places(objid: str) -> tuple[str, str]:
    """Return where an image may lie: in a small folder, and in one of many."""
    part = hashlib.sha256(objid.encode()).hexdigest()[:2]
    return f"images/{objid}.jpg", f"images/{part}/{objid}.jpg"


def _undamaged(request: pd.DataFrame, manifest: Manifest, folder: Path) -> set[str]:
    """Return the galaxies whose image is there, as it came."""
    good = manifest.table[manifest.table["status"] == Status.OK]
    rows = good.loc[good.index.intersection(request.index)]
    entries = list(zip(rows.index, rows["path"], rows["sha256"], strict=True))
    found: set[str] = set()
    with ThreadPoolExecutor(8) as pool:
        for start in range(0, len(entries), _CHECKED_AT_ONCE):
            chunk = entries[start : start + _CHECKED_AT_ONCE]
            is_right = pool.map(lambda entry: _is_undamaged(folder, *entry), chunk)
            found.update(e[0] for e, right in zip(chunk, is_right, strict=True) if right)
    return found


def _is_undamaged(folder: Path, objid: str, path: str, sha256: str) -> bool:
    if path not in _places(objid):
        return False
    try:
        return hashlib.sha256((folder / path).read_bytes()).hexdigest() == sha256
    except OSError:
        return False
