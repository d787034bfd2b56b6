"""One question to one address for a file, or for what is missing of it."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tqdm import tqdm

import galaxyzoo_ml
from galaxyzoo_ml.datasets.downloads._partial_file import (
    PartialFile,
    RangeError,
    check_range,
    note_of,
    total_of,
)
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile, digest, keep_checksum
from galaxyzoo_ml.datasets.network._policy import DownloadPolicy
from galaxyzoo_ml.datasets.network._retry_after import is_final, retry_after_seconds
from galaxyzoo_ml.exceptions import DownloadError

__all__ = ["Attempt", "FailedError"]

_HEADERS = {
    "User-Agent": f"galaxyzoo-ml/{galaxyzoo_ml.__version__} (Python library; "
    f"httpx/{httpx.__version__})",
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
    policy : DownloadPolicy
    bar : tqdm
        Shows how much has arrived.
    url : str
    may_resume : bool
        Whether this address may be asked for the rest alone.
    """

    remote: RemoteFile
    path: Path
    partial: PartialFile
    client: httpx.Client
    policy: DownloadPolicy
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
                timeout=self.policy.timeout,
                follow_redirects=True,
            ) as response:
                self._look_at_head(response)
                joined = bool(asked) and response.status_code != httpx.codes.OK
                if response.status_code != httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                    self._receive(response)
        except httpx.HTTPError as error:
            raise _translated(error) from error
        except httpx.InvalidURL as error:
            raise FailedError(f"not an address: {error}", final=True) from error
        return self._finish(joined=joined)

    def _expected(self) -> int | None:
        """Bytes of the whole file, if they are known."""
        note = self.partial.note
        return self.remote.size or (note.total if note else None)

    def _range(self) -> dict[str, str]:
        """Return the headers that ask for the rest, if what is there may be continued."""
        size, note = self.partial.size, self.partial.note
        if size == 0:
            return {}
        asked = {"Range": f"bytes={size}-"}
        if self.may_resume and note and note.url == self.url and note.validator:
            return asked | {"If-Range": note.validator}
        if self.may_resume and self.remote.checksum:  # it will tell whether the parts match
            return asked
        self.partial.clear()
        return {}

    def _look_at_head(self, response: httpx.Response) -> None:
        """Decide whether the body may be added to what is there."""
        status, size = response.status_code, self.partial.size
        if status == httpx.codes.OK:  # also where the range was ignored, or the file has changed
            note = note_of(response, self.url)
            if None not in (note.total, self.remote.size) and note.total != self.remote.size:
                raise FailedError(
                    f"it offers {note.total:,} bytes; the published file has {self.remote.size:,}",
                    final=True,
                    mismatch=True,
                )
            self.partial.start(note)
        elif status == httpx.codes.PARTIAL_CONTENT:
            try:
                check_range(response, self.partial.note, size, self.url)
            except RangeError as error:
                self.partial.clear()
                raise FailedError(str(error), spoilt=True) from error
        elif status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE and size:
            if total_of(response) != size:
                self.partial.clear()
                raise FailedError(f"it has no bytes after the {size:,} that came", spoilt=True)
        else:
            self._refuse(response)

    def _refuse(self, response: httpx.Response) -> None:
        status = response.status_code
        pause = retry_after_seconds(response.headers.get("Retry-After"), self.policy.now())
        reason = f"status {status} {response.reason_phrase[:60]}".strip()
        if pause is not None and pause > self.policy.longest_pause:
            reason += f", to be asked again in {pause:,.0f} s"
        raise FailedError(reason, final=status < 400 or is_final(status), pause=pause)

    def _receive(self, response: httpx.Response) -> None:
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
        clock, n_bytes = self.policy.clock, 0
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


def _translated(error: httpx.HTTPError) -> FailedError:
    text = " ".join(str(error).split())[:200]
    reason = f"{type(error).__name__}: {text}" if text else type(error).__name__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return FailedError(f"no connection ({reason})", unreachable=True)
    final = isinstance(error, httpx.UnsupportedProtocol | httpx.TooManyRedirects)
    return FailedError(reason, final=final)
