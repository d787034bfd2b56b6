"""A real HTTP server on 127.0.0.1 that serves cutouts, and fails on command.

Galaxy number i has the right ascension i / 100 degrees. In a test it runs in a thread; as a script
in a process of its own, which prints its port and answers ``/record`` with what it has seen.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
from PIL import Image, ImageDraw

FIRST_ID = 587722981742084096  # beyond 2**53: no float holds it


def catalog_of(n, first=0):
    """Return a catalogue of n galaxies that the server knows."""
    numbers = np.arange(first, first + n)
    return pd.DataFrame(
        {
            "OBJID": FIRST_ID + numbers,
            "ra": numbers / 100,
            "dec": -0.0867,
            "target": np.array(["spiral", "elliptical", "uncertain"])[numbers % 3],
        }
    )


def jpeg(pixels, quality=75):
    """Encode pixels as JPEG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@cache
def _sky(kind, size):
    random = np.random.default_rng(kind)
    y, x = np.mgrid[:size, :size] - size / 2
    light = 150 * np.exp(-np.hypot(x, (1 + kind / 8) * y) / (size / 10))[..., None]
    noise = random.normal(30, 9, (size, size, 3))
    return jpeg(np.clip(noise + light * [1.0, 0.9, 0.6], 0, 255).astype(np.uint8))


