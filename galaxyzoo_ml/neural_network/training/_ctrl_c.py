"""Ctrl-C, told from a callback that has had enough."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Self

__all__ = ["CtrlC"]


class CtrlC:
    """Notices Ctrl-C, which raises the same KeyboardInterrupt as skorch's callbacks do.

    Python's own handler, or whoever took its place, still acts. Signals come to the main thread
    alone: in any other, nothing has to be told apart.

    Examples
    --------
    >>> with CtrlC() as ctrl_c:
    ...     pass  # train
    >>> ctrl_c.came
    False
    """

    def __init__(self) -> None:
        self.came = False

    def __enter__(self) -> Self:
        self._handler = signal.getsignal(signal.SIGINT)
        in_main = threading.current_thread() is threading.main_thread()
        self._listens = in_main and callable(self._handler)
        if self._listens:
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *error: object) -> None:
        if self._listens and signal.getsignal(signal.SIGINT) == self._note:
            signal.signal(signal.SIGINT, self._handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.came = True
        if callable(self._handler):
            self._handler(number, frame)
