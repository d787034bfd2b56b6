"""Asynchronous work behind a synchronous call."""

import asyncio
import os
import signal

import pytest

from galaxyzoo_ml.datasets.network._loop_thread import run_in_thread


def press_ctrl_c():
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
def test_an_interrupt_waits_until_all_is_cleaned_up(again):
    seen = []

    async def main():
        press_ctrl_c()  # when run_in_thread is waiting, however busy the machine is
        try:
            await asyncio.sleep(3600)
        finally:
            if again:
                press_ctrl_c()
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