def picture(number, size=120):
    """Return the one right picture of a galaxy: no two have the same bytes."""
    comment = f"galaxy {number}".encode()
    sky = _sky(number % 8, size)
    return sky[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + sky[2:]


def message(size=120, ink="white", paper="black"):
    """Return an error message, drawn as SkyServer does it."""
    canvas = Image.new("RGB", (size, size), paper)
    text = "Requested (ra, dec)\nis outside the\nSDSS footprint."
    ImageDraw.Draw(canvas).multiline_text((4, 4), text, fill=ink)
    return jpeg(np.asarray(canvas))


def flat(size=120, level=0):
    """Return a picture of nothing."""
    return jpeg(np.full((size, size, 3), level, np.uint8))


def head(status, body=b"", content_type="image/jpeg", length=None, **headers):
    """Return the head of an answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def whole(status, body=b"", content_type="image/jpeg", **headers):
    """Return an answer."""
    return head(status, body, content_type, **headers) + body


HTML = b"<!DOCTYPE html><html><body>An error occurred while processing your request</body></html>"

# Answers that are sent at once; those of FAULTY_CONVERSATIONS take their time.
FAULTY_ANSWERS: dict[str, Callable[[int, int], bytes]] = {
    "404": lambda n, s: whole("404 NOT FOUND", b"outside the SDSS footprint", "text/plain"),
    "500": lambda n, s: whole("500 Internal Server Error", HTML, "text/html"),
    "503": lambda n, s: whole("503 Service Unavailable"),
    "429": lambda n, s: whole("429 Too Many Requests", Retry_After=1),
    "429-date": lambda n, s: whole(
        "429 Too Many Requests", Retry_After=formatdate(time.time() + 2, usegmt=True)
    ),
    "429-day": lambda n, s: whole("429 Too Many Requests", Retry_After=86400),
    "empty": lambda n, s: whole("200 OK"),
    "short": lambda n, s: whole("200 OK", picture(n, s)[: len(picture(n, s)) // 2]),
    "html": lambda n, s: whole("200 OK", HTML, "text/html; charset=utf-8"),
    "html-as-jpeg": lambda n, s: whole("200 OK", HTML),
    "png": lambda n, s: whole("200 OK", b"\x89PNG\r\n\x1a\n" + bytes(99), "image/png"),
    "garbage": lambda n, s: whole("200 OK", b"\xff\xd8\xff\xe0" + bytes(999) + b"\xff\xd9"),
    "message": lambda n, s: whole("200 OK", message(s)),
    "message-on-white": lambda n, s: whole("200 OK", message(s, "black", "white")),
    "blank": lambda n, s: whole("200 OK", flat(s)),
    "grey": lambda n, s: whole("200 OK", flat(s, 40)),
    "wrong-size": lambda n, s: whole("200 OK", picture(n, 64)),
    "gzip": lambda n, s: whole("200 OK", gzip.compress(picture(n, s)), Content_Encoding="gzip"),
    "called-gzip": lambda n, s: whole("200 OK", picture(n, s), Content_Encoding="gzip"),
    "redirect": lambda n, s: whole(
        "301 Moved Permanently", Location=f"/elsewhere?ra={n / 100:.7f}&width={s}"
    ),
    "redirect-loop": lambda n, s: whole("302 Found", Location=f"?ra={n / 100:.7f}&width={s}"),
}


@dataclass
class CutoutServer:
    """The server, in a thread of this process.

    ``faults[i]`` lists how the first answers for galaxy i go wrong; ``always`` how all others do.
    """

    latency: float = 0.0
    faults: dict[int, list[str]] = field(default_factory=dict)
    always: str = ""
    times: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)  # good answers that were sent
    agents: set[str] = field(default_factory=set)
    port: int = 0
    n_open: int = 0
    most_open: int = 0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/getjpeg"

    def forget(self):
        """Forget what was seen."""
        for record in (self.times, self.numbers, self.finished):
            record.clear()

    def __enter__(self):
        ready = threading.Event()
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._serve(ready.set),), daemon=True
        )
        self._thread.start()
        ready.wait()
        return self

    def __exit__(self, *error):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, ready):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        connections = set()

        def connect():
            connection = _Connection(self)
            connections.add(connection)
            return connection

        server = await self._loop.create_server(connect, "127.0.0.1", self.port, backlog=512)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await self._stop.wait()
        server.close()
        for connection in connections:
            connection.transport.abort()
        await asyncio.sleep(0)

    def fault_of(self, number):
        """Return how the next answer for a galaxy goes wrong."""
        pending = self.faults.get(number)
        return pending.pop(0) if pending else self.always


class _Connection(asyncio.Protocol):
    def __init__(self, server):
        self.server, self.received = server, b""

    def connection_made(self, transport):
        self.transport = transport
        self.server.n_open += 1
        self.server.most_open = max(self.server.most_open, self.server.n_open)

    def connection_lost(self, error):
        self.server.n_open -= 1

    def data_received(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            self._requested(request.decode("latin-1"))

    def _requested(self, request):
        target = request.split(" ", 2)[1]
        if target == "/record":
            record = {"times": self.server.times, "numbers": self.server.numbers}
            self.transport.write(whole("200 OK", json.dumps(record).encode()))
            return
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        number, size = round(100 * float(query["ra"])), int(query["width"])
        self.server.times.append(time.monotonic())
        self.server.numbers.append(number)
        for line in request.split("\r\n"):
            if line.lower().startswith("user-agent:"):
                self.server.agents.add(line[11:].strip())
        fault = "" if parts.path == "/elsewhere" else self.server.fault_of(number)
        asyncio.get_running_loop().call_later(
            self.server.latency, self._answer, fault, number, size
        )

    def _answer(self, fault, number, size):
        if self.transport.is_closing():
            return
        if fault in FAULTY_ANSWERS:
            self.transport.write(FAULTY_ANSWERS[fault](number, size))
        elif fault:
            getattr(self, f"_{fault}")(picture(number, size))
        else:
            self.transport.write(whole("200 OK", picture(number, size)))
            self.server.finished.append(number)

    def _truncated(self, body):
        self.transport.write(head("200 OK", body) + body[: len(body) // 2])
        self.transport.close()

    def _close(self, body):
        self.transport.close()

    def _reset(self, body):
        linger = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger
        )
        self.transport.abort()

    def _stall(self, body):
        """Never answer."""

    def _drip(self, body):
        self.transport.write(head("200 OK", body))
        asyncio.get_running_loop().create_task(self._dripping(body))

    async def _dripping(self, body):
        for i in range(len(body)):
            if self.transport.is_closing():
                return
            self.transport.write(body[i : i + 1])
            await asyncio.sleep(0.02)

    def _endless(self, body):
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + body)
        asyncio.get_running_loop().create_task(self._flooding(body))

    async def _flooding(self, body):
        while not self.transport.is_closing():
            self.transport.write(body)
            await asyncio.sleep(0)


FAULTY_CONVERSATIONS = ("truncated", "close", "reset", "stall", "drip", "endless")


def most_in_a_window(times: Iterable[float], seconds: float) -> int:
    """Return the most requests in any window, both of its ends included."""
    times = np.sort(list(times))
    return int((np.searchsorted(times, times + seconds, "right") - np.arange(len(times))).max())


if __name__ == "__main__":
    latency, faults = float(sys.argv[1]), json.loads(sys.argv[2])
    server = CutoutServer(latency, {int(number): kinds for number, kinds in faults.items()})
    with suppress(KeyboardInterrupt):
        asyncio.run(server._serve(lambda: print(server.port, flush=True)))  # noqa: T201
