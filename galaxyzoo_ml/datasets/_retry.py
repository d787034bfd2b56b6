"""How often a server is asked again, and after how long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

__all__ = ["RetryPolicy", "parse_retry_after"]


@dataclass(frozen=True)
class RetryPolicy:
    """Patience with servers and networks. The defaults suit a person who waits.

    Parameters
    ----------
    tries : int
        How often in a row one address may fail without giving anything.
    tries_unreachable : int
        The same where not even a connection comes about: without a network, waiting is vain.
    first_wait, longest_wait : float
        Seconds before the second try, and at most; each wait is twice the one before, times a
        random number from 0.5 to 1, so that many clients do not come back at once.
    longest_retry_after : float
        Seconds. An address that asks for a longer pause is given up.
    connect_timeout, read_timeout : float
        Seconds for a connection to come about, and for the next bytes to arrive.
    slowest : float
        Bytes per second; what stays below for `slow_seconds` is tried again.
    slow_seconds : float
    lock_timeout : float
        Seconds to wait for another process that is fetching the same file, before it is fetched
        beside it.
    sleep, clock, now, jitter : callable
        The waits, a clock that never jumps, the time of day and random numbers below 1: tests
        bring their own.
    """

    tries: int = 5
    tries_unreachable: int = 2
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_retry_after: float = 300.0
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    slowest: float = 1_000.0
    slow_seconds: float = 60.0
    lock_timeout: float = 3_600.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    jitter: Callable[[], float] = random.random

    @property
    def timeout(self) -> httpx.Timeout:
        """The limits of every phase of a request."""
        return httpx.Timeout(
            connect=self.connect_timeout,
            read=self.read_timeout,
            write=self.read_timeout,
            pool=self.connect_timeout,
        )

    def wait_after(self, failures: int) -> float:
        """Return the seconds to wait after a number of failures in a row."""
        longest = min(self.longest_wait, self.first_wait * 2.0 ** (failures - 1))
        return longest * (0.5 + 0.5 * self.jitter())


def parse_retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a Retry-After header asks for, in either of its forms.

    Parameters
    ----------
    value : str or None
        A number of seconds, or a date of HTTP.
    now : float
        Seconds since 1970.

    Returns
    -------
    float or None
        None where there is no header, or none that can be read.

    Examples
    --------
    >>> parse_retry_after("120", now=0.0)
    120.0
    >>> parse_retry_after("Thu, 01 Jan 1970 00:00:30 GMT", now=10.0)
    20.0
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:12])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, date.timestamp() - now)
