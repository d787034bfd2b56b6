"""One file from a server that does everything wrong: right in the end, or not there at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

import galaxyzoo_ml
from galaxyzoo_ml.datasets import NetworkPolicy
from galaxyzoo_ml.datasets.downloads import _remote_file as remote_module
from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile, fetch_file
from galaxyzoo_ml.datasets.network._backoff import backoff_seconds
from galaxyzoo_ml.exceptions import DownloadError
from tests.datasets import file_server as fs
from tests.datasets.downloads.served_file import (
    BODY,
    HALF,
    POLICY,
    START,
    Time,
    check,
    left,
    published,
)
from tests.datasets.file_server import FileServer, Served


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/file": Served(BODY)}) as running:
        yield running


# What goes well


def test_a_file_is_fetched_once(server: FileServer, tmp_path: Path, time: Time) -> None:
    for _ in range(2):
        check(fetch_file(published(server), tmp_path / "new", policy=POLICY, clock=time.clock()))
    ((_, headers),) = server.requests
    assert headers["User-Agent"].startswith(f"galaxyzoo-ml/{galaxyzoo_ml.__version__} (")
    assert headers["Accept-Encoding"] == "identity"
    assert time.waits == []


def test_a_damaged_file_is_fetched_again(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(BODY[:-1] + b"x")
    check(fetch_file(published(server), tmp_path))


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(BODY[1:]), Path.unlink])
def test_without_a_checksum_what_came_first_is_remembered(
    server: FileServer, tmp_path: Path, damage: object
) -> None:
    remote = published(server, checksum=None)
    path = fetch_file(remote, tmp_path)
    check(path, ("file.origin.json",))
    fetch_file(remote, tmp_path)
    assert len(server.requests) == 1
    damage(path)  # type: ignore[operator]
    check(fetch_file(remote, tmp_path), ("file.origin.json",))
    assert len(server.requests) == 2


def test_large_files_are_hashed_again_only_if_they_were_touched(
    server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []

    def digest(path: Path, algorithm: str) -> str:
        hashed.append(path.name)
        return hashlib.new(algorithm, path.read_bytes()).hexdigest()

    monkeypatch.setattr(remote_module, "_LARGE", 1)
    monkeypatch.setattr(remote_module, "digest", digest)
    path = fetch_file(published(server), tmp_path)
    for _ in range(3):
        fetch_file(published(server), tmp_path)
    assert hashed == ["file"]
    path.write_bytes(BODY[::-1])
    assert fetch_file(published(server), tmp_path).read_bytes() == BODY
    assert len(server.requests) == 2
    (tmp_path / "file.verified.json").write_text("rubbish")
    fetch_file(published(server), tmp_path)


def test_md5_will_do(server: FileServer, tmp_path: Path) -> None:
    checksum = f"md5:{hashlib.md5(BODY).hexdigest().upper()}"
    check(fetch_file(published(server, checksum=checksum), tmp_path))


def test_a_client_of_the_users_is_asked_and_left_open(tmp_path: Path) -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(BODY))
    with httpx.Client(transport=httpx.MockTransport(lambda _: answer)) as client:
        remote = RemoteFile("file", ("https://example.org/file",), fs.sha256(BODY))
        check(fetch_file(remote, tmp_path, client=client))
        assert not client.is_closed


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "/x", "c:x", "x\0"])
def test_names_that_leave_the_folder_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no plain file name"):
        RemoteFile(name, ("https://example.org",))


@pytest.mark.parametrize("checksum", ["abc", "crc:1", "sha256:"])
def test_unknown_checksums_are_refused(checksum: str) -> None:
    with pytest.raises(ValueError, match="is no checksum"):
        RemoteFile("x", ("https://example.org",), checksum)


# What is cured by asking again


@pytest.mark.parametrize(
    "faults",
    [
        [fs.status(503)] * 4,
        [fs.status(500), fs.status(502), fs.status(408), fs.status(429)],
        [fs.cut(HALF)],
        [fs.cut(HALF), fs.cut(10), fs.cut(1)],
        [fs.cut(0), fs.cut(len(BODY))],
        [fs.cut_without_length(HALF)],
        [fs.reset_after(0), fs.reset_after(HALF)],
        [fs.cut(HALF), fs.ignore_range],
        [fs.cut(HALF), fs.other_range],
        [fs.cut(HALF), fs.lying_range],
        [fs.cut(HALF), fs.status(503), fs.status(416)],
        [fs.instead(b"<!DOCTYPE html><p>Sign in to this network")],
        [fs.instead(BODY[:-1])],
        [fs.packed],
        [fs.called_packed],
    ],
    ids=lambda faults: "-".join(fault.__qualname__.split(".")[0] for fault in faults),
)
def test_accidents_are_cured(
    server: FileServer, tmp_path: Path, time: Time, faults: list[fs.Fault]
) -> None:
    server.faults.extend(faults)
    check(fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock()))


def test_waits_grow_and_have_a_limit(server: FileServer, tmp_path: Path, time: Time) -> None:
    server.faults.extend([fs.status(503)] * 4)
    fetch_file(
        published(server), tmp_path, policy=replace(POLICY, longest_wait=3.0), clock=time.clock()
    )
    assert time.waits == [1.0, 2.0, 3.0, 3.0]


def test_chance_takes_up_to_half_of_a_wait() -> None:
    waits = {backoff_seconds(NetworkPolicy(first_wait=8.0), 1) for _ in range(50)}
    assert len(waits) > 1
    assert all(4.0 <= wait <= 8.0 for wait in waits)


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(
    server: FileServer, tmp_path: Path, time: Time, code: int, form: str
) -> None:
    asked = "42" if form == "seconds" else format_datetime(START + timedelta(seconds=42), True)
    server.faults.append(fs.status(code, asked))
    check(fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock()))
    assert time.waits == [42.0]


@pytest.mark.parametrize("code", [401, 403, 404, 410, 501])
def test_what_is_not_there_is_not_asked_for_again(
    server: FileServer, tmp_path: Path, time: Time, code: int
) -> None:
    server.faults.append(fs.status(code))
    with pytest.raises(DownloadError, match=rf"127.0.0.1.*/file: status {code}"):
        fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock())
    assert len(server.requests) == 1
    assert left(tmp_path) == []


def test_a_server_that_asks_for_too_long_a_pause_is_given_up(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.faults.append(fs.status(429, "86400"))
    with pytest.raises(DownloadError, match="to be asked again in 86,400 s"):
        fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock())
    assert time.waits == []


@pytest.mark.parametrize(("fault", "reason"), [(fs.status(503), "status 503"), (fs.cut(0), "peer")])
def test_patience_has_an_end(
    server: FileServer, tmp_path: Path, time: Time, fault: fs.Fault, reason: str
) -> None:
    server.faults.extend([fault] * 9)
    with pytest.raises(DownloadError, match=reason):
        fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock())
    assert len(server.requests) == 5


def test_progress_renews_patience(tmp_path: Path, time: Time) -> None:
    body = bytes(12 << 20)
    with FileServer({"/file": Served(body)}) as server:
        server.faults.extend([fs.cut(1 << 20)] * 11)
        path = fetch_file(
            published(server, checksum=fs.sha256(body)), tmp_path, policy=POLICY, clock=time.clock()
        )
    assert path.stat().st_size == len(body)
    assert set(time.waits) == {1.0}


def test_a_silent_server_times_out(server: FileServer, tmp_path: Path, time: Time) -> None:
    server.faults.append(fs.silence(0.5))
    check(
        fetch_file(
            published(server), tmp_path, policy=replace(POLICY, read=0.1), clock=time.clock()
        )
    )


def test_a_slow_drip_is_broken_off_and_resumed(server: FileServer, tmp_path: Path) -> None:
    policy = NetworkPolicy(slow_seconds=0.1, slowest=1e6, first_wait=0.0)
    server.faults.append(fs.drip(1_000, 0.01))
    check(fetch_file(published(server), tmp_path, policy=policy))
    first, again = server.ranges()
    assert first is None
    assert again is not None
