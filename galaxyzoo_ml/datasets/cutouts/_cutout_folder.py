"""A folder of cutouts, before and after a run."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.datasets.cutouts._needed_cutouts import CutoutJob
from galaxyzoo_ml.datasets.cutouts._own_pictures import kept_path
from galaxyzoo_ml.datasets.cutouts._services import CutoutService
from galaxyzoo_ml.datasets.folder._cutout_result import CutoutResult
from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.tables._rounded_ids import whole_numbers
from galaxyzoo_ml.exceptions import DataError, DownloadError

__all__ = [
    "as_text",
    "check_geometry",
    "disk_error",
    "explain_pending",
    "fold_if_possible",
    "prepare",
    "remove_leftovers",
    "typed_rows",
]

_logger = logging.getLogger(__name__)
_GEOMETRY = "cutouts.json"


def prepare(
    root: Path,
    manifest: Manifest,
    jobs: Sequence[CutoutJob],
    service: CutoutService,
    size: int,
    scale: float | str,
) -> None:
    """Write down what is about to be asked. What lies there stays until its successor has come."""
    statuses = manifest.table["status"].to_dict()
    for job in jobs:
        if statuses[job.objid] == Status.OK:
            reason = "replaced: the picture is damaged, or of another place or scale"
            manifest.set(job.objid, CutoutResult(reason=reason))
    manifest.claim({job.objid: job.path for job in jobs})
    for parent in {job.path.rpartition("/")[0] for job in jobs}:
        (root / parent).mkdir(parents=True, exist_ok=True)
    geometry = {"service": service.name, "size": size, "scale": scale}
    write_whole(root / _GEOMETRY, (json.dumps(geometry) + "\n").encode(), durable=True)
    manifest.fold()


def remove_leftovers(folder: Path) -> None:
    """Remove what killed processes left half-written, one level of sub-folders included.

    Call it under the lock only: elsewhere such a file may be at work.
    """
    for pattern in (".*.tmp", "*/.*.tmp"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def check_geometry(
    root: Path, manifest: Manifest, service: CutoutService, size: int, scale: float | str
) -> None:
    """Refuse to mix pictures: a net would learn which galaxy came from which release."""
    has_pictures = bool((manifest.table["status"] == Status.OK).any())
    try:
        old = json.loads((root / _GEOMETRY).read_text("utf-8"))
        old_scale = old["scale"] if isinstance(old["scale"], str) else float(old["scale"])
        there = (str(old["service"]), int(old["size"]), old_scale)
    except (OSError, ValueError, TypeError, KeyError) as error:
        if not has_pictures:
            return
        raise DataError(
            f"{root / _GEOMETRY}, which says what these pictures are, cannot be read; put back a "
            "copy of it, or fetch into another folder (--dir)"
        ) from error
    if has_pictures and there != (service.name, size, scale):
        raise DataError(
            f"{root} holds pictures of {there[0]}, {there[1]} pixels at {_worded(old_scale)}; "
            f"those of {service.name}, {size} pixels at {_worded(scale)} go into another folder "
            "(--dir)"
        )


def _worded(scale: float | str) -> str:
    return f"the scales of column {scale}" if isinstance(scale, str) else f"{scale:g} arcsec"


def explain_pending(root: Path, manifest: Manifest, jobs: Sequence[CutoutJob], reason: str) -> None:
    """Say why the rest was not asked for."""
    manifest.absorb()
    statuses = manifest.table["status"].to_dict()
    for job in jobs:
        if statuses[job.objid] not in (Status.OK, Status.FAILED):
            manifest.set(job.objid, CutoutResult(kept_path(root, job), reason=reason))


def fold_if_possible(manifest: Manifest) -> None:
    """Fold the journal; where there is no room for it, the next run will."""
    try:
        manifest.fold()
    except OSError as error:
        manifest.close()
        _logger.info("the journal stays: %s", error)


def disk_error(error: OSError, root: Path) -> DownloadError:
    """Say what a full disk, or a folder that became read-only, means for the user."""
    return DownloadError(
        f"{error.filename or root}: {error.strerror or error}; what has come is kept: run it again "
        "when this is mended"
    )


def as_text(value: object) -> str:
    """Return a value as the manifest has it; nothing where it is missing."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def typed_rows(request: pd.DataFrame, manifest: Manifest) -> pd.DataFrame:
    """Return the rows of a request as a user wants them: numbers as numbers."""
    table = request.join(manifest.results(request.index)).reset_index()
    numbers = whole_numbers(table[manifest.id_column])
    if len(table) and numbers is not None:
        table[manifest.id_column] = numbers
    return table
