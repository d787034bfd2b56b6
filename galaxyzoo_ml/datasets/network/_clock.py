"""The time, as the network code sees it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Clock"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """Waiting, and what is waited by. Tests bring their own, so that nothing really waits.

    Parameters
    ----------
    sleep : callable
        Waits for some seconds.
    seconds : callable
        Seconds of a clock that never jumps.
    now : callable
        The date and time, in UTC.
    chance : callable
        A number from 0 to 1.
    """

    sleep: Callable[[float], None] = time.sleep
    seconds: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = _now
    chance: Callable[[], float] = random.random
