"""Several processes at once, and processes killed at any instant."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from galaxyzoo_ml.datasets import NetworkPolicy
from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile, fetch_file
from tests.datasets import file_server as fs
from tests.datasets.downloads.served_file import BODY, check, published
from tests.datasets.file_server import FileServer, Served


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer({"/file": Served(BODY)}) as running:
        yield running


def _fetch_in_child(remote: RemoteFile, folder: Path) -> None:
    fetch_file(remote, folder, policy=NetworkPolicy(first_wait=0.01))


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.datasets.downloads.test_download_processes"])
    return context


def test_processes_do_not_fetch_the_same_file_twice(
    server: FileServer, tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    server.faults.append(fs.drip(30_000, 0.05))
    children = [
        processes.Process(target=_fetch_in_child, args=(published(server), tmp_path))
        for _ in range(3)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0, 0, 0]
    check(tmp_path / "file")
    assert len(server.requests) == 1


def test_threads_do_not_harm_each_other(server: FileServer, tmp_path: Path) -> None:
    server.faults.append(fs.drip(100_000, 0.05))
    threads = [
        threading.Thread(target=_fetch_in_child, args=(published(server), tmp_path))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(tmp_path / "file")
    assert len(server.requests) == 1


def test_killed_at_any_instant_it_goes_on_from_there(
    server: FileServer, tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    chance = random.Random()
    remote = published(server)
    n_killed = 0
    for _ in range(60):
        server.faults.clear()
        server.faults.append(fs.drip(6_000, 0.002))
        child = processes.Process(target=_fetch_in_child, args=(remote, tmp_path))
        child.start()
        child.join(chance.uniform(0.0, 0.15))
        if child.is_alive():
            os.kill(child.pid or 0, signal.SIGKILL)
            n_killed += 1
        child.join()
        final = tmp_path / "file"
        if final.exists():
            assert final.read_bytes() == BODY
            break
    server.faults.clear()
    check(fetch_file(remote, tmp_path))
    assert n_killed > 0
    # What a killed process had not yet written is sent again; nothing else.
    time.sleep(0.05)
    assert server.n_bytes < len(BODY) + n_killed * 100_000
