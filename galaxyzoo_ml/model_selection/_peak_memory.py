"""The memory that a piece of work takes."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

__all__ = ["PeakMemory"]

_SECONDS = 0.01  # between two measurements


class PeakMemory:
    """The most memory that this process holds more than before, while the context is open.

    A thread measures it a hundred times a second. Pages of memory-mapped files do not count where
    the system tells them apart (Linux: ``RssAnon``): they are the page cache's, shared by all
    processes, and given up when memory is short.

    Attributes
    ----------
    peak_mb : float
        In MB (10^6 bytes), above what was held at the beginning.
    """

    peak_mb = 0.0

    def __enter__(self) -> Self:
        self._process = psutil.Process()
        self._before = self._held()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._measure_until_done, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        self._measure()

    def _measure_until_done(self) -> None:
        while not self._done.wait(_SECONDS):
            self._measure()

    def _measure(self) -> None:
        self.peak_mb = max(self.peak_mb, (self._held() - self._before) / 1e6)

    def _held(self) -> int:
        memory = self._process.memory_info()
        return int(memory.rss - getattr(memory, "shared", 0))
