"""What the command says of an error that nobody foresaw."""

import os
import re
import subprocess
import sys

import pytest
from PIL import Image

import galaxyzoo_ml.persistence
from galaxyzoo_ml.cli import main
from galaxyzoo_ml.cli._exit_status import ExitStatus


@pytest.fixture
def faulty(monkeypatch):
    def divide(path):
        return 1 / 0

    monkeypatch.setattr(galaxyzoo_ml.persistence, "describe_model", divide)


def test_a_fault_of_ours_is_one_line_and_status_70(faulty, capsys):
    assert main(["info", "m.safetensors"]) == 70
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(
        r"galaxyzoo: this is a fault of galaxyzoo-ml \S+: ZeroDivisionError: division by zero "
        r"\(galaxyzoo_ml/cli/_info\.py:\d+\); please report it, with what "
        r"GALAXYZOO_ML_TRACEBACK=1 shows\n",
        printed.err,
    )


def test_the_environment_asks_for_the_traceback(faulty, capsys, monkeypatch):
    monkeypatch.setenv("GALAXYZOO_ML_TRACEBACK", "1")
    assert main(["info", "m.safetensors"]) == 70
    error = capsys.readouterr().err
    assert error.startswith("Traceback (most recent call last):")
    assert error.splitlines()[-1].startswith("galaxyzoo: this is a fault of galaxyzoo-ml")


def test_exit_statuses_do_not_move():
    assert [status.value for status in ExitStatus] == [0, 1, 2, 70, 130]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["fetch", "--dir", "d", "--seed", "4294967296"], "from 0 to 4294967295"),
        (["fetch", "--dir", "d", "--cutout-url", "http://[::1"], "'http://[::1' is no address"),
        (["fetch", "--dir", "d", "--catalog", "https://host:port/"], "is no address"),
        (["classify", "c.csv", "--cutout-url", "http://"], "is no address"),
        (["classify", "c.csv", "--cutout-url", "ftp://host/"], "is no address"),
        (["info", "a\0b"], "holds a NUL"),
        (["predict", "wide.csv"], "no column 'OBJID'"),
        (["predict", "a\udcff.png"], "a\\xff.png: the name is no UTF-8"),
        (["train", "--simulate", "50", "--prior", "none"], "invalid choice"),
    ],
)
def test_odd_arguments_are_one_line_and_status_2(tmp_path, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wide.csv").write_text("a" * 200_000 + "\n1\n")
    (tmp_path / "c.csv").write_text("id,ra,dec\n1,2,3\n")
    (tmp_path / "a\udcff.png").write_bytes(b"")
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert len(error) < 3000
    assert not (tmp_path / "d").exists()


def test_terminals_that_know_ascii_alone_get_whole_tables(tmp_path):
    Image.new("RGB", (68, 68)).save(tmp_path / "é.png")
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment = os.environ | plain | {"PYTHONIOENCODING": "ascii"}
    run = subprocess.run(
        [sys.executable, "-m", "galaxyzoo_ml", "predict", "."],
        capture_output=True, check=False, env=environment, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "é,".encode() in run.stdout
