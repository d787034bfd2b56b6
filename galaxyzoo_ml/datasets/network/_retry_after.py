"""The header ``Retry-After``: how long a server wants to be left alone."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

__all__ = ["retry_after_seconds"]


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
