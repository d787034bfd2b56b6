"""From positions on the sky to probabilities."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from galaxyzoo_ml.workflows._classified_catalog import ClassifiedCatalog
from galaxyzoo_ml.workflows._find_fields import FIELD, find_fields
from galaxyzoo_ml.workflows._picture_files import look_at, path_text
from galaxyzoo_ml.workflows._picture_model import ModelOrFile, PictureModel, picture_model

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["classify_catalog"]


def classify_catalog(
    catalog: pd.DataFrame,
    model: ModelOrFile = None,
    *,
    folder: str | os.PathLike[str],
    id_column: str | None = None,
    ra_column: str | None = None,
    dec_column: str | None = None,
    radius_column: str | None = None,
    field: float = FIELD,
    service: str = "sdss-dr7",
    url: str | None = None,
    size: int = 120,
    scale: float = 0.2,
    rate: float | None = 1.0,
    connections: int = 4,
    replace: bool = False,
    progress: bool | str = False,
) -> ClassifiedCatalog:
    """Fetch a picture of each galaxy of a catalogue, politely, and classify it.

    What ``galaxyzoo classify`` does. A second call asks for nothing that is there.

    Parameters
    ----------
    catalog : DataFrame
        From `read_catalog`, or any other with ids and positions (J2000).
    model : estimator or path-like, default=None
        Fitted on square pictures in three colours, or its file. None is the net that ships.
    folder : path-like
        Where the pictures go; see `fetch_cutouts`.
    id_column, ra_column, dec_column : str, default=None
        The columns; None takes those of usual names: `find_positions`.
    radius_column : str, default=None
        Petrosian radii, to scale each field to its galaxy: give it if you can; the unit is that
        of the catalogue, or else arcsec. Without it all fields are ``size * scale`` wide.
    field : float, default=5.1
        How many radii a field is wide. The default is what the net that ships has learnt from.
    service, url, size, scale, rate, connections, replace
        As in `fetch_cutouts`; `scale` (arcsec a pixel) is not used where there are radii.
    progress : bool or "auto", default=False
        Say on standard error how far it is, as `fetch_cutouts` does.

    Returns
    -------
    ClassifiedCatalog
        Galaxies whose picture did not come keep their rows, without probabilities; so do those
        without a name, a position or a radius. A galaxy that stands twice is fetched once.

    Raises
    ------
    TableError
        Columns that are not there or not clear, ids that were rounded, units that are no angles;
        no row with a name, a position and a radius.
    DataError
        A model that does not take pictures, a folder with pictures of another field.
    DownloadError, ValueError
        See `fetch_cutouts`.

    See Also
    --------
    find_fields : What is asked for.
    galaxyzoo_ml.datasets.plan_cutouts : How much of it is there, and how long the rest takes.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import read_catalog
    >>> from galaxyzoo_ml.workflows import classify_catalog
    >>> mine = read_catalog("mine.fits")  # doctest: +SKIP
    >>> result = classify_catalog(
    ...     mine, folder="mine-cutouts", radius_column="petroRad_r")  # doctest: +SKIP
    >>> result.table[["predicted_class", "p_spiral"]]  # doctest: +SKIP
    """
    from galaxyzoo_ml.datasets import fetch_cutouts

    judge = picture_model(model)  # first: a wrong file should not cost hours
    fields = find_fields(
        catalog,
        id_column=id_column,
        ra_column=ra_column,
        dec_column=dec_column,
        radius_column=radius_column,
        field=field,
        size=size,
        on_error="mark",
    )
    asked = fields[fields["reason"] == ""].drop_duplicates("OBJID")
    started = time.monotonic()
    manifest = fetch_cutouts(
        asked.drop(columns="reason"),
        folder,
        service=service,
        url=url,
        size=size,
        scale=scale if radius_column is None else "scale",
        rate=rate,
        connections=connections,
        replace=replace,
        progress=progress,
    )
    seconds = time.monotonic() - started
    has_bar = bool(progress) and sys.stderr.isatty()  # decoding takes no time beside fetching
    manifest = _row_by_row(manifest, asked, fields)
    return _classified(catalog, manifest, Path(folder), judge, seconds, has_bar)


def _row_by_row(manifest: pd.DataFrame, asked: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    """Return the manifest with a row for each of the catalogue.

    A galaxy that stands twice has one picture; one that could not be asked for has none.
    """
    import pandas as pd

    if len(asked) == len(fields):
        return manifest
    bad = (fields["reason"] != "").to_numpy()
    place = pd.Index(asked["OBJID"]).get_indexer(pd.Index(fields["OBJID"]))
    rows = manifest.iloc[np.where(bad, 0, place)].reset_index(drop=True)
    rows["OBJID"] = fields["OBJID"].to_numpy()
    for name in ("path", "url", "sha256"):
        rows[name] = rows[name].where(~bad, "")
    for name in ("ra", "dec", "scale"):
        if name in rows:
            rows[name] = rows[name].where(~bad, np.nan)
    rows.loc[bad, "status"] = "failed"
    rows.loc[bad, ["tries", "bytes"]] = 0
    rows.loc[bad, "reason"] = fields["reason"].to_numpy()[bad]
    return rows


def _classified(
    catalog: pd.DataFrame,
    manifest: pd.DataFrame,
    folder: Path,
    judge: PictureModel,
    fetch_seconds: float,
    progress: bool,
) -> ClassifiedCatalog:
    """Classify the pictures that came; the rows of the others stay, without probabilities."""
    status, reason = manifest["status"].tolist(), manifest["reason"].tolist()
    came = [i for i, word in enumerate(status) if word == "ok"]
    paths = [folder / path for path in manifest["path"]]
    looked = look_at([paths[i] for i in came], judge.size, judge.answers, progress=progress)
    if not looked.is_whole:
        raise KeyboardInterrupt
    for j, why in looked.broken.items():
        status[came[j]], reason[came[j]] = "failed", why
    good = [came[j] for j in looked.rows]
    found = looked.found if good else np.empty((0, len(judge.labels)))
    columns = judge.table(found).set_axis(good).reindex(range(len(catalog)))
    columns["status"], columns["reason"] = status, reason
    columns["cutout"] = [
        path_text(paths[i]) if word == "ok" else "" for i, word in enumerate(status)
    ]
    return ClassifiedCatalog(
        table=_beside(catalog, columns),
        manifest=manifest,
        rows=np.array(good, np.int64),
        shares=found[:, : len(judge.labels)],
        labels=judge.labels,
        files=tuple(paths[i] for i in good),
        size=judge.size,
        fetch_seconds=fetch_seconds,
    )


def _beside(catalog: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Put columns beside those of the catalogue, under other names where they are taken."""
    import pandas as pd

    taken = {str(name).lower() for name in catalog.columns}
    while taken & {str(name).lower() for name in found}:
        found = found.add_prefix("galaxyzoo_")
    return pd.concat([catalog.reset_index(drop=True), found], axis=1)
