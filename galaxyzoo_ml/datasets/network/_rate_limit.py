"""No more requests a second than a host is asked to bear."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

__all__ = ["HostLimits", "RateLimit", "check_rate"]

# Requests are spaced a little wider than asked: what leaves evenly arrives unevenly, and it is the
# server that counts.
_MARGIN = 1.03


def check_rate(rate: float | None) -> None:
    """Refuse what is no rate.

    Raises
    ------
    ValueError
        Not a number above 0, and not None.
    """
    if rate is not None and not 0 < rate < float("inf"):
        raise ValueError(f"a rate is a number of requests a second above 0, or None: {rate}")


class RateLimit:
    """Spaces the requests to one host: at most ``rate * T + 1`` in any window of T seconds.

    A bucket of tokens would allow a burst after every lull. Here each request starts at least
    ``1 / rate`` after the one before it.

    Parameters
    ----------
    rate : float or None
        Requests a second. None sets no limit; `pause` works all the same.
    clock : callable, default=time.monotonic
        Seconds, never backwards.
    """

    def __init__(self, rate: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        check_rate(rate)
        self._interval = 0.0 if rate is None else _MARGIN / rate
        self._clock = clock
        self._next = self._paused_until = -float("inf")
        self._turn = asyncio.Lock()  # first come, first served

    async def wait(self) -> None:
        """Return when it is this request's turn."""
        async with self._turn:
            # Again after each sleep: meanwhile the host may have asked for a longer pause.
            while (left := max(self._next, self._paused_until) - self._clock()) > 0:
                await asyncio.sleep(left)
            self.sent()

    def sent(self) -> None:
        """Note that a request leaves now: if it left late, the next one leaves later."""
        self._next = self._clock() + self._interval

    def pause(self, seconds: float) -> None:
        """Send nothing for some time: the host has asked for it.

        Parameters
        ----------
        seconds : float
            From now. A pause that is already longer stays as it is.
        """
        self._paused_until = max(self._paused_until, self._clock() + seconds)


class HostLimits:
    """One `RateLimit` for each host.

    Parameters
    ----------
    rate : float or None
        Requests a second to each host; None sets no limit.
    """

    def __init__(self, rate: float | None) -> None:
        self._rate = rate
        self._limits: dict[str, RateLimit] = {}

    def of(self, host: str) -> RateLimit:
        """Return the limit of a host, made on first use.

        Parameters
        ----------
        host : str
            Its name, without port: two ports of one machine share its patience.

        Returns
        -------
        RateLimit
        """
        if host not in self._limits:
            self._limits[host] = RateLimit(self._rate)
        return self._limits[host]
