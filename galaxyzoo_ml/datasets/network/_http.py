"""Clients of HTTP: the one place that makes them, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import httpx
from httpx import URL, AsyncBaseTransport, AsyncClient, Client, Request, Response

import galaxyzoo_ml
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy

__all__ = [
    "URL",
    "USER_AGENT",
    "AsyncBaseTransport",
    "AsyncClient",
    "Client",
    "Request",
    "Response",
    "async_client_maker",
    "make_client",
    "picture_request",
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


def picture_request(url: str) -> Request:
    """Return a request for a picture, with no more headers than it needs.

    Parameters
    ----------
    url : str

    Returns
    -------
    httpx.Request
    """
    return httpx.Request("GET", url, headers={"User-Agent": USER_AGENT, "Accept": "image/jpeg"})


def async_client_maker(
    policy: NetworkPolicy, connections: int, transport: AsyncBaseTransport | None = None
) -> Callable[[], AsyncClient]:
    """Return what makes clients that ask for many small pictures.

    Parameters
    ----------
    policy : NetworkPolicy
    connections : int
        At once.
    transport : httpx.AsyncBaseTransport, default=None
        Instead of the network.

    Returns
    -------
    callable
        Makes an `httpx.AsyncClient`; with a `transport` always the same, because a client that is
        closed closes its transport.
    """
    certificates = httpx.create_ssl_context()  # once: reading them takes longer than a request

    def make() -> AsyncClient:
        return httpx.AsyncClient(
            verify=certificates,
            transport=transport,
            http2=find_spec("h2") is not None,
            timeout=timeouts_of(policy),
            limits=httpx.Limits(
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=_IDLE_SECONDS,
            ),
        )

    if transport is None:
        return make
    client = make()
    return lambda: client
