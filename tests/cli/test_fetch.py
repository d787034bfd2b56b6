"""``galaxyzoo fetch`` and `fetch_galaxyzoo1`, against a real server on this machine."""

import logging
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import fetch_galaxyzoo1, load_galaxies
from galaxyzoo_ml.datasets.network import _progress as progress_module
from galaxyzoo_ml.exceptions import DownloadError, OfflineError
from tests.datasets.cutout_server import CutoutServer
from tests.datasets.gz1_table import TEXT


@pytest.fixture
def server():
    with CutoutServer() as running:
        yield running


@pytest.fixture
def catalog(tmp_path):
    path = tmp_path / "table2.csv"
    path.write_text(TEXT)
    return path


def fetch(folder, server, *arguments):
    options = ["--dir", folder, "--cutout-url", server.url, "--rate", 1000, "--size", 64]
    return main(["fetch", *map(str, [*options, *arguments])])


def test_the_courses_way_made_safe(tmp_path, server, capsys):
    folder = tmp_path / "galaxies"
    folder.mkdir()
    (folder / "GalaxyZoo1_DR_table2.csv").write_text(TEXT)  # as the course has it
    assert fetch(folder, server, "--max", 6) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "6 of 6 pictures" in printed.out
    galaxies = load_galaxies(folder)
    assert galaxies.images.shape == (6, 64, 64, 3)
    assert set(galaxies.target) <= {"spiral", "elliptical", "uncertain"}
    n_asked = len(server.numbers)
    assert fetch(folder, server, "--max", 9) == 0  # a larger sample extends the smaller one
    assert len(server.numbers) == n_asked + 3
    assert any(agent.startswith("galaxyzoo-ml/") for agent in server.agents)


def test_the_first_rows_by_option(tmp_path, server, catalog):
    assert fetch(tmp_path / "g", server, "--max", 3, "--first", "--catalog", catalog) == 0
    manifest = pd.read_csv(tmp_path / "g" / "manifest.csv", dtype=str)
    assert manifest["OBJID"].tolist() == [line.split(",")[0] for line in TEXT.splitlines()[1:4]]


def test_a_dry_run_asks_for_nothing(tmp_path, server, catalog, capsys):
    arguments = ["--max", 5, "--catalog", catalog, "--dry-run", "--rate", 0.5]
    assert fetch(tmp_path / "g", server, *arguments) == 0
    printed = capsys.readouterr().out
    assert "5 to ask" in printed
    assert "10 s or more" in printed
    assert server.numbers == []
    assert not (tmp_path / "g").exists()


def test_what_fails_is_named_and_the_status_says_so(tmp_path, server, catalog, capsys):
    server.always = "404"
    server.faults = {number: [] for number in range(3)}
    assert fetch(tmp_path / "g", server, "--max", 5, "--catalog", catalog) == 1
    printed = capsys.readouterr().out
    assert "0 of 5 pictures" in printed
    assert "5 failed: http-404" in printed
    manifest = pd.read_csv(tmp_path / "g" / "manifest.csv", dtype=str)
    assert set(manifest["status"]) == {"failed"}
    server.always = ""
    assert fetch(tmp_path / "g", server, "--max", 5, "--catalog", catalog) == 0


def test_a_service_that_gives_up_leaves_the_rest_unasked(tmp_path, server, catalog, capsys):
    server.always = "429-day"
    assert fetch(tmp_path / "g", server, "--max", 5, "--catalog", catalog) == 1
    printed = capsys.readouterr().out
    assert "5 not asked for: stopped: http-429" in printed
    assert "failed" not in printed


def test_labels_and_their_mix_by_option(tmp_path, server, catalog):
    options = ["--catalog", catalog, "--labels", "plurality", "--stratify", "--max", 4]
    assert fetch(tmp_path / "g", server, *options) == 0
    manifest = pd.read_csv(tmp_path / "g" / "manifest.csv", dtype=str)
    assert sorted(manifest["target"]) == ["elliptical", "elliptical", "elliptical", "spiral"]


