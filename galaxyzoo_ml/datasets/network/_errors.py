"""What goes wrong between a request and its answer, in words."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

__all__ = ["HTTP_ERRORS", "NetworkFault", "fault_of"]

HTTP_ERRORS = (httpx.HTTPError, httpx.InvalidURL)
"""All that httpx raises where there is no answer, or none that can be read."""

_LONGEST = 200  # characters of somebody else's message

# The first that fits names the fault.
_KINDS: tuple[tuple[str, tuple[type[Exception], ...]], ...] = (
    ("unreachable", (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)),
    ("timeout", (httpx.TimeoutException,)),
    ("undecodable", (httpx.DecodingError,)),  # called gzip, and is none
    ("redirects", (httpx.TooManyRedirects,)),
    ("address", (httpx.UnsupportedProtocol, httpx.InvalidURL)),
    ("connection", (Exception,)),
)
_FINAL = ("redirects", "address")


@dataclass(frozen=True)
class NetworkFault:
    """Why there is no answer.

    Parameters
    ----------
    kind : str
        "unreachable" (no connection came about), "timeout", "truncated" (it broke off before its
        end), "undecodable", "redirects", "address" (that nobody can ask) or "connection" (all
        else).
    details : str
        What httpx says.
    """

    kind: str
    details: str

    @property
    def is_final(self) -> bool:
        """Whether asking again is of no use."""
        return self.kind in _FINAL

    def __str__(self) -> str:
        return f"{self.kind}: {self.details}"


def fault_of(error: Exception) -> NetworkFault:
    """Say what an error of httpx means.

    Parameters
    ----------
    error : Exception
        One of `HTTP_ERRORS`.

    Returns
    -------
    NetworkFault

    Examples
    --------
    >>> print(fault_of(httpx.ConnectError("Name or service not known")))
    unreachable: ConnectError: Name or service not known
    """
    name, text = type(error).__name__, " ".join(str(error).split())[:_LONGEST]
    kind = next(kind for kind, errors in _KINDS if isinstance(error, errors))
    if isinstance(error, httpx.RemoteProtocolError) and "complete" in text:
        kind = "truncated"  # httpx has no class of its own for it
    return NetworkFault(kind, f"{name}: {text}" if text else name)
