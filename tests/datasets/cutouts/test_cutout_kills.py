"""Processes that are really killed lose at most what was in flight."""

import hashlib
import random
import signal
import subprocess
import sys
import time

from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts
from tests.datasets.cutout_server import FIRST_ID, CutoutServer, catalog_of, picture

N, CONNECTIONS = 200, 8
SCRIPT = """
import sys
import pandas as pd
from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts
catalog = pd.read_csv(sys.argv[1], dtype={"OBJID": str})
print("ready", flush=True)
fetch_cutouts(catalog, sys.argv[2], url=sys.argv[3], rate=None, connections=8,
              policy=NetworkPolicy(first_wait=0.01, lock_wait=300))
"""


def start(tmp_path, server):
    command = [sys.executable, "-c", SCRIPT, tmp_path / "catalog.csv", tmp_path / "g", server.url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def wait_for(process, tmp_path, server, n_recorded):
    """Wait until a run has recorded so many pictures, or has ended."""
    journal, n_before = tmp_path / "g" / "manifest.journal", len(server.finished)
    while process.poll() is None:
        # The first answer comes after the journal of the run before has been folded.
        is_asking = len(server.finished) > n_before
        if is_asking and journal.exists() and journal.read_bytes().count(b"\n") >= n_recorded:
            return
        time.sleep(0.002)


def stop(process, kind=signal.SIGKILL):
    process.send_signal(kind)
    process.wait()
    process.stdout.close()


def test_killed_again_and_again_every_image_is_right_and_none_asked_for_twice(tmp_path):
    catalog_of(N).to_csv(tmp_path / "catalog.csv", index=False)
    chance = random.Random(0)
    with CutoutServer(latency=0.2) as server:  # slow: a run is not over before it is killed
        n_kills = 0
        for kind in [signal.SIGKILL] * 5 + [signal.SIGINT, signal.SIGTERM]:
            process = start(tmp_path, server)
            wait_for(process, tmp_path, server, n_recorded=chance.randint(1, 12))
            time.sleep(chance.uniform(0.0, 0.2))  # at any instant between two answers
            n_kills += process.poll() is None
            stop(process, kind)
            for path in (tmp_path / "g" / "images").rglob("*.jpg"):
                number = int(path.stem) - FIRST_ID
                assert path.read_bytes() == picture(number)
        n_before, server.latency = len(server.numbers), 0.0
        table = fetch_cutouts(
            catalog_of(N),
            tmp_path / "g",
            url=server.url,
            rate=None,
            policy=NetworkPolicy(lock_wait=9),
        )
        n_last = len(server.numbers) - n_before
    assert n_kills >= 3
    assert (table["status"] == "ok").all()
    for row in table.itertuples():
        body = (tmp_path / "g" / row.path).read_bytes()
        assert body == picture(int(row.OBJID) - FIRST_ID)
        assert hashlib.sha256(body).hexdigest() == row.sha256
    assert n_last < N
    # In flight: asked for, or come and not yet in place.
    assert len(server.numbers) <= N + n_kills * 2 * CONNECTIONS
    leftovers = [p.name for p in (tmp_path / "g").rglob("*") if p.name.endswith(".tmp")]
    assert leftovers == []


def test_two_processes_on_one_folder_do_not_harm_each_other(tmp_path):
    catalog_of(N).to_csv(tmp_path / "catalog.csv", index=False)
    with CutoutServer(latency=0.005) as server:
        pair = [start(tmp_path, server) for _ in range(2)]
        assert [process.wait(300) for process in pair] == [0, 0]
        for process in pair:
            process.stdout.close()
        assert sorted(server.numbers) == list(range(N))
    assert len(list((tmp_path / "g" / "images").rglob("*.jpg"))) == N
