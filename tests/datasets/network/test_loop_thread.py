"""Asynchronous work behind a synchronous call."""

import asyncio
import os
import signal
import sys
import threading

import pytest

from galaxyzoo_ml.datasets.network._loop_thread import run_in_thread

MAIN = threading.main_thread().ident


async def press_ctrl_c(waiting):
    """Interrupt the main thread once it waits inside a function, however busy the machine is."""
    while not {waiting, "wait"} <= names_of_frames(sys._current_frames()[MAIN]):
        await asyncio.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def names_of_frames(frame):
    names = set()
    while frame is not None:
        names.add(frame.f_code.co_name)
        frame = frame.f_back
    return names


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
def test_an_interrupt_waits_until_all_is_cleaned_up(again):
    seen = []

    async def main():
        try:
            await press_ctrl_c("_wait")
            await asyncio.sleep(3600)
        finally:
            if again:
                await press_ctrl_c("_wait_whatever_comes")
            await asyncio.sleep(0.5)
            seen.append("clean")

    with pytest.raises(KeyboardInterrupt):
        run_in_thread(main)
    assert seen == ["clean"]


def test_an_error_comes_through():
    async def main():
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        run_in_thread(main)


def test_it_runs_where_a_loop_runs_already():
    seen = []

    async def main():
        seen.append("inner")

    async def notebook():
        run_in_thread(main)

    asyncio.run(notebook())
    assert seen == ["inner"]
