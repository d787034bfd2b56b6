"""What the tests of downloads share: a file, a clock that only waiting moves, and what is left."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from galaxyzoo_ml.datasets import NetworkPolicy
from galaxyzoo_ml.datasets.downloads._fetch_file import RemoteFile
from galaxyzoo_ml.datasets.network._clock import Clock
from tests.datasets.file_server import FileServer, sha256

POLICY = NetworkPolicy(read=5.0)
BODY = random.Random(0).randbytes(300_000)
HALF = 150_000
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Time:
    """A clock that only waiting moves."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.waits.append(seconds)

    def clock(self) -> Clock:
        return Clock(
            sleep=self.sleep,
            seconds=lambda: self.seconds,
            now=lambda: START + timedelta(seconds=self.seconds),
            chance=lambda: 1.0,
        )


def published(server: FileServer, *paths: str, checksum: str | None = sha256(BODY)) -> RemoteFile:
    return RemoteFile("file", tuple(map(server.url, paths or ("/file",))), checksum)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".fetch."))


def check(path: Path, others: tuple[str, ...] = ()) -> None:
    assert path.read_bytes() == BODY
    assert left(path.parent) == sorted([path.name, *others])