def test_a_long_run_without_a_terminal_says_how_far_it_is(
    tmp_path, server, catalog, capsys, monkeypatch
):
    monkeypatch.setattr(progress_module, "_LINE_SECONDS", 0.0)
    server.faults = {0: ["404"]}
    assert fetch(tmp_path / "g", server, "--max", 11, "--catalog", catalog, "--first") == 1
    *_, last = capsys.readouterr().err.splitlines()
    assert re.search(r"11/11 \[.*image/s, 1 failed\]", last)


def test_ctrl_c_is_one_line_and_the_same_command_goes_on(tmp_path, server, catalog, capsys):
    folder = tmp_path / "g"
    server.faults = {1: ["", "", "stall", "stall", "stall"]}  # so that it cannot be done too soon
    arguments = ["--dir", folder, "--cutout-url", server.url, "--catalog", catalog, "--size", 64]
    process = subprocess.Popen(
        [sys.executable, "-m", "galaxyzoo_ml", "fetch", *map(str, arguments), "--rate", "4"],
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(server.finished) < 4 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate()
    assert process.returncode == 130
    message = "galaxyzoo: interrupted: what has come is kept; the same command goes on\n"
    assert error == message
    n_there = len(list((folder / "images").glob("*.jpg")))
    assert 0 < n_there <= 8
    server.faults.clear()
    server.forget()
    assert fetch(folder, server, "--catalog", catalog) == 0
    assert "11 of 11 pictures" in capsys.readouterr().out
    # What had just come may not have been noted yet.
    assert 11 - n_there <= len(server.numbers) <= 11 - n_there + 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--size", "32"], "64 to 2048 pixels"),
        (["--rate", "0"], "not a number above 0"),
        (["--service", "hubble"], "hubble"),
        (["--catalog", "nowhere.csv"], "no such file"),
    ],
)
def test_bad_input_is_one_line_and_status_2(tmp_path, server, catalog, capsys, arguments, message):
    if "--catalog" not in arguments:
        arguments = [*arguments, "--catalog", catalog]
    assert fetch(tmp_path / "g", server, *arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1


def galaxyzoo1(n, server, catalog, **options):
    return fetch_galaxyzoo1(n, catalog=catalog, url=server.url, size=64, rate=None, **options)


def test_a_bunch_of_galaxies(server, catalog, caplog, capfd):
    with caplog.at_level(logging.INFO, "galaxyzoo_ml"):
        galaxies = galaxyzoo1(6, server, catalog)
    assert "asking sdss-dr7 for 6 of 6 pictures" in caplog.text
    assert capfd.readouterr() == ("", "")
    assert galaxies.images.shape == (6, 64, 64, 3)
    assert galaxies.catalog["OBJID"].dtype == np.int64
    assert (galaxies.catalog["target"] == galaxies.target).all()
    assert "Lintott" in galaxies.DESCR
    n_asked = len(server.numbers)
    images, target = galaxyzoo1(4, server, catalog, return_X_y=True)
    assert len(server.numbers) == n_asked
    np.testing.assert_array_equal(np.asarray(images), np.asarray(galaxies.images[:4]))
    assert target.tolist() == galaxies.target[:4].tolist()
    cached = galaxyzoo1(8, server, catalog, download_if_missing=False)
    assert len(cached.images) == 6
    assert cached.skipped == 2


def test_failures_are_counted_and_nothing_at_all_is_an_error(server, catalog):
    server.always = "404"
    with pytest.raises(DownloadError, match="none of the 3 pictures"):
        galaxyzoo1(3, server, catalog)
    for scale in (0.2, 0.4):  # asked for in vain, and never asked for
        with pytest.raises(OfflineError, match=r"OBJID \d+\), .* to ask http.*; call again"):
            galaxyzoo1(3, server, catalog, scale=scale, download_if_missing=False)
    with pytest.raises(ValueError, match="sdss"):
        fetch_galaxyzoo1(3, service="hubble")
