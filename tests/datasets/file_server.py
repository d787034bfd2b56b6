"""A real HTTP server on 127.0.0.1 that serves files with ranges, and fails on command.

Each request takes the next fault of `FileServer.faults`; where there is none left, or
it is None, the answer is right. A fault is a function of the handler and the file.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """A file, and what the server says about it."""

    body: bytes
    etag: str | None = '"one"'
    modified: str | None = None
    type: str = "application/octet-stream"


Fault = Callable[["Handler", Served], None]


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        served = owner.files.get(self.path)
        with owner.lock:
            owner.requests.append((self.path, dict(self.headers.items())))
            fault = owner.faults.popleft() if owner.faults else None
        if fault is not None:
            fault(self, served or Served(b""))
        elif served is None:
            self.head(404, 0)
        else:
            self.answer(served)

    def head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        if length is None:
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def known(self, served: Served) -> dict[str, str]:
        known = {"Content_Type": served.type, "Accept_Ranges": "bytes"}
        if served.etag:
            known["ETag"] = served.etag
        if served.modified:
            known["Last_Modified"] = served.modified
        return known

    def start(self, served: Served) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of the right answer."""
        known, body = self.known(served), served.body
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        valid = self.headers.get("If-Range") in (None, served.etag, served.modified)
        if match is None or not valid:
            return 200, body, known
        first = int(match[1])
        if first >= len(body):
            return 416, b"", {"Content_Range": f"bytes */{len(body)}"}
        place = f"bytes {first}-{len(body) - 1}/{len(body)}"
        return 206, body[first:], known | {"Content_Range": place}

    def answer(self, served: Served) -> None:
        status, body, headers = self.start(served)
        self.head(status, len(body), **headers)
        self.send(body)

    def send(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # the other side is gone, or was killed
            self.close_connection = True
        else:
            self.server.owner.n_bytes += len(body)

    def reset(self) -> None:
        """Close with a reset instead of a farewell."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: FileServer

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@dataclass
class FileServer:
    """The server, as a context manager."""

    files: dict[str, Served] = field(default_factory=dict)
    faults: deque[Fault | None] = field(default_factory=deque)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    n_bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> FileServer:
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "/file") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def ranges(self) -> list[str | None]:
        """Return the ranges that were asked for, one for each request."""
        return [headers.get("Range") for _, headers in self.requests]


def sha256(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


# Faults


def status(code: int, retry_after: str | None = None) -> Fault:
    headers = {"Retry_After": retry_after} if retry_after else {}
    return lambda handler, _: handler.head(code, 0, **headers)


def cut(n: int) -> Fault:
    """Say the right length, send n bytes, close."""

    def fault(handler: Handler, served: Served) -> None:
        code, body, headers = handler.start(served)
        handler.head(code, len(body), **headers)
        handler.send(body[:n])
        handler.close_connection = True

    return fault


def cut_without_length(n: int) -> Fault:
    """Say no length, send n bytes, close."""

    def fault(handler: Handler, served: Served) -> None:
        handler.head(200, None)
        handler.send(served.body[:n])

    return fault


def reset_after(n: int) -> Fault:
    def fault(handler: Handler, served: Served) -> None:
        code, body, headers = handler.start(served)
        handler.head(code, len(body), **headers)
        handler.send(body[:n])
        time.sleep(0.02)  # a reset overtakes what is still on the way
        handler.reset()

    return fault


def drip(size: int, pause: float) -> Fault:
    def fault(handler: Handler, served: Served) -> None:
        code, body, headers = handler.start(served)
        handler.head(code, len(body), **headers)
        for i in range(0, len(body), size):
            handler.send(body[i : i + size])
            if handler.close_connection:
                return
            time.sleep(pause)

    return fault


def silence(seconds: float) -> Fault:
    def fault(handler: Handler, served: Served) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return fault


def ignore_range(handler: Handler, served: Served) -> None:
    handler.head(200, len(served.body), **handler.known(served))
    handler.send(served.body)


def other_range(handler: Handler, served: Served) -> None:
    """Answer with the first bytes, and say so."""
    half, whole = len(served.body) // 2, len(served.body)
    place = f"bytes 0-{half - 1}/{whole}"
    handler.head(206, half, **handler.known(served), Content_Range=place)
    handler.send(served.body[:half])


def lying_range(handler: Handler, served: Served) -> None:
    """Say that these are the bytes asked for, and send others."""
    code, body, headers = handler.start(served)
    handler.head(code, len(body), **headers)
    handler.send(served.body[: len(body)])


def instead(body: bytes, type_: str = "text/html") -> Fault:
    def fault(handler: Handler, served: Served) -> None:
        handler.head(200, len(body), Content_Type=type_)
        handler.send(body)

    return fault


def redirect(url: str) -> Fault:
    return lambda handler, _: handler.head(302, 0, Location=url)


def packed(handler: Handler, served: Served) -> None:
    """Pack on the way, though nobody asked for it."""
    body = gzip.compress(served.body)
    handler.head(200, len(body), Content_Encoding="gzip")
    handler.send(body)


def called_packed(handler: Handler, served: Served) -> None:
    """Send the file as it is, and call it packed, as many servers do with .csv.gz."""
    handler.head(200, len(served.body), Content_Encoding="gzip", Content_Type="text/csv")
    handler.send(served.body)
