"""Clients of HTTP: the one place that makes them, and what they say of themselves."""

from __future__ import annotations

from importlib.util import find_spec

import httpx
from httpx import AsyncBaseTransport, AsyncClient, Client, Request, Response

import galaxyzoo_ml
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy

__all__ = [
    "USER_AGENT",
    "AsyncBaseTransport",
    "AsyncClient",
    "Client",
    "Request",
    "Response",
    "make_async_client",
    "make_client",
    "timeouts_of",
]

# Who asks: so that a service which suffers can tell what to block, or whom to write to. An address
# to write to belongs here, as "+https://...", once the project has one; none is invented.
USER_AGENT = (
    f"galaxyzoo-ml/{galaxyzoo_ml.__version__} "
    f"(Python library for galaxy morphology; httpx/{httpx.__version__})"
)
_IDLE_SECONDS = 60.0  # a slow rate must not cost a new connection each time


def timeouts_of(policy: NetworkPolicy) -> httpx.Timeout:
    """Return the limit of each phase of a request; nothing limits the wait for a free connection.

    Parameters
    ----------
    policy : NetworkPolicy

    Returns
    -------
    httpx.Timeout
    """
    return httpx.Timeout(policy.read, connect=policy.connect, pool=None)


def make_client(policy: NetworkPolicy) -> Client:
    """Return a client that fetches files.

    Parameters
    ----------
    policy : NetworkPolicy

    Returns
    -------
    httpx.Client
    """
    return httpx.Client(max_redirects=policy.redirects)


def make_async_client(
    policy: NetworkPolicy, connections: int, transport: AsyncBaseTransport | None = None
) -> AsyncClient:
    """Return a client that asks one host for many small pictures.

    Parameters
    ----------
    policy : NetworkPolicy
    connections : int
        At once.
    transport : httpx.AsyncBaseTransport, default=None
        Instead of the network.

    Returns
    -------
    httpx.AsyncClient
    """
    return httpx.AsyncClient(
        transport=transport,
        http2=find_spec("h2") is not None,
        headers={"User-Agent": USER_AGENT, "Accept": "image/jpeg"},
        timeout=timeouts_of(policy),
        limits=httpx.Limits(
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=_IDLE_SECONDS,
        ),
    )
