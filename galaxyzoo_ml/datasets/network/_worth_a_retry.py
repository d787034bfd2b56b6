"""Which answers are worth asking again for."""

from __future__ import annotations

__all__ = ["is_worth_a_retry"]

# The server is busy or broken, or asks for patience: RFC 9110, RFC 6585, RFC 8470.
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 509, 520, 522, 524})


def is_worth_a_retry(status: int) -> bool:
    """Whether another request may be answered better than with this status.

    Parameters
    ----------
    status : int
        Of HTTP.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_worth_a_retry(404), is_worth_a_retry(429), is_worth_a_retry(503)
    (False, True, True)
    """
    return status in _WORTH_A_RETRY
