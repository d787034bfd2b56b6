"""One question to one address for a file, or for what is missing of it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tqdm import tqdm

from galaxyzoo_ml.datasets.downloads._partial_file import PartialFile
from galaxyzoo_ml.datasets.downloads._range_request import (
    RangeError,
    check_range,
    note_of,
    range_headers,
    total_of,
)
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile, digest, keep_checksum
from galaxyzoo_ml.datasets.network._clock import Clock
from galaxyzoo_ml.datasets.network._errors import HTTP_ERRORS, fault_of
from galaxyzoo_ml.datasets.network._http import USER_AGENT, Client, Response, timeouts_of
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.datasets.network._retry_after import retry_after_seconds
from galaxyzoo_ml.datasets.network._worth_a_retry import is_worth_a_retry
from galaxyzoo_ml.exceptions import DownloadError

__all__ = ["Attempt", "FailedError"]

_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "*/*",
    # The checksum is that of the file as it lies on the server: nobody shall pack it on the way.
    "Accept-Encoding": "identity",
}


class FailedError(Exception):
    """An attempt that gave no file.

    Parameters
    ----------
    reason : str
    final : bool, default=False
        Asking this address again is of no use.
    pause : float, default=None
        Seconds that the server wants to be left alone.
    unreachable, mismatch : bool, default=False
        No connection came about; or a whole file came, but another one.
    spoilt : bool, default=False
        The parts do not belong together: this address is not trusted with ranges again.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool = False,
        pause: float | None = None,
        unreachable: bool = False,
        mismatch: bool = False,
        spoilt: bool = False,
    ) -> None:
        super().__init__(reason)
        self.final, self.pause, self.spoilt = final, pause, spoilt
        self.unreachable, self.mismatch = unreachable, mismatch


