"""Addresses that nobody can ask are refused in one line, before anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog, get_service

WRONG = [
    "http://[::1", "http://", "http:///path", "http://host:80x/", "http://host:99999/",
    "http://a b/", "http://a\0b/", "http://a\nb/",
]  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_no_address_is_refused(tmp_path: Path, url: str) -> None:
    for use in (
        lambda: get_service(url=url),
        lambda: fetch_galaxyzoo1_catalog(source=url, data_home=tmp_path),
    ):
        with pytest.raises(ValueError, match="is no address") as caught:
            use()
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://host/x", "host/x", "file:///etc/passwd", ""])
def test_a_service_is_of_the_web(url: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        get_service(url=url)


@pytest.mark.parametrize(
    "url", ["http://[::1]:8080/x", "HTTPS://host", "http://127.0.0.1:80/a?b=c"]
)
def test_addresses_are_taken(url: str) -> None:
    assert get_service(url=url).url == url
