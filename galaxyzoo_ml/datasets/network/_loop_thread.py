"""Asynchronous work for callers that are not, even where an event loop runs already."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

__all__ = ["run_in_thread"]

_POLL_SECONDS = 0.2  # a wait without a limit would not let Ctrl-C through on Windows


def run_in_thread(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end in an event loop and a thread of its own.

    Notebooks run an event loop themselves, in which ``asyncio.run`` refuses to work. An interrupt
    of the caller cancels the coroutine, waits until it has cleaned up, and goes on its way.

    Parameters
    ----------
    main : callable
        Returns the coroutine. What it raises is raised here.
    """
    errors: list[BaseException] = []
    started: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]]] = []
    done = threading.Event()

    async def watched() -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  a coroutine runs in a task
        started.append((asyncio.get_running_loop(), task))
        await main()

    def work() -> None:
        try:
            asyncio.run(watched())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name="galaxyzoo-fetch", daemon=True).start()
    try:
        _wait(done)
    except BaseException:
        while not (started or done.is_set()):
            time.sleep(0.01)
        for loop, task in started:
            with contextlib.suppress(RuntimeError):  # the loop ended on its own
                loop.call_soon_threadsafe(task.cancel)
        _wait_whatever_comes(done)
        raise
    if errors:
        raise errors[0]


def _wait(done: threading.Event) -> None:
    # Not Thread.join: in Python before 3.13 an interrupt makes it take a thread at work for ended.
    while not done.wait(_POLL_SECONDS):
        pass


def _wait_whatever_comes(done: threading.Event) -> None:
    """Wait for the cleaning up, which is short, however often the user presses Ctrl-C."""
    while not done.is_set():
        with contextlib.suppress(KeyboardInterrupt):
            _wait(done)
