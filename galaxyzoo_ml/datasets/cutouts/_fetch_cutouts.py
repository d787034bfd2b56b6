"""Cutouts of a catalogue, fetched into a folder of galaxies."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.cutouts._ask_for_cutout import CutoutClient
from galaxyzoo_ml.datasets.cutouts._changed_galaxies import changed_galaxies
from galaxyzoo_ml.datasets.cutouts._cutout_folder import (
    as_text,
    check_geometry,
    disk_error,
    explain_pending,
    fold_if_possible,
    prepare,
    remove_leftovers,
    typed_rows,
)
from galaxyzoo_ml.datasets.cutouts._many_cutouts import CutoutRun, StoppedError
from galaxyzoo_ml.datasets.cutouts._needed_cutouts import (
    CutoutJob,
    check_field,
    needed_jobs,
    request_table,
)
from galaxyzoo_ml.datasets.cutouts._own_pictures import (
    refuse_other_folders,
    refuse_other_pictures,
    release,
)
from galaxyzoo_ml.datasets.cutouts._services import CutoutService, get_service
from galaxyzoo_ml.datasets.folder._cutout_result import CutoutResult
from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.network._file_lock import locked
from galaxyzoo_ml.datasets.network._http import AsyncBaseTransport
from galaxyzoo_ml.datasets.network._loop_thread import run_in_thread
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.datasets.network._progress import Progress, is_shown
from galaxyzoo_ml.datasets.network._rate_limit import check_rate
from galaxyzoo_ml.exceptions import OfflineError

__all__ = ["CutoutPlan", "fetch_cutouts", "plan_cutouts"]

_logger = logging.getLogger(__name__)
_LOCK_WAIT = 5.0  # seconds: the other process may be at it for days


@dataclass(frozen=True)
class CutoutPlan:
    """What `fetch_cutouts` would do.

    Parameters
    ----------
    n_total : int
        Galaxies of the catalogue.
    n_there : int
        Images that are there and undamaged.
    urls : tuple of str
        What would be asked for.
    seconds : float
        How long that takes at the rate, if nothing fails; 0 without a rate.
    """

    n_total: int
    n_there: int
    urls: tuple[str, ...]
    seconds: float


def plan_cutouts(
    catalog: pd.DataFrame,
    folder: str | os.PathLike[str],
    *,
    service: str | CutoutService = "sdss-dr7",
    size: int = 120,
    scale: float | str = 0.2,
    rate: float | None = 1.0,
    columns: Sequence[str] | None = None,
    url: str | None = None,
    replace: bool = False,
) -> CutoutPlan:
    """Say what `fetch_cutouts` would ask for, without asking or writing.

    Parameters
    ----------
    catalog, folder, service, size, scale, rate, columns, url, replace
        See `fetch_cutouts`.

    Returns
    -------
    CutoutPlan

    Raises
    ------
    TableError, DataError, ValueError
        See `fetch_cutouts`.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import plan_cutouts
    >>> catalog = pd.DataFrame({"OBJID": [587722952767439450], "ra": [188.2], "dec": [0.1]})
    >>> plan_cutouts(catalog, "no-such-folder", rate=0.5).seconds
    2.0
    """
    asked = get_service(service, url)
    check_rate(rate)
    request, root = _request(catalog, columns, asked, size, scale), Path(folder)
    manifest = Manifest(root)
    jobs = _needed(request, manifest, root, asked, size, scale, replace=replace)
    urls = tuple(job.url for job in jobs)
    seconds = _least_seconds(len(urls), rate)
    return CutoutPlan(len(request), len(request) - len(urls), urls, seconds)


def _request(
    catalog: pd.DataFrame,
    columns: Sequence[str] | None,
    service: CutoutService,
    size: int,
    scale: float | str,
) -> pd.DataFrame:
    """Return the catalogue checked, with the column of scales kept if there is one."""
    if columns is not None and isinstance(scale, str) and scale not in columns:
        columns = [*columns, scale]
    request = request_table(catalog, columns)
    check_field(request, service, size, scale)
    return request


def _needed(
    request: pd.DataFrame,
    manifest: Manifest,
    root: Path,
    service: CutoutService,
    size: int,
    scale: float | str,
    *,
    replace: bool,
) -> list[CutoutJob]:
    """Return what has to be asked for, once it is sure that nothing is lost by it."""
    manifest.absorb()
    refuse_other_folders(root, manifest)
    check_geometry(root, manifest, service, size, scale)
    changed = changed_galaxies(request, manifest, scale)
    if not replace:
        changed.refuse(root)
    jobs = list(needed_jobs(request, manifest, root, service, size, scale, changed))
    refuse_other_pictures(root, manifest, jobs)
    return jobs


def _least_seconds(n_requests: int, rate: float | None) -> float:
    return n_requests / rate if rate else 0.0


def fetch_cutouts(
    catalog: pd.DataFrame,
    folder: str | os.PathLike[str],
    *,
    service: str | CutoutService = "sdss-dr7",
    size: int = 120,
    scale: float | str = 0.2,
    rate: float | None = 1.0,
    connections: int = 4,
    columns: Sequence[str] | None = None,
    url: str | None = None,
    replace: bool = False,
    progress: bool | str = "auto",
    policy: NetworkPolicy | None = None,
    transport: AsyncBaseTransport | None = None,
) -> pd.DataFrame:
    """Fetch a picture of every galaxy of a catalogue, checked, into a folder of galaxies.

    Every answer is decoded whole and refused if it is not the picture that was asked for: an error
    page, a drawn error message, a blank tile, another size, a part. What is refused is asked for
    again, later and later; what stays bad is a row of ``manifest.csv`` with its reason, and no
    file. A second call asks for nothing that is already there and right by its checksum, tries
    again what failed, and replaces what was damaged. It can be interrupted at any instant.

    Only what the folder's own manifest names is ever replaced, and only by a good picture: until
    that has come, the old file stays.

    Read the folder with `load_galaxies`.

    Parameters
    ----------
    catalog : DataFrame
        Columns ``OBJID`` (int64 or text), ``ra`` and ``dec`` (degrees, J2000), and labels.
    folder : path-like
        Made if it is not there. It may hold other galaxies that were fetched from the same service
        with the same size and scale; pictures that were not fetched are refused.
    service : str or CutoutService, default="sdss-dr7"
        A name of `SERVICES`.
    size : int, default=120
        Side of the pictures, in pixels.
    scale : float or str, default=0.2
        Arcsec per pixel. The course's pictures, at 120 pixels, are 24 arcsec wide. Text names the
        column of the catalogue that has a scale for each galaxy, as Galaxy Zoo's own pictures are
        scaled.
    rate : float or None, default=1.0
        Requests a second to each host, never more than ``rate * T + 1`` in any T seconds. One a
        second is what SkyServer asks of its users. None sets no limit.
    connections : int, default=4
        Requests under way at once.
    columns : sequence of str, default=None
        Further columns of the catalogue, such as labels, that go into the manifest; None takes
        all.
    url : str, default=None
        Another address of the service: a mirror.
    replace : bool, default=False
        Whether galaxies that lie at another place than before, or whose own scales have changed,
        are fetched anew. False refuses: ids that mean other galaxies are those of another
        catalogue, and other scales of most galaxies are another field. Where the scales of a few
        have changed, these are fetched anew in any case.
    progress : bool or "auto", default="auto"
        Say on standard error how many are done and failed, how fast, and how long it still takes:
        by a bar on a terminal, else by a line every 30 s. "auto" does so on a terminal alone.
    policy : NetworkPolicy, default=None
        Tries, waits and timeouts.
    transport : httpx.AsyncBaseTransport, default=None
        Instead of the network: for tests, or for a proxy of your own.

    Returns
    -------
    DataFrame
        The rows of the manifest for the galaxies of the catalogue, in its order: ``OBJID`` (int64
        where all ids are numbers), ``ra``, ``dec`` (float64, degrees), labels, ``path``,
        ``status`` ("ok"; "failed"; "pending" where the run ended before it was asked for),
        ``reason``, ``tries`` (int64), ``sha256``, ``bytes`` (int64), ``service``, ``url``,
        ``retrieved`` (UTC, ISO 8601).

    Raises
    ------
    TableError
        A catalogue without these columns, with ids that are rounded, repeated or no safe names of
        files, or with positions off the sphere; a manifest that cannot be read.
    DataError
        The folder holds pictures of another service, size or scale, of another place under the
        same id, or some that were not fetched.
    OfflineError
        No server can be reached, and none of the images is there.
    DownloadError
        Another process fetches into this folder; or the disk is full: what has come is kept.
    ValueError
        A service, size, scale, rate or number of connections that does not exist.

    Notes
    -----
    After 20 galaxies in a row that failed because the service was down, the run ends and the rest
    stays pending (see `NetworkPolicy`). Releases of SDSS were processed differently and differ in
    colour, so a folder keeps to one.
    """
    asked, policy = get_service(service, url), policy or NetworkPolicy()
    check_rate(rate)
    if connections < 1:
        raise ValueError(f"connections has to be at least 1, got {connections}")
    is_shown(progress)
    request, root = _request(catalog, columns, asked, size, scale), Path(folder)
    root.mkdir(parents=True, exist_ok=True)
    with locked(root, _LOCK_WAIT if policy.lock_wait is None else policy.lock_wait):
        manifest = Manifest(root)
        jobs = _needed(request, manifest, root, asked, size, scale, replace=replace)
        remove_leftovers(root)
        remove_leftovers(root / "images")
        manifest.add(request.map(as_text))
        stopped: StoppedError | None = None
        try:
            if jobs:
                prepare(root, manifest, jobs, asked, size, scale)
                _logger.info(
                    "asking %s for %d of %d pictures: at least %.0f minutes",
                    asked.name,
                    len(jobs),
                    len(request),
                    _least_seconds(len(jobs), rate) / 60,
                )
                client = CutoutClient(policy, size, rate, connections, transport)
                with Progress(len(request), len(request) - len(jobs), progress) as bar:
                    report = _reporter(manifest, bar)
                    run = CutoutRun(client, root, asked, size, connections, policy, report)
                    run_in_thread(lambda: run.all(jobs))
        except StoppedError as error:
            stopped = error
            _logger.info("stopped: %s", error)
            explain_pending(root, manifest, jobs, f"stopped: {error}")
        except OSError as error:
            raise disk_error(error, root) from error
        finally:
            release(root, manifest, jobs)
            fold_if_possible(manifest)
        table = typed_rows(request, manifest)
    if stopped and stopped.unreachable and not (table["status"] == Status.OK).any():
        raise OfflineError(
            f"{root}: none of the {len(table)} images is there (the first would be {jobs[0].path}) "
            f"and {asked.url} cannot be reached ({stopped}); connect to the network, or name a "
            "mirror by url= (--cutout-url), and run it again"
        )
    return table


def _reporter(manifest: Manifest, bar: Progress) -> Callable[[str, CutoutResult], None]:
    def report(objid: str, result: CutoutResult) -> None:
        manifest.record(objid, result)
        bar.add(failed=result.status == Status.FAILED)
        if result.status == Status.FAILED:
            _logger.info("%s: %s", objid, result.reason)

    return report