@dataclass(frozen=True)
class Attempt:
    """One question, and what is done with the answer.

    Parameters
    ----------
    remote : RemoteFile
    path : pathlib.Path
        Where the file will be.
    partial : PartialFile
        What has arrived of it.
    client : httpx.Client
    policy : NetworkPolicy
    clock : Clock
    bar : tqdm
        Shows how much has arrived.
    url : str
    may_resume : bool
        Whether this address may be asked for the rest alone.
    """

    remote: RemoteFile
    path: Path
    partial: PartialFile
    client: Client
    policy: NetworkPolicy
    clock: Clock
    bar: tqdm[Any]
    url: str
    may_resume: bool

    def run(self) -> None:
        """Ask for what is missing; if then all is there, verify it and give it its name.

        Raises
        ------
        FailedError
            There is no file yet.
        DownloadError
            It cannot be written.
        """
        if self.partial.size and self.partial.size == self._expected():
            return self._finish(joined=True)  # killed between the last byte and the new name
        asked = self._range()
        try:
            with self.client.stream(
                "GET",
                self.url,
                headers=_HEADERS | asked,
                timeout=timeouts_of(self.policy),
                follow_redirects=True,
            ) as response:
                self._look_at_head(response)
                joined = bool(asked) and response.status_code != HTTPStatus.OK
                if response.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                    self._receive(response)
        except HTTP_ERRORS as error:
            fault = fault_of(error)
            raise FailedError(
                str(fault), final=fault.is_final, unreachable=fault.kind == "unreachable"
            ) from error
        return self._finish(joined=joined)

    def _expected(self) -> int | None:
        """Bytes of the whole file, if they are known."""
        note = self.partial.note
        return self.remote.size or (note.total if note else None)

    def _range(self) -> dict[str, str]:
        """Return the headers that ask for the rest; forget what is there if it cannot go on."""
        asked = {}
        if self.may_resume:
            is_checked = self.remote.checksum is not None
            asked = range_headers(self.partial, self.url, is_checked=is_checked)
        if not asked:
            self.partial.clear()
        return asked

    def _look_at_head(self, response: Response) -> None:
        """Decide whether the body may be added to what is there."""
        status, size = response.status_code, self.partial.size
        if status == HTTPStatus.OK:  # also where the range was ignored, or the file has changed
            note = note_of(response.headers, self.url)
            if None not in (note.total, self.remote.size) and note.total != self.remote.size:
                raise FailedError(
                    f"it offers {note.total:,} bytes; the published file has {self.remote.size:,}",
                    final=True,
                    mismatch=True,
                )
            self.partial.start(note)
        elif status == HTTPStatus.PARTIAL_CONTENT:
            try:
                check_range(response.headers, self.partial.note, size, self.url)
            except RangeError as error:
                self.partial.clear()
                raise FailedError(str(error), spoilt=True) from error
        elif status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and size:
            if total_of(response.headers) != size:
                self.partial.clear()
                raise FailedError(f"it has no bytes after the {size:,} that came", spoilt=True)
        else:
            self._refuse(response)

    def _refuse(self, response: Response) -> None:
        status = response.status_code
        pause = retry_after_seconds(response.headers.get("Retry-After"), self.clock.now())
        reason = f"status {status} {response.reason_phrase[:60]}".strip()
        if pause is not None and pause > self.policy.longest_pause:
            reason += f", to be asked again in {pause:,.0f} s"
        raise FailedError(reason, final=not is_worth_a_retry(status), pause=pause)

    def _receive(self, response: Response) -> None:
        """Add the body, as it comes over the wire, to what is there."""
        expected = self._expected()
        try:
            with self.partial.path.open("ab", buffering=0) as file:
                self._check_space(expected)
                self.bar.reset(expected)
                self.bar.initial = self.bar.n = self.bar.last_print_n = file.tell()
                # Raw: what is published packed (.csv.gz) stays packed, whatever the server says.
                for chunk in self._watched(response.iter_raw()):
                    _write(file.fileno(), chunk)
                    self.bar.update(len(chunk))
                    if expected is not None and file.tell() > expected:
                        break
        except OSError as error:
            raise self._disk_error(error) from error

    def _watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Break off what drips: each byte in time, but too few of them."""
        clock, n_bytes = self.clock.seconds, 0
        started = clock()
        for chunk in chunks:
            yield chunk
            n_bytes += len(chunk)
            elapsed = clock() - started
            if elapsed >= self.policy.slow_seconds:
                if n_bytes < self.policy.slowest * elapsed:
                    raise FailedError(f"too slow: {n_bytes:,} bytes in {elapsed:.1f} s")
                started, n_bytes = clock(), 0

    def _check_space(self, expected: int | None) -> None:
        missing = 0 if expected is None else expected - self.partial.size
        if missing > 0 and shutil.disk_usage(self.path.parent).free < missing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _disk_error(self, error: OSError) -> DownloadError:
        arrived, free = self.partial.size, shutil.disk_usage(self.path.parent).free
        expected = self._expected()
        size = "of unknown size" if expected is None else f"{expected / 1e6:,.1f} MB"
        return DownloadError(
            f"{self.remote.name} ({size}) cannot be written into {self.path.parent}: "
            f"{error.strerror} ({free / 1e6:,.1f} MB are free); {arrived:,} bytes have arrived and "
            "are kept: make room and call again, or give another folder with data_home="
        )

    def _finish(self, *, joined: bool) -> None:
        """Verify what has arrived, and only then give it its name."""
        size, expected = self.partial.size, self._expected()
        if expected is not None and size < expected:
            raise FailedError(f"it broke off after {size:,} of {expected:,} bytes")
        algorithm, _, wanted = (self.remote.checksum or "sha256:").partition(":")
        found = digest(self.partial.path, algorithm)
        is_page = _is_web_page(self.partial.path)
        if found == wanted.lower() or not (wanted or is_page or size > (expected or size)):
            if not wanted:
                keep_checksum(self.path, self.url, f"{algorithm}:{found}")
            self.partial.become(self.path)
            return
        self.partial.clear()
        if joined:  # of two files, or from a server that miscounts: once more, from the start
            raise FailedError("the parts that came do not make up one file", spoilt=True)
        what = "a web page (HTML) came instead" if is_page else "another file came"
        instead = f" instead of {wanted}" if wanted else ""
        raise FailedError(
            f"{what}: {size:,} bytes with {algorithm} {found}{instead}", mismatch=True
        )


def _write(descriptor: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:  # a disk that fills up may take a part first
        view = view[os.write(descriptor, view) :]


def _is_web_page(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(64).lstrip().lower().startswith((b"<!doctype html", b"<html"))
