"""Which pictures of a folder are its own: those that its manifest names, and no others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from galaxyzoo_ml.datasets.cutouts._needed_cutouts import CutoutJob
from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.exceptions import DataError

__all__ = ["kept_path", "refuse_other_folders", "refuse_other_pictures", "release"]

_OTHER_TABLES = ("labels.csv", "training_data.txt")  # which a manifest would hide


def refuse_other_folders(root: Path, manifest: Manifest) -> None:
    """Refuse a folder of galaxies that was not fetched.

    Raises
    ------
    DataError
        It has a table of another kind, or pictures, and no manifest.
    """
    if manifest.path.exists():
        return
    found = [name for name in _OTHER_TABLES if (root / name).exists()]
    pictures = (path for path in (root / "images").rglob("[!.]*") if not path.is_dir())
    found += [str(path.relative_to(root)) for path in pictures][:1]
    if found:
        raise DataError(
            f"{root} has {found[0]} and no manifest.csv: it was not fetched, or its manifest was "
            "taken away; put that back, or fetch into another folder (--dir)"
        )


def refuse_other_pictures(root: Path, manifest: Manifest, jobs: Sequence[CutoutJob]) -> None:
    """Refuse to replace what the manifest does not name.

    Raises
    ------
    DataError
        A picture, or anything else, lies where one is to come.
    """
    owned = manifest.table["path"].to_dict()
    for job in jobs:
        if owned.get(job.objid) != job.path and os.path.lexists(root / job.path):
            raise DataError(
                f"{root / job.path} is not named by {manifest.path.name}: fetch did not make it, "
                "and does not replace it: fetch into another folder (--dir)"
            )


def kept_path(root: Path, job: CutoutJob) -> str:
    """Return the path of a picture that did not come: of what still lies there, if anything."""
    return job.path if os.path.lexists(root / job.path) else ""


def release(root: Path, manifest: Manifest, jobs: Sequence[CutoutJob]) -> None:
    """Claim no places any more where no picture came to lie."""
    manifest.absorb()
    statuses = manifest.table["status"].to_dict()
    vain = (job for job in jobs if statuses.get(job.objid) not in (Status.OK, None))
    manifest.claim({job.objid: kept_path(root, job) for job in vain})
