"""What is tried again, how often, and after what time."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["FetchPolicy", "is_final", "retry_after_seconds"]

# The server is busy or broken, or asks for patience: RFC 9110, RFC 6585, RFC 8470.
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 522, 524})


@dataclass(frozen=True)
class FetchPolicy:
    """How patient `fetch_cutouts` is.

    Parameters
    ----------
    tries : int, default=5
        Requests for one picture, the first one included.
    first_wait, longest_wait : float, default=1.0, 60.0
        Seconds before the second request, doubled before each further one up to the longest; half
        of it is left to chance, so that many clients do not come back at the same instant.
    longest_pause : float, default=600.0
        The longest ``Retry-After`` that is waited for, in seconds. One that is longer ends the run.
    connect, read : float, default=10.0, 60.0
        Timeouts in seconds: for a connection, and between two pieces of an answer (the visual
        tools of SkyServer give up after 60 s themselves).
    deadline : float, default=120.0
        The longest time that one answer may take as a whole, in seconds.
    redirects : int, default=5
        Redirects that are followed for one picture.
    give_up_after : int, default=20
        After so many galaxies in a row that failed because the service was down, the run ends.
    lock_wait : float, default=5.0
        How long to wait for another process that fetches into the same folder, in seconds.
    """

    tries: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 600.0
    connect: float = 10.0
    read: float = 60.0
    deadline: float = 120.0
    redirects: int = 5
    give_up_after: int = 20
    lock_wait: float = 5.0

    def __post_init__(self) -> None:
        if self.tries < 1 or self.give_up_after < 1:
            raise ValueError("tries and give_up_after are whole numbers of at least 1")

    def wait_seconds(self, n_tried: int, chance: random.Random) -> float:
        """Return how long to wait after a try that failed.

        Parameters
        ----------
        n_tried : int
            Requests so far, at least 1.
        chance : random.Random
            Where the jitter comes from.

        Returns
        -------
        float
            Seconds: between one half and all of the doubled wait.
        """
        doubled = min(self.first_wait * 2.0 ** min(n_tried - 1, 60), self.longest_wait)
        return doubled * (0.5 + 0.5 * chance.random())


def is_final(status: int) -> bool:
    """Whether a status of 400 or above means that asking again is of no use.

    Parameters
    ----------
    status : int
        Of HTTP.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_final(404), is_final(429), is_final(503)
    (True, False, False)
    """
    return status not in _WORTH_A_RETRY


def retry_after_seconds(value: str | None, now: datetime | None = None) -> float | None:
    """Read a ``Retry-After`` header, in either of its forms.

    Parameters
    ----------
    value : str or None
        A number of seconds, or a date of HTTP (RFC 9110, section 10.2.3).
    now : datetime, default=None
        The present; None is the clock's.

    Returns
    -------
    float or None
        Seconds from now, at least 0. None if there is no header or nobody can read it.

    Examples
    --------
    >>> retry_after_seconds("120")
    120.0
    >>> retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT")
    0.0
    """
    text = (value or "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return _until_date(text, now or datetime.now(UTC))
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _until_date(text: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if date.tzinfo is None:  # "-0000": of no known zone, which HTTP means as UTC
        date = date.replace(tzinfo=UTC)
    return max((date - now).total_seconds(), 0.0)
