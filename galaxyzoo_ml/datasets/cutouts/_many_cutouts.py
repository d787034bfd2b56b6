"""Many cutouts: bounded work in flight, tries and waits, one result for each."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.datasets.cutouts._ask_for_cutout import CutoutClient, NotServedError
from galaxyzoo_ml.datasets.cutouts._check_cutout import BadCutoutError, check_body
from galaxyzoo_ml.datasets.cutouts._needed_cutouts import CutoutJob
from galaxyzoo_ml.datasets.cutouts._own_pictures import kept_path
from galaxyzoo_ml.datasets.cutouts._services import CutoutService
from galaxyzoo_ml.datasets.folder._cutout_result import CutoutResult
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.network._backoff import backoff_seconds
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy

__all__ = ["CutoutRun", "StoppedError"]

_PER_CONNECTION = 8  # jobs under way: those that wait for another try hold no connection
_CHECKING_THREADS = 2  # decoding and writing, beside the thread that talks
_OUTAGES = ("unreachable", "timeout", "connection", "http-429", "http-5")


class StoppedError(Exception):
    """The run is of no use any more; the text says why.

    Parameters
    ----------
    reason : str
    unreachable : bool, default=False
        No server has ever answered.
    """

    def __init__(self, reason: str, *, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.unreachable = unreachable


class CutoutRun:
    """Asks for many cutouts, and reports each as soon as its image is in place.

    Parameters
    ----------
    client : CutoutClient
    folder : pathlib.Path
    service : CutoutService
    size : int
        Pixels.
    connections : int
    policy : NetworkPolicy
    report : callable
        Called with the id and the result of each galaxy, in the thread of the event loop.
    """

    def __init__(
        self,
        client: CutoutClient,
        folder: Path,
        service: CutoutService,
        size: int,
        connections: int,
        policy: NetworkPolicy,
        report: Callable[[str, CutoutResult], None],
    ) -> None:
        self._client, self._folder, self._service = client, folder, service
        self._size, self._policy, self._report = size, policy, report
        self._slots = asyncio.Semaphore(connections)
        # Asked for and not yet in place: what is lost if the process is killed.
        self._in_flight = asyncio.Semaphore(2 * connections)
        self._window = asyncio.Semaphore(connections * _PER_CONNECTION)
        self._pool = ThreadPoolExecutor(_CHECKING_THREADS, "galaxyzoo-cutouts")
        self._n_outages = 0

    async def all(self, jobs: Sequence[CutoutJob]) -> None:
        """Ask for all of them.

        Parameters
        ----------
        jobs : sequence of CutoutJob

        Raises
        ------
        StoppedError
            The service is down, cannot be reached, or wants to be left alone for too long.
        OSError
            An image or the journal could not be written.
        """
        try:
            async with self._client, asyncio.TaskGroup() as group:
                for job in jobs:
                    await self._window.acquire()
                    group.create_task(self._one(job))
        except BaseExceptionGroup as errors:
            # Tasks that fail at the same time fail for the same reason: the first speaks for all.
            raise errors.exceptions[0] from None
        finally:
            # A picture that is being written is finished: it is one of those in flight.
            self._pool.shutdown(wait=True, cancel_futures=True)

    async def _one(self, job: CutoutJob) -> None:
        try:
            result = await self._tried(job)
        finally:
            self._window.release()
        self._report(job.objid, result)
        is_outage = result.status == Status.FAILED and result.reason.startswith(_OUTAGES)
        self._n_outages = self._n_outages + 1 if is_outage else 0
        if self._n_outages >= self._policy.give_up_after:
            raise StoppedError(
                f"{self._n_outages} galaxies in a row failed, the last with {result.reason}"
            )

    async def _tried(self, job: CutoutJob) -> CutoutResult:
        """Ask until the image is in place or the tries are used up."""
        loop = asyncio.get_running_loop()
        reason, n_tried = "", 0
        while n_tried < self._policy.tries:
            if n_tried:
                await asyncio.sleep(backoff_seconds(self._policy, n_tried))
            n_tried += 1
            try:
                async with self._in_flight:
                    async with self._slots:
                        body = await self._client.get(job.url)
                    return await loop.run_in_executor(self._pool, self._kept, job, body, n_tried)
            except BadCutoutError as error:
                reason = str(error)
            except NotServedError as error:
                reason = str(error)
                self._refuse_to_wait(error)
                if error.final:
                    break
        path = await loop.run_in_executor(self._pool, kept_path, self._folder, job)
        return self._result(job, n_tried, status=Status.FAILED, reason=reason, path=path)

    def _refuse_to_wait(self, error: NotServedError) -> None:
        pause = error.retry_after
        if not error.final and pause is not None and pause > self._policy.longest_pause:
            raise StoppedError(f"{error}: the service wants to be left alone for {pause:,.0f} s")
        if not self._client.has_answered and self._client.n_unreachable >= self._policy.tries:
            raise StoppedError(str(error), unreachable=True)

    def _kept(self, job: CutoutJob, body: bytes, n_tried: int) -> CutoutResult:
        """Check a body and give it its name."""
        check_body(body, self._size, self._service.flat_deviation)
        write_whole(self._folder / job.path, body)
        return self._result(
            job,
            n_tried,
            status=Status.OK,
            path=job.path,
            sha256=hashlib.sha256(body).hexdigest(),
            n_bytes=len(body),
        )

    def _result(
        self,
        job: CutoutJob,
        n_tried: int,
        *,
        status: Status,
        reason: str = "",
        path: str = "",
        sha256: str = "",
        n_bytes: int = 0,
    ) -> CutoutResult:
        return CutoutResult(
            path=path,
            status=status,
            reason=reason,
            tries=n_tried,
            sha256=sha256,
            bytes=n_bytes,
            service=self._service.name,
            url=job.url,
            retrieved=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
