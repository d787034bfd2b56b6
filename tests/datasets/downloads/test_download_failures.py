"""What cannot be fetched leaves no file, and one error that says what to do."""

from __future__ import annotations

import errno
import gzip
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from galaxyzoo_ml.datasets.downloads import _download_attempt as attempt_module
from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile, fetch_file
from galaxyzoo_ml.exceptions import ChecksumError, DownloadError, OfflineError
from tests.datasets import file_server as fs
from tests.datasets.downloads.served_file import BODY, HALF, POLICY, Time, check, left, published
from tests.datasets.file_server import FileServer, Served


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/file": Served(BODY)}) as running:
        yield running


@pytest.mark.parametrize(
    ("body", "words"), [(BODY[1:], "another file came"), (b" <HTML>", r"a web page \(HTML\) came")]
)
def test_another_file_never_gets_the_name(
    server: FileServer, tmp_path: Path, time: Time, body: bytes, words: str
) -> None:
    server.files["/file"] = Served(body)
    with pytest.raises(ChecksumError, match=words) as caught:
        fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock())
    message = str(caught.value)
    assert fs.sha256(BODY).removeprefix("sha256:") in message
    assert fs.sha256(body).removeprefix("sha256:") in message
    assert left(tmp_path) == []
    assert len(server.requests) == 2  # once more, but not for ever


def test_a_web_page_is_refused_without_a_checksum_too(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.files["/file"] = Served(b"<html><body>Not found")
    with pytest.raises(ChecksumError, match="a web page"):
        fetch_file(published(server, checksum=None), tmp_path, policy=POLICY, clock=time.clock())
    assert left(tmp_path) == []


def test_what_a_server_packs_is_not_silently_unpacked(server: FileServer, tmp_path: Path) -> None:
    server.faults.append(fs.packed)
    path = fetch_file(published(server, checksum=None), tmp_path)
    assert gzip.decompress(path.read_bytes()) == BODY


def test_without_network_one_error_says_it_all(tmp_path: Path, time: Time) -> None:
    urls = ("http://127.0.0.1:9/file", "http://127.0.0.1:9/mirror")
    with pytest.raises(OfflineError) as caught:
        fetch_file(RemoteFile("file", urls), tmp_path, policy=POLICY, clock=time.clock())
    message = str(caught.value)
    assert all(word in message for word in ("file could not", *urls, str(tmp_path), "put it there"))
    assert "\n" not in message
    assert sum(time.waits) < 5
    assert left(tmp_path) == []


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_a_call_that_may_not_download_asks_nobody(
    server: FileServer, tmp_path: Path, content: bytes | None
) -> None:
    folder = tmp_path / "cache"
    if content is not None:
        folder.mkdir()
        (folder / "file").write_bytes(content)
    with pytest.raises(OfflineError, match=r"download_if_missing=False.*/cache/file") as caught:
        fetch_file(published(server), folder, download_if_missing=False)
    assert server.url() in str(caught.value)
    assert ("is damaged" if content else "is not there") in str(caught.value)
    assert server.requests == []
    assert folder.exists() == (content is not None)


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_an_interrupt_leaves_no_file_and_nothing_is_lost(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def write(descriptor: int, chunk: bytes) -> None:
        os.write(descriptor, chunk)
        if os.fstat(descriptor).st_size >= HALF:
            raise error

    with monkeypatch.context() as patch:
        patch.setattr(attempt_module, "_write", write)
        with pytest.raises(error):
            fetch_file(published(server), tmp_path)
    assert not (tmp_path / "file").exists()
    check(fetch_file(published(server), tmp_path))
    assert server.ranges()[1] is not None


def test_a_full_disk_leaves_no_file_and_says_so(server: FileServer, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, limits[1]))
    try:
        with pytest.raises(
            DownloadError, match=r"150,000 bytes have arrived .*data_home="
        ) as caught:
            fetch_file(published(server), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert os.strerror(errno.EFBIG) in str(caught.value)
    assert not (tmp_path / "file").exists()
    check(fetch_file(published(server), tmp_path))
    assert server.ranges()[1] == f"bytes={HALF}-"


def test_what_cannot_fit_is_not_begun(tmp_path: Path) -> None:
    answer = httpx.Response(
        200, headers={"Content-Length": str(1 << 60)}, stream=httpx.ByteStream(b"x")
    )
    with httpx.Client(transport=httpx.MockTransport(lambda _: answer)) as client:
        remote = RemoteFile("file", ("https://example.org/file",))
        with pytest.raises(DownloadError, match=r"No space left .*make room"):
            fetch_file(remote, tmp_path, client=client)
