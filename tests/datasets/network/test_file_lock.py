"""A folder has one writer; who waits in vain learns who it is; a killed one lets go."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from galaxyzoo_ml.datasets.network._file_lock import locked
from galaxyzoo_ml.exceptions import DownloadError

HOLD = """
import sys
from pathlib import Path
from galaxyzoo_ml.datasets.network._file_lock import locked
with locked(Path(sys.argv[1]), 10):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_who_waits_in_vain_learns_the_process(
    holder: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    for _ in range(2):  # having tried takes nothing from the holder
        words = rf"another process \(process {holder.pid}\) fetches into this folder"
        with pytest.raises(DownloadError, match=words), locked(tmp_path, 0.0):
            pass


def test_a_killed_holder_lets_go(holder: subprocess.Popen[bytes], tmp_path: Path) -> None:
    holder.kill()
    with locked(tmp_path, 60.0):
        assert str(os.getpid()) in (tmp_path / ".fetch.holder").read_text()


def test_a_holder_that_is_done_lets_go(holder: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert holder.stdin is not None
    holder.stdin.close()
    with locked(tmp_path, 60.0):
        pass
    with locked(tmp_path, 0.0):
        pass
    assert not (tmp_path / ".fetch.holder").exists()


def test_an_error_within_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path, 0.0):
        raise KeyError
    with locked(tmp_path, 0.0):
        pass
