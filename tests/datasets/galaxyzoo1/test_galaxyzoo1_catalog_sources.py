"""Where the catalogue comes from: mirrors, addresses and files, held to their checksums."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from galaxyzoo_ml.datasets import NetworkPolicy, fetch_galaxyzoo1_catalog, get_data_home
from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile
from galaxyzoo_ml.datasets.galaxyzoo1 import _fetch_galaxyzoo1_catalog as module
from galaxyzoo_ml.exceptions import ChecksumError, OfflineError
from tests.datasets import file_server as fs
from tests.datasets.file_server import FileServer, Served
from tests.datasets.gz1_table import TEXT, TEXT_3

HASTY = NetworkPolicy(first_wait=0.0)
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes = TEXT, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/table.csv.gz": Served(gzip.compress(TEXT.encode()))}) as running:
        yield running


def test_an_address_is_fetched_once_and_kept(server: FileServer) -> None:
    for _ in range(2):
        catalog = fetch_galaxyzoo1_catalog(source=server.url("/table.csv.gz"))
    assert len(catalog) == 11
    assert len(server.requests) == 1
    server.files["/b/table.csv.gz"] = Served(TEXT_3.encode())
    assert len(fetch_galaxyzoo1_catalog(3, source=server.url("/b/table.csv.gz"))) == 11


@pytest.mark.parametrize("path", ["/table.csv.gz", None])
def test_a_checksum_of_the_users_is_held(
    server: FileServer, write: Write, path: str | None
) -> None:
    content = write() if path is None else None
    body = TEXT.encode() if path is None else server.files[path].body
    source = content or server.url(path or "")
    sha256 = hashlib.sha256(body).hexdigest()
    assert len(fetch_galaxyzoo1_catalog(source=source, sha256=sha256.upper())) == 11
    with pytest.raises(ChecksumError, match=sha256):
        fetch_galaxyzoo1_catalog(source=source, sha256="0" * 64, policy=HASTY)


def test_a_web_page_from_an_address_is_refused(server: FileServer) -> None:
    server.files["/page"] = Served(b"<html>moved", type="text/html")
    with pytest.raises(ChecksumError, match="a web page"):
        fetch_galaxyzoo1_catalog(source=server.url("/page"), policy=HASTY)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no\.csv: there is no such file"):
        fetch_galaxyzoo1_catalog(source=tmp_path / "no.csv")


class ToServer(httpx.HTTPTransport):
    """Brings every request to the server here, whatever host it names."""

    def __init__(self, server: FileServer) -> None:
        super().__init__()
        self.url, self.hosts = httpx.URL(server.url("/")), list[str]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.url.port)
        return super().handle_request(request)


def test_the_mirrors_of_the_published_file_are_tried_in_turn(
    server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = server.files["/table.csv.gz"].body
    remote = module._TABLES[2]
    small = RemoteFile(remote.name, remote.urls, fs.sha256(body), len(body))
    monkeypatch.setitem(module._TABLES, 2, small)  # type: ignore[index]
    server.files |= {httpx.URL(url).path: Served(body) for url in remote.urls[2:]}
    transport = ToServer(server)
    with httpx.Client(transport=transport) as client:
        for _ in range(2):
            catalog = fetch_galaxyzoo1_catalog(client=client)
    assert transport.hosts == [
        "galaxy-zoo-1.s3.amazonaws.com", "data.galaxyzoo.org", "static.zooniverse.org",
    ]  # fmt: skip
    assert catalog.attrs["source"] == remote.urls[0]
    assert (get_data_home() / "galaxyzoo1" / remote.name).read_bytes() == body


def test_the_published_checksum_is_held(server: FileServer) -> None:
    server.files |= {
        httpx.URL(url).path: Served(b"x" * 20_384_458) for url in module._TABLES[2].urls[:1]
    }
    with (
        httpx.Client(transport=ToServer(server)) as client,
        pytest.raises(ChecksumError, match="instead of 5121e43f502856c9f73e31934a6e7d72"),
    ):
        fetch_galaxyzoo1_catalog(client=client, policy=HASTY)


@pytest.mark.parametrize("may", [False, True])
@pytest.mark.parametrize("table", [2, 3])
def test_without_network_and_cache_one_error_says_what_to_do(table: int, may: bool) -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Name or service not known")

    name = f"GalaxyZoo1_DR_table{table}.csv.gz"
    folder = get_data_home() / "galaxyzoo1"
    with (
        httpx.Client(transport=httpx.MockTransport(nobody)) as client,
        pytest.raises(OfflineError) as caught,
    ):
        fetch_galaxyzoo1_catalog(table, client=client, download_if_missing=may, policy=HASTY)
    message = str(caught.value)
    address = f"https://galaxy-zoo-1.s3.amazonaws.com/{name}"
    assert all(word in message for word in (name, address, f"put it there: {folder / name}"))
    assert "\n" not in message
    assert get_data_home().exists() == may


def test_nothing_is_printed_and_astropy_stays_away(write: Write, tmp_path: Path) -> None:
    code = (
        "import sys; from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog as fetch\n"
        f"fetch(source={str(write())!r}); assert 'astropy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == done.stderr == b""
