"""Every test, doctests included, runs in a home of its own and without a network."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

# No window opens, whoever imports matplotlib first.
os.environ["MPLBACKEND"] = "Agg"

# Tests of rooms that need no torch, but that try them on a net.
if importlib.util.find_spec("torch") is None:
    collect_ignore = [
        "tests/balancing/test_prior_corrected_classifier.py",
        "tests/inspection/test_pictures.py",
        "tests/model_selection/test_peak_memory.py",
        "tests/model_selection/test_processes.py",
    ]


def _is_here(host: object) -> bool:
    """Whether an address stays on this machine."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse_the_world(host: object) -> None:
    # Not an OSError: the code under test would take that for a failed download and try again.
    if not _is_here(host):
        raise RuntimeError(
            f"a test tried to reach {host!r}: tests run without the network; "
            "give the code a transport that answers, or a server on 127.0.0.1"
        )


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Only the machine itself can be reached; child processes meet a proxy that is not there."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    lookup = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            _refuse_the_world(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != socket.AF_UNIX:
            _refuse_the_world(address[0])
        return connect_ex(self, address)

    def guarded_lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_the_world(host)
        return lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_lookup)
        for scheme in ("http", "https", "all"):
            patch.delenv(f"{scheme}_proxy", raising=False)
            patch.setenv(f"{scheme.upper()}_PROXY", "http://127.0.0.1:9")
        patch.delenv("no_proxy", raising=False)
        patch.setenv("NO_PROXY", "localhost,127.0.0.1,::1")
        yield


@pytest.fixture(scope="session", autouse=True)
def font_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Matplotlib lists its fonts once, not once in each temporary home."""
    with pytest.MonkeyPatch.context() as patch:
        if cache := getattr(request.config, "cache", None):  # none with -p no:cacheprovider
            patch.setenv("MPLCONFIGDIR", str(cache.mkdir("matplotlib")))
        yield


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the developer's home."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.setenv("GALAXYZOO_ML_DATA", str(home / "galaxyzoo-ml"))


@pytest.fixture(autouse=True)
def figures_closed() -> Iterator[None]:
    """No picture stays in pyplot's list, where twenty of them make it warn."""
    yield
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close("all")
