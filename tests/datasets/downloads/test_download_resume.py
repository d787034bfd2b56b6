"""What has arrived is never fetched twice, and never joined to what does not belong to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile, fetch_file
from galaxyzoo_ml.exceptions import DownloadError
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


def interrupted(server: FileServer, folder: Path, remote: RemoteFile, time: Time) -> None:
    """Let a first call fail half-way."""
    policy = replace(POLICY, tries=1)
    server.faults.append(fs.cut(HALF))
    with pytest.raises(DownloadError, match=r"\(150,000 bytes have arrived and are kept\)"):
        fetch_file(remote, folder, policy=policy, clock=time.clock())
    assert left(folder) == ["file.part", "file.part.json"]


@pytest.mark.parametrize("checksum", [fs.sha256(BODY), None])
@pytest.mark.parametrize(
    ("etag", "modified"), [('"one"', None), ('W/"one"', "Thu, 01 Jan 2026 00:00:00 GMT")]
)
def test_the_next_call_asks_for_the_rest(
    server: FileServer, tmp_path: Path, time: Time, checksum: str | None, etag: str, modified: str
) -> None:
    server.files["/file"] = Served(BODY, etag, modified)
    remote = published(server, checksum=checksum)
    interrupted(server, tmp_path, remote, time)
    assert fetch_file(remote, tmp_path).read_bytes() == BODY
    headers = server.requests[-1][1]
    assert headers["Range"] == f"bytes={HALF}-"
    assert headers["If-Range"] == (modified or etag)
    assert server.n_bytes == len(BODY)


@pytest.mark.parametrize("checksum", [fs.sha256(BODY), None])
def test_a_file_that_changed_between_the_parts_is_fetched_anew(
    server: FileServer, tmp_path: Path, time: Time, checksum: str | None
) -> None:
    remote = published(server, checksum=checksum)
    server.files["/file"] = Served(bytes(len(BODY)), '"old"')
    interrupted(server, tmp_path, remote, time)
    server.files["/file"] = Served(BODY)
    assert fetch_file(remote, tmp_path).read_bytes() == BODY


def test_a_server_without_if_range_cannot_mix_two_versions(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    remote = published(server, checksum=None)
    server.files["/file"] = Served(bytes(len(BODY)), '"old"')
    interrupted(server, tmp_path, remote, time)
    server.files["/file"] = Served(BODY)

    def heedless(handler: fs.Handler, served: Served) -> None:
        del handler.headers["If-Range"]
        handler.answer(served)

    server.faults.append(heedless)
    assert fetch_file(remote, tmp_path, policy=POLICY, clock=time.clock()).read_bytes() == BODY
    assert server.ranges()[1:] == [f"bytes={HALF}-", None]


def test_without_checksum_and_validator_nothing_is_resumed(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.files["/file"] = Served(BODY, None)
    remote = published(server, checksum=None)
    interrupted(server, tmp_path, remote, time)
    assert fetch_file(remote, tmp_path).read_bytes() == BODY
    assert server.ranges() == [None, None]


@pytest.mark.parametrize("note", [None, b"", b"[]", b'{"url": 1, "more": 2}', b"\xff"])
def test_a_note_that_was_lost_does_no_harm(
    server: FileServer, tmp_path: Path, time: Time, note: bytes | None
) -> None:
    interrupted(server, tmp_path, published(server), time)
    path = tmp_path / "file.part.json"
    path.unlink() if note is None else path.write_bytes(note)
    check(fetch_file(published(server), tmp_path))


@pytest.mark.parametrize("size", [HALF, len(BODY), len(BODY) + 9])
def test_a_part_that_is_rubbish_is_thrown_away(
    server: FileServer, tmp_path: Path, time: Time, size: int
) -> None:
    (tmp_path / "file.part").write_bytes(bytes(size))
    check(fetch_file(published(server), tmp_path, policy=POLICY, clock=time.clock()))


def test_killed_before_the_renaming_nothing_is_asked_again(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    (tmp_path / "file.part").write_bytes(BODY)
    remote = replace(published(server), size=len(BODY))
    check(fetch_file(remote, tmp_path, policy=POLICY, clock=time.clock()))
    assert server.requests == []


# Mirrors


def test_the_next_mirror_continues_what_the_first_began(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.files["/mirror"] = Served(BODY, '"numbered otherwise"')
    server.faults.append(fs.cut(HALF))
    check(
        fetch_file(
            published(server, "/file", "/mirror"), tmp_path, policy=POLICY, clock=time.clock()
        )
    )
    assert [path for path, _ in server.requests] == ["/file", "/mirror"]
    assert server.ranges() == [None, f"bytes={HALF}-"]
    assert server.n_bytes == len(BODY)
    assert time.waits == []


@pytest.mark.parametrize(
    "fault", [fs.status(404), fs.instead(b"<html>gone"), fs.redirect("ftp://x/"), fs.cut(3)]
)
def test_mirrors_are_tried_in_turn(
    server: FileServer, tmp_path: Path, time: Time, fault: fs.Fault
) -> None:
    remote = published(server, "/dead", "/wrong", "/file")
    server.files["/wrong"] = Served(b"another file")
    server.faults.append(fault)
    check(fetch_file(remote, tmp_path, policy=POLICY, clock=time.clock()))


def test_a_mirror_with_another_size_is_not_read(server: FileServer, tmp_path: Path) -> None:
    server.files["/wrong"] = Served(BODY + b"more")
    remote = replace(published(server, "/wrong", "/file"), size=len(BODY))
    check(fetch_file(remote, tmp_path))
    assert [path for path, _ in server.requests] == ["/wrong", "/file"]


def test_redirects_are_followed_but_not_for_ever(
    server: FileServer, tmp_path: Path, time: Time
) -> None:
    server.faults.append(fs.redirect(server.url("/file")))
    check(fetch_file(published(server, "/moved"), tmp_path, policy=POLICY, clock=time.clock()))
    server.faults.extend([fs.redirect("/round")] * 40)
    with pytest.raises(DownloadError, match="TooManyRedirects"):
        fetch_file(
            published(server, "/round"), tmp_path / "other", policy=POLICY, clock=time.clock()
        )
