"""Clients side by side: each is asked one thing at a time, and none that is not needed is made."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from galaxyzoo_ml.datasets.network._http import async_client_maker
from galaxyzoo_ml.datasets.network._lanes import Lanes
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy

REQUEST = httpx.Request("GET", "https://sky.invalid/")


class Transport(httpx.AsyncBaseTransport):
    """Answers when it is told to, and counts."""

    def __init__(self, version: bytes) -> None:
        self.version, self.may_answer = version, asyncio.Event()
        self.n_asked = self.n_under_way = self.most_under_way = self.n_closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.n_asked += 1
        self.n_under_way += 1
        self.most_under_way = max(self.most_under_way, self.n_under_way)
        try:
            await self.may_answer.wait()
        finally:
            self.n_under_way -= 1
        return httpx.Response(200, extensions={"http_version": self.version})

    async def aclose(self) -> None:
        self.n_closed += 1


class Street:
    """Lanes, and the transport of each."""

    def __init__(self, version: bytes) -> None:
        self.version, self.transports = version, list[Transport]()
        self.lanes = Lanes(self._make)

    def _make(self) -> httpx.AsyncClient:
        self.transports.append(Transport(self.version))
        return httpx.AsyncClient(transport=self.transports[-1])

    async def ask(self) -> None:
        async with self.lanes.answer(REQUEST) as response:
            assert response.status_code == 200

    async def ask_together(self, n: int) -> None:
        """Ask n times before the first answer."""
        async with asyncio.TaskGroup() as group:
            for _ in range(n):
                group.create_task(self.ask())
            while sum(transport.n_under_way for transport in self.transports) < n:
                await asyncio.sleep(0)
            for transport in self.transports:
                transport.may_answer.set()


def test_each_is_asked_one_thing_at_a_time() -> None:
    async def main() -> None:
        street = Street(b"HTTP/1.1")
        await street.ask_together(3)
        assert [transport.most_under_way for transport in street.transports] == [1, 1, 1]
        for _ in range(5):  # one after another: the one that was used last is warm
            await street.ask()
        assert sorted(transport.n_asked for transport in street.transports) == [1, 1, 6]
        assert [transport.n_closed for transport in street.transports] == [0, 0, 0]
        await street.lanes.aclose()
        assert [transport.n_closed for transport in street.transports] == [1, 1, 1]

    asyncio.run(main())


def test_all_share_a_connection_that_carries_many_requests() -> None:
    async def main() -> None:
        street = Street(b"HTTP/2")
        await street.ask_together(3)
        assert sorted(transport.n_closed for transport in street.transports) == [0, 1, 1]
        kept = next(transport for transport in street.transports if not transport.n_closed)
        kept.may_answer.clear()
        asked = asyncio.create_task(street.ask_together(5))
        await asked
        assert (kept.n_asked, kept.most_under_way) == (6, 5)
        assert len(street.transports) == 3

    asyncio.run(main())


@pytest.mark.parametrize("error", [httpx.ReadError("reset"), asyncio.CancelledError()])
def test_a_lane_is_free_again_whatever_happens(error: BaseException) -> None:
    async def main() -> None:
        street = Street(b"HTTP/1.1")
        await street.ask_together(1)
        with pytest.raises(type(error)):
            async with street.lanes.answer(REQUEST):
                raise error
        await street.ask()
        assert len(street.transports) == 1

    asyncio.run(main())


def test_a_transport_of_ones_own_is_closed_at_the_end_alone() -> None:
    async def main() -> None:
        transport = Transport(b"HTTP/2")
        transport.may_answer.set()
        lanes = Lanes(async_client_maker(NetworkPolicy(), 2, transport))

        async def ask() -> None:
            async with lanes.answer(REQUEST):
                assert transport.n_closed == 0

        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(ask())
        assert transport.n_closed == 0
        await lanes.aclose()
        assert (transport.n_asked, transport.n_closed) == (4, 1)

    asyncio.run(main())
