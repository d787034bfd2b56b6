"""One cutout, asked for once: politely, with an end to every wait, and read to its last byte."""

from __future__ import annotations

import asyncio
from importlib.util import find_spec
from types import TracebackType

import httpx

import galaxyzoo_ml
from galaxyzoo_ml.datasets.cutouts._check_cutout import BadCutoutError, body_limit, check_type
from galaxyzoo_ml.datasets.network._rate_limit import HostLimits
from galaxyzoo_ml.datasets.network._retry_after import FetchPolicy, is_final, retry_after_seconds

__all__ = ["CutoutClient", "NotServedError"]

USER_AGENT = f"galaxyzoo-ml/{galaxyzoo_ml.__version__} python-httpx/{httpx.__version__}"
_IDLE_SECONDS = 60.0  # a slow rate must not cost a new connection each time


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
    policy : FetchPolicy
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
        policy: FetchPolicy,
        size: int,
        rate: float | None,
        connections: int,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._policy = policy
        self._limit_bytes = body_limit(size)
        self._limits = HostLimits(rate)
        self._has_rate = rate is not None
        self.has_answered = False
        self.n_unreachable = 0
        self._client = httpx.AsyncClient(
            transport=transport,
            http2=find_spec("h2") is not None,
            headers={"User-Agent": USER_AGENT, "Accept": "image/jpeg"},
            timeout=httpx.Timeout(policy.read, connect=policy.connect, pool=None),
            limits=httpx.Limits(
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=_IDLE_SECONDS,
            ),
        )

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

    async def _exchange(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
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
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise self._translated(error) from error

    async def _read(self, response: httpx.Response) -> bytes:
        pieces, n_bytes = [], 0
        async for piece in response.aiter_bytes():
            n_bytes += len(piece)
            if n_bytes > self._limit_bytes:
                raise BadCutoutError(f"too-long: more than {self._limit_bytes} bytes")
            pieces.append(piece)
        return b"".join(pieces)

    def _translated(self, error: httpx.RequestError | httpx.InvalidURL) -> Exception:
        text = " ".join(str(error).split())[:120] or type(error).__name__
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            self.n_unreachable += 1
            return NotServedError(f"unreachable: {text}")
        if isinstance(error, httpx.TimeoutException):
            return NotServedError(f"timeout: {type(error).__name__}")
        if isinstance(error, httpx.RemoteProtocolError) and "complete" in text:
            return BadCutoutError(f"truncated: {text}")
        if isinstance(error, httpx.DecodingError):  # called gzip, and is none
            return BadCutoutError(f"undecodable: {text}")
        if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
            return NotServedError(f"redirects: {text}", final=True)
        return NotServedError(f"connection: {text}")

    def _check_status(self, response: httpx.Response) -> None:
        if response.status_code == httpx.codes.OK:
            return
        pause = retry_after_seconds(response.headers.get("Retry-After"))
        final = response.status_code < 400 or is_final(response.status_code)
        if pause is not None and not final and pause <= self._policy.longest_pause:
            self._limits.of(response.url.host).pause(pause)
        raise NotServedError(
            f"http-{response.status_code}: {response.reason_phrase[:60]}",
            final=final,
            retry_after=pause,
        )
