"""How long one file is worth waiting for."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

__all__ = ["DownloadPolicy"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class DownloadPolicy:
    """How patient the download of one file is. The defaults suit a person who waits.

    Parameters
    ----------
    tries : int, default=5
        How often in a row one address may fail without giving anything.
    tries_unreachable : int, default=2
        The same where not even a connection comes about: without a network, waiting is vain.
    first_wait, longest_wait : float, default=1.0, 60.0
        Seconds before an address is tried again, doubled each time up to the longest; half of it
        is left to chance, so that many clients do not come back at the same instant.
    longest_pause : float, default=300.0
        The longest ``Retry-After`` that is waited for, in seconds. An address that asks for more
        is given up.
    connect, read : float, default=15.0, 30.0
        Timeouts in seconds: for a connection, and between two pieces of an answer.
    slowest : float, default=1000.0
        Bytes per second. What stays below it for `slow_seconds` is broken off, and tried again.
    slow_seconds : float, default=60.0
    lock_wait : float, default=3600.0
        How long to wait for another process that fetches into the same folder, in seconds.
    sleep, clock, now, chance : callable
        Wait for some seconds; seconds of a clock that never jumps; the date; a random number below
        1. Tests bring their own.

    Examples
    --------
    >>> DownloadPolicy(chance=lambda: 1.0).wait_seconds(3)
    4.0
    """

    tries: int = 5
    tries_unreachable: int = 2
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 300.0
    connect: float = 15.0
    read: float = 30.0
    slowest: float = 1_000.0
    slow_seconds: float = 60.0
    lock_wait: float = 3_600.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = _now
    chance: Callable[[], float] = random.random

    @property
    def timeout(self) -> httpx.Timeout:
        """The limit of each phase of a request."""
        return httpx.Timeout(self.read, connect=self.connect, pool=self.connect)

    def wait_seconds(self, n_failed: int) -> float:
        """Return how long to leave an address alone.

        Parameters
        ----------
        n_failed : int
            Failures in a row, at least 1.

        Returns
        -------
        float
            Seconds.
        """
        doubled = min(self.first_wait * 2.0 ** min(n_failed - 1, 60), self.longest_wait)
        return doubled * (0.5 + 0.5 * self.chance())
