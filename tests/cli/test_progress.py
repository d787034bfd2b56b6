"""How far a command is, for whoever watches or reads its log."""

import os
import pty
import subprocess
import sys
import time

from galaxyzoo_ml.cli import _heartbeat
from galaxyzoo_ml.cli._heartbeat import said_alive


def test_a_line_now_and_then_where_nobody_watches(capsys, monkeypatch):
    said = ""
    monkeypatch.setattr(_heartbeat, "SECONDS", 0.01)
    with said_alive("training"):
        while said.count("\n") < 2:  # however long it takes
            time.sleep(0.01)
            said += capsys.readouterr().err
    assert said.splitlines()[0] == "galaxyzoo: training, 0:00 min so far"
    monkeypatch.setattr(_heartbeat, "SECONDS", 1e6)
    with said_alive("training"):  # done before the first line is due
        pass
    assert capsys.readouterr().err == ""


def test_a_terminal_without_a_width_shows_bars(tmp_path):
    ours, theirs = pty.openpty()  # of 0 columns, as `script` and CI have it
    arguments = ["train", "--simulate", "100", "--size", "48", "--epochs", "2", "--out", tmp_path]
    with subprocess.Popen(
        [sys.executable, "-m", "galaxyzoo_ml", *map(str, arguments)],
        stdout=subprocess.DEVNULL, stderr=theirs,
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # how Linux says that the other side has gone
            pass
    os.close(ours)
    assert process.returncode == 0
    assert b"balancing: 100%" in shown
    assert b"training: 100%" in shown
    assert b"2/2" in shown
