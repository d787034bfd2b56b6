"""A service that offers HTTP/2 is talked to in HTTP/2, at the same rate."""

import asyncio
import shutil
import ssl
import subprocess
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from galaxyzoo_ml.datasets import fetch_cutouts
from tests.datasets.cutout_server import catalog_of, most_in_a_window, picture


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate")
    path = tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", path, "-out", path,
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


class Connection(asyncio.Protocol):
    def __init__(self, seen):
        self.seen = seen

    def connection_made(self, transport):
        self.transport = transport
        self.seen["protocols"].append(
            transport.get_extra_info("ssl_object").selected_alpn_protocol()
        )
        self.h2 = H2Connection(H2Configuration(client_side=False))
        self.h2.initiate_connection()
        self.transport.write(self.h2.data_to_send())

    def data_received(self, data):
        for event in self.h2.receive_data(data):
            if isinstance(event, RequestReceived):
                self.seen["times"].append(time.monotonic())
                query = parse_qs(urlsplit(dict(event.headers)[b":path"].decode()).query)
                body = picture(round(100 * float(query["ra"][0])))
                headers = [(":status", "200"), ("content-type", "image/jpeg")]
                self.h2.send_headers(event.stream_id, headers)
                self.h2.send_data(event.stream_id, body, end_stream=True)
        self.transport.write(self.h2.data_to_send())


@pytest.fixture
def server(certificate):
    """Yield what the server has seen, its port included."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2", "http/1.1"])
    seen, ready, loop = {"protocols": [], "times": []}, threading.Event(), asyncio.new_event_loop()

    async def serve():
        running = await loop.create_server(lambda: Connection(seen), "127.0.0.1", 0, ssl=context)
        seen["port"] = running.sockets[0].getsockname()[1]
        seen["stop"] = asyncio.Event()
        ready.set()
        await seen["stop"].wait()
        running.close()
        await asyncio.sleep(0.1)  # the farewells of TLS

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    yield seen
    loop.call_soon_threadsafe(seen["stop"].set)
    thread.join()
    loop.close()


def test_one_connection_is_enough(tmp_path, server):
    url = f"https://127.0.0.1:{server['port']}/getjpeg"
    table = fetch_cutouts(catalog_of(30), tmp_path / "g", url=url, rate=20.0, connections=4)
    assert (table["status"] == "ok").all()
    assert server["protocols"] == ["h2"]
    for seconds in (0.5, 1.0):
        assert most_in_a_window(server["times"], seconds) <= 20 * seconds + 1
