"""One cutout, asked for once: politely, with an end to every wait, and read to its last byte."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from types import TracebackType

from galaxyzoo_ml.datasets.cutouts._check_cutout import BadCutoutError, body_limit, check_type
from galaxyzoo_ml.datasets.network._errors import HTTP_ERRORS, fault_of
from galaxyzoo_ml.datasets.network._http import (
    AsyncBaseTransport,
    Request,
    Response,
    make_async_client,
)
from galaxyzoo_ml.datasets.network._policy import NetworkPolicy
from galaxyzoo_ml.datasets.network._rate_limit import HostLimits
from galaxyzoo_ml.datasets.network._retry_after import retry_after_seconds
from galaxyzoo_ml.datasets.network._worth_a_retry import is_worth_a_retry

__all__ = ["CutoutClient", "NotServedError"]


class NotServedError(Exception):
    """No body came; the text is the reason of the manifest.

    Parameters
    ----------
    reason : str
    final : bool, default=False
        Asking again is of no use.
    retry_after : float, default=None
        How long the server wants to be left alone, in seconds.
    """

    def __init__(self, reason: str, *, final: bool = False, retry_after: float | None = None):
        super().__init__(reason)
        self.final, self.retry_after = final, retry_after


class CutoutClient:
    """Asks for cutouts.

    Parameters
    ----------
    policy : NetworkPolicy
    size : int
        Side of the pictures, in pixels: bounds what is read.
    rate : float or None
        Requests a second to each host.
    connections : int
        At once.
    transport : httpx.AsyncBaseTransport, default=None
        Instead of the network.

    Attributes
    ----------
    has_answered : bool
        Whether any server has answered anything.
    n_unreachable : int
        How often no connection could be made.
    """

    def __init__(
        self,
        policy: NetworkPolicy,
        size: int,
        rate: float | None,
        connections: int,
        transport: AsyncBaseTransport | None = None,
    ) -> None:
        self._policy = policy
        self._limit_bytes = body_limit(size)
        self._limits = HostLimits(rate)
        self._has_rate = rate is not None
        self.has_answered = False
        self.n_unreachable = 0
        self._client = make_async_client(policy, connections, transport)

    async def __aenter__(self) -> CutoutClient:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def get(self, url: str) -> bytes:
        """Ask once, redirects included.

        Parameters
        ----------
        url : str

        Returns
        -------
        bytes
            A body of status 200, complete by its length, of unchecked content.

        Raises
        ------
        NotServedError, BadCutoutError
        """
        request = self._client.build_request("GET", url)
        for _ in range(self._policy.redirects + 1):
            response, body = await self._exchange(request)
            if response.next_request is None:
                self._check_status(response)
                check_type(response.headers)
                return body
            request = response.next_request
        raise NotServedError(f"redirects: more than {self._policy.redirects}", final=True)

    async def _exchange(self, request: Request) -> tuple[Response, bytes]:
        """Send one request when it is its turn, and read the answer."""
        limit = self._limits.of(request.url.host)
        await limit.wait()
        if self._has_rate:  # what leaves late, after a new connection, makes the next one later

            async def trace(event: str, _info: object) -> None:  # httpcore awaits it
                if event.endswith("send_request_headers.started"):
                    limit.sent()

            request.extensions = {**request.extensions, "trace": trace}
        try:
            async with asyncio.timeout(self._policy.deadline):
                response = await self._client.send(request, stream=True)
                try:
                    self.has_answered = True
                    return response, await self._read(response)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise NotServedError(
                f"timeout: no whole answer in {self._policy.deadline:g} s"
            ) from None
        except HTTP_ERRORS as error:
            fault = fault_of(error)
            self.n_unreachable += fault.kind == "unreachable"
            raise NotServedError(str(fault), final=fault.is_final) from error

    async def _read(self, response: Response) -> bytes:
        pieces, n_bytes = [], 0
        async for piece in response.aiter_bytes():
            n_bytes += len(piece)
            if n_bytes > self._limit_bytes:
                raise BadCutoutError(f"too-long: more than {self._limit_bytes} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    def _check_status(self, response: Response) -> None:
        if response.status_code == HTTPStatus.OK:
            return
        pause = retry_after_seconds(response.headers.get("Retry-After"))
        final = not is_worth_a_retry(response.status_code)
        # Before it is raised, and however long it is: another task may be about to ask.
        if pause is not None and not final:
            self._limits.of(response.url.host).pause(pause)
        raise NotServedError(
            f"http-{response.status_code}: {response.reason_phrase[:60]}",
            final=final,
            retry_after=pause,
        )
