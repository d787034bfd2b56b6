"""A line now and then, where no terminal shows a bar."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from galaxyzoo_ml.cli._output import is_watched

__all__ = ["SECONDS", "said_alive"]

SECONDS = 30.0
"""Between two lines."""


@contextmanager
def said_alive(doing: str) -> Iterator[None]:
    """Say every half minute, on standard error, what a long step is and how long it has taken.

    Parameters
    ----------
    doing : str
        Say "training".
    """
    if is_watched():  # a bar is there
        yield
        return
    done, started = threading.Event(), time.monotonic()

    def speak() -> None:
        while not done.wait(SECONDS):
            minutes, rest = divmod(int(time.monotonic() - started), 60)
            line = f"galaxyzoo: {doing}, {minutes}:{rest:02} min so far"
            print(line, file=sys.stderr, flush=True)

    speaker = threading.Thread(target=speak, daemon=True)
    speaker.start()
    try:
        yield
    finally:
        done.set()
        speaker.join()
