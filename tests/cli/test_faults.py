"""What the command says of an error that nobody foresaw."""

import re

import pytest

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
