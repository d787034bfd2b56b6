"""One file from the network: whole, verified and renamed into place, or not there at all.

What has arrived lies beside the final name (``.part``) and survives every interruption; the next
attempt asks for the rest, from the same address or, where a checksum will tell, from another one.
"""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from galaxyzoo_ml.datasets.downloads._download_attempt import Attempt, FailedError
from galaxyzoo_ml.datasets.downloads._partial_file import PartialFile
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile, is_good
from galaxyzoo_ml.datasets.network._backoff import backoff_seconds
from galaxyzoo_ml.datasets.network._clock import Clock
from galaxyzoo_ml.datasets.network._file_lock import locked
from galaxyzoo_ml.datasets.network._http import Client, make_client
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.exceptions import ChecksumError, DownloadError, OfflineError

__all__ = ["RemoteFile", "fetch_file"]

_logger = logging.getLogger(__name__)
_PROGRESS = 1 << 20  # bytes: an attempt that brought so many was no failure
_LOCK_WAIT = 3_600.0  # seconds: the other process may be fetching this very file


def fetch_file(
    remote: RemoteFile,
    folder: Path,
    *,
    download_if_missing: bool = True,
    progress: bool = False,
    client: Client | None = None,
    policy: NetworkPolicy | None = None,
    clock: Clock | None = None,
) -> Path:
    """Return a file of the cache, fetched if it is not there or is damaged.

    Parameters
    ----------
    remote : RemoteFile
    folder : pathlib.Path
        Where the file is kept; made when something is fetched. One process fetches into it at a
        time, others wait.
    download_if_missing : bool, default=True
        Whether the network may be asked.
    progress : bool, default=False
        Show a progress bar on standard error.
    client : httpx.Client, default=None
        Asks instead of one made here; it is left open.
    policy : NetworkPolicy, default=None
    clock : Clock, default=None
        For tests.

    Returns
    -------
    pathlib.Path
        The file, verified in this call: by its hash or, where it is larger than 256 MiB and was
        verified before, by its size and time.

    Raises
    ------
    OfflineError
        Not in the cache, and no server could be reached, or may be asked.
    ChecksumError
        What came, from every address that gave something, is another file.
    DownloadError
        No address gave the file, or the disk is full. What has arrived is kept for the next call.
    """
    path = folder / remote.name
    if is_good(path, remote):
        return path
    if not download_if_missing:
        state = "is damaged" if path.exists() else "is not there"
        raise OfflineError(
            f"{remote.name} {state} in {folder}, and download_if_missing=False forbids to fetch it "
            f"from {remote.urls[0]}; {_what_to_do(path)}"
        )
    policy, clock = policy or NetworkPolicy(), clock or Clock()
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder, _LOCK_WAIT if policy.lock_wait is None else policy.lock_wait):
        if not is_good(path, remote):  # else another process was quicker
            bar = tqdm(desc=remote.name, unit="B", unit_scale=True, disable=not progress)
            with bar, contextlib.nullcontext(client) if client else make_client(policy) as asking:
                _fetch(remote, path, asking, policy, clock, bar)
    return path


@dataclass
class _Address:
    """One address, and what came of asking it."""

    url: str
    not_before: float = -float("inf")  # by the clock
    n_failed: int = 0  # in a row, without progress
    n_mismatches: int = 0
    may_resume: bool = True
    is_given_up: bool = False
    error: FailedError | None = None

    def note(
        self, error: FailedError, policy: NetworkPolicy, clock: Clock, *, progressed: bool
    ) -> None:
        """Decide whether, and when, this address is asked again."""
        self.error = error
        self.n_failed = 1 if progressed else self.n_failed + 1
        self.n_mismatches += error.mismatch
        self.may_resume &= not error.spoilt
        pause = error.pause or 0.0
        self.is_given_up = (
            error.final
            or self.n_failed >= (policy.tries_unreachable if error.unreachable else policy.tries)
            or self.n_mismatches >= 2  # the first may have been an accident on the way
            or pause > policy.longest_pause
        )
        wait = backoff_seconds(policy, self.n_failed, clock.chance)
        self.not_before = clock.seconds() + max(pause, wait)


def _fetch(
    remote: RemoteFile,
    path: Path,
    client: Client,
    policy: NetworkPolicy,
    clock: Clock,
    bar: tqdm[Any],
) -> None:
    """Ask the addresses in turn until one has given the file."""
    partial = PartialFile(path.with_name(path.name + ".part"))
    addresses = [_Address(url) for url in remote.urls]
    while left := [each for each in addresses if not each.is_given_up]:
        address = min(left, key=lambda each: each.not_before)  # the first of those that may be
        wait = address.not_before - clock.seconds()
        if wait > 0:
            clock.sleep(wait)
        _logger.info("fetching %s from %s", remote.name, address.url)
        before = partial.size
        attempt = Attempt(
            remote, path, partial, client, policy, clock, bar, address.url, address.may_resume
        )
        try:
            attempt.run()
        except FailedError as error:
            _logger.info("%s: %s", address.url, error)
            address.note(error, policy, clock, progressed=partial.size - before >= _PROGRESS)
        else:
            return
    raise _failure(remote, path, addresses, partial.size)


def _failure(
    remote: RemoteFile, path: Path, addresses: list[_Address], n_arrived: int
) -> DownloadError:
    errors = [each.error for each in addresses if each.error is not None]
    kind = DownloadError
    if all(error.unreachable for error in errors):
        kind = OfflineError
    elif any(error.mismatch for error in errors):
        kind = ChecksumError
    reasons = "; ".join(f"{each.url}: {each.error}" for each in addresses)
    kept = f" ({n_arrived:,} bytes have arrived and are kept)" if n_arrived else ""
    return kind(
        f"{remote.name} could not be fetched into {path.parent}{kept}: {reasons}; "
        f"{_what_to_do(path)}"
    )


def _what_to_do(path: Path) -> str:
    return f"call again with a network, or fetch the file by other means and put it there: {path}"
