"""What went wrong on the network has one name each, for files as for cutouts."""

from __future__ import annotations

import httpx
import pytest

from galaxyzoo_ml.datasets.network._errors import HTTP_ERRORS, fault_of
from galaxyzoo_ml.datasets.network._retry_after import retry_after_seconds
from galaxyzoo_ml.datasets.network._worth_a_retry import is_worth_a_retry


@pytest.mark.parametrize(
    ("error", "words", "is_final"),
    [
        (httpx.ConnectError("no name"), "unreachable: ConnectError: no name", False),
        (httpx.ConnectTimeout(""), "unreachable: ConnectTimeout", False),
        (httpx.ProxyError("407"), "unreachable: ProxyError: 407", False),
        (httpx.ReadTimeout(""), "timeout: ReadTimeout", False),
        (httpx.ReadError("reset\nby peer"), "connection: ReadError: reset by peer", False),
        (httpx.DecodingError("gzip"), "undecodable: DecodingError: gzip", False),
        (httpx.TooManyRedirects("20"), "redirects: TooManyRedirects: 20", True),
        (httpx.UnsupportedProtocol("ftp"), "address: UnsupportedProtocol: ftp", True),
        (httpx.InvalidURL("no host"), "address: InvalidURL: no host", True),
        (
            httpx.RemoteProtocolError("peer closed without sending complete message body"),
            "truncated: RemoteProtocolError: peer closed without sending complete message body",
            False,
        ),
        (httpx.RemoteProtocolError("bad line"), "connection: RemoteProtocolError: bad line", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_has_a_name(error: Exception, words: str, is_final: bool) -> None:
    assert isinstance(error, HTTP_ERRORS)
    assert (str(fault_of(error)), fault_of(error).is_final) == (words, is_final)


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 403, 404, 410, 501, 505])
def test_what_will_not_change_is_not_asked_again(status: int) -> None:
    assert not is_worth_a_retry(status)


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "Wed, 99 Foo 2015", None])
def test_a_pause_that_nobody_can_read_is_none(text: str | None) -> None:
    assert retry_after_seconds(text) is None
