"""Fetching cutouts from a server on this machine that answers after 50 ms and fails now and then.

The server is a process of its own; one galaxy in ten fails once in a way that a retry cures. The
best possible time is requests * latency / connections, retries counted. The peer is the course's
way: ``requests``, one at a time, unchecked. A second part kills the fetching process again and
again (50 times with ``--kills 50``) and looks at every image.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import requests
from data import ROOT, header, row

from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts

sys.path.insert(0, str(ROOT))
from tests.datasets.cutout_server import FIRST_ID, catalog_of, picture

LATENCY, CONNECTIONS = 0.05, 16
FAULTS = ("503", "truncated", "html", "empty", "reset")
QUICK = NetworkPolicy(first_wait=0.05, lock_wait=20)


def serve(faults):
    """Start the server, and return its process and address."""
    script = ROOT / "tests" / "datasets" / "cutout_server.py"
    command = [sys.executable, script, str(LATENCY), json.dumps(faults)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, f"http://127.0.0.1:{process.stdout.readline().strip()}/getjpeg"


def throughput(n=2000):
    """Fetch n cutouts, and beside it a few in the course's way."""
    faults = {i: [FAULTS[i // 10 % len(FAULTS)]] for i in range(0, n, 10)}
    server, url = serve(faults)
    with tempfile.TemporaryDirectory() as folder:
        options = {"url": url, "rate": None, "connections": CONNECTIONS, "policy": QUICK}
        cpu = resource.getrusage(resource.RUSAGE_SELF)
        started = time.perf_counter()
        table = fetch_cutouts(catalog_of(n), folder, **options)
        seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime
    n_requests, best = int(table["tries"].sum()), table["tries"].sum() * LATENCY / CONNECTIONS
    course_seconds = in_the_courses_way(url, 100)
    server.kill()
    print(f"{(table['status'] == 'ok').sum()} of {n} images right, {n_requests} requests")
    print(f"{best / seconds:.0%} of the best throughput; CPU {1e3 * busy / n:.2f} ms an image")
    header()
    row(f"{n} cutouts, {CONNECTIONS} connections", seconds, best, best / 0.85, "s")
    row("an image, beside requests one at a time", seconds / n, course_seconds / 100, None, "s")


def in_the_courses_way(url, n):
    """Ask for n cutouts one at a time, each anew, and write whatever comes."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for i in range(5000, 5000 + n):
            parameters = {"ra": i / 100, "dec": 0, "width": 120, "height": 120}
            answer = requests.get(url, parameters, timeout=30)
            Path(folder, f"{i}.jpg").write_bytes(answer.content)
    return time.perf_counter() - started


def kills(n_kills, n=500):
    """Kill the fetching process at random instants, then look at every image."""
    server, url = serve({})
    script = (
        "import sys; from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts;"
        "sys.path.insert(0, sys.argv[3]); from tests.datasets.cutout_server import catalog_of;"
        "print('ready', flush=True);"
        f"fetch_cutouts(catalog_of({n}), sys.argv[1], url=sys.argv[2], rate=None, connections=4,"
        "policy=NetworkPolicy(first_wait=0.05, lock_wait=20))"
    )
    chance, n_alive = random.Random(0), 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(n_kills):
            command = [sys.executable, "-c", script, folder, url, ROOT]
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            process.stdout.readline()
            time.sleep(chance.uniform(0.2, 0.6))
            n_alive += process.poll() is None
            process.kill()
            process.wait()
        table = fetch_cutouts(catalog_of(n), folder, url=url, rate=None, policy=QUICK)
        paths = [Path(folder, path) for path in table["path"]]
        right = sum(p.read_bytes() == picture(int(p.stem) - FIRST_ID) for p in paths)
    record = httpx.get(url.replace("/getjpeg", "/record")).json()
    server.kill()
    print(f"killed {n_kills} times, {n_alive} of them at work: {right} of {n} images right")
    print(f"{len(record['numbers'])} requests: at most {n} + 4 for each kill may be asked for")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=0)
    arguments = parser.parse_args()
    throughput()
    if arguments.kills:
        kills(arguments.kills)
