"""Clients side by side, each asked one thing at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from galaxyzoo_ml.datasets.network._http import URL, AsyncClient, Request, Response

__all__ = ["Lanes"]

_Origin = tuple[str, str, int | None]  # scheme, host, port


class Lanes:
    """Clients side by side, each asked one thing at a time.

    One client for all would look at every connection that it has, several times for each request,
    and offer one idle connection to all who ask in the same instant. Over HTTP/2, one connection
    carries any number of requests: there, all share the client that found out first.

    Parameters
    ----------
    make : callable
        Makes a client.
    """

    def __init__(self, make: Callable[[], AsyncClient]) -> None:
        self._make = make
        self._clients: list[AsyncClient] = []
        self._idle: list[AsyncClient] = []  # the last one used is taken first: fewer are needed
        self._shared: dict[_Origin, AsyncClient] = {}

    @asynccontextmanager
    async def answer(self, request: Request) -> AsyncIterator[Response]:
        """Send a request, and give its answer, of which the body is not read yet.

        Parameters
        ----------
        request : httpx.Request

        Yields
        ------
        httpx.Response
        """
        origin = _origin(request.url)
        client = self._shared.get(origin)
        if client is not None:
            async with _sent(client, request) as response:
                yield response
            return
        client = self._idle.pop() if self._idle else self._made()
        try:
            async with _sent(client, request) as response:
                if response.http_version == "HTTP/2":
                    self._shared.setdefault(origin, client)
                yield response
        finally:
            await self._take_back(client, origin)

    def _made(self) -> AsyncClient:
        client = self._make()
        self._clients.append(client)
        return client

    async def _take_back(self, client: AsyncClient, origin: _Origin) -> None:
        if client in self._shared.values():
            return
        if origin in self._shared:  # the first requests left together, before one was answered
            await client.aclose()
        else:
            self._idle.append(client)

    async def aclose(self) -> None:
        """Close all connections."""
        for client in self._clients:
            await client.aclose()


@asynccontextmanager
async def _sent(client: AsyncClient, request: Request) -> AsyncIterator[Response]:
    response = await client.send(request, stream=True)
    try:
        yield response
    finally:
        await response.aclose()


def _origin(url: URL) -> _Origin:
    return url.scheme, url.host, url.port
