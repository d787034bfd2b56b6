"""Flags that messages of the library name in Python's words, and the lines that name them."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.workflows import embed_pictures, predict_pictures
from tests.datasets.cutout_server import CutoutServer, message
from tests.datasets.gz1_table import TEXT


@pytest.fixture
def server():
    with CutoutServer() as running:
        yield running


def one_line(capsys):
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1, printed
    return printed


@pytest.mark.parametrize("command", ["fetch", "classify"])
def test_galaxies_that_moved_are_fetched_anew_if_the_user_says_so(
    tmp_path, server, capsys, command
):
    catalog, folder = tmp_path / "catalog.csv", tmp_path / "pictures"
    place = ["--dir", folder, "--cutout-url", server.url, "--rate", 1000, "--size", 64]
    asked = ["--max", 3, "--first", "--catalog", catalog] if command == "fetch" else [catalog]
    arguments = [command, *map(str, [*place, *asked])]

    def write(shift):
        if command == "fetch":
            catalog.write_text(TEXT.replace("00:00:0", f"00:00:{shift}", 3))
        else:
            rows = {"name": ["a", "b"], "ra": [10.0 + shift, 11.0], "dec": [1.0, 2.0]}
            pd.DataFrame(rows).to_csv(catalog, index=False)

    write(0)
    assert main(arguments) == 0
    n_asked = len(server.numbers)
    write(3)
    capsys.readouterr()
    assert main(arguments) == 2
    assert "replace=True (--replace) fetches these anew" in one_line(capsys)
    assert len(server.numbers) == n_asked
    assert main([*arguments, "--replace"]) == 0
    assert len(server.numbers) > n_asked


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "galaxies"
    (folder / "images").mkdir(parents=True)
    galaxies = make_galaxies(24, size=68, random_state=0, proportions={"merger": 1, "edge_on": 1})
    for objid, pixels in zip(galaxies.catalog["OBJID"], galaxies.images, strict=True):
        Image.fromarray(pixels).save(folder / "images" / f"{objid}.jpg", quality=95)
    galaxies.catalog[["OBJID", "target"]].to_csv(folder / "labels.csv", index=False)
    (folder / "images" / "7.jpg").write_bytes(message(120))  # an error tile
    return folder


COMMANDS = {
    "train": ["--size", "48", "--epochs", "1", "--test-size", "0.3", "--out", "results"],
    "compare": ["--size", "48", "--epochs", "1", "--cv", "2", "--strategies", "none"],
    "predict": ["--out", "p.csv"],
    "embed": ["--out", "e.npy"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_error_tiles_are_left_out_if_the_user_says_so(
    pictures, tmp_path, monkeypatch, capsys, command
):
    monkeypatch.chdir(tmp_path)
    arguments = [command, str(pictures), *COMMANDS[command]]
    assert main([*arguments, "--on-suspect", "skip"]) == 1
    assert "7.jpg: it shows a text, as SkyServer draws its errors" in capsys.readouterr().err
    if command == "predict":
        assert sorted(pd.read_csv("p.csv")["OBJID"]) == [i for i in range(1, 25) if i != 7]
    assert main([*arguments, "--on-suspect", "raise", "--overwrite"]) == 2
    assert "1 of 24 pictures are probably none of the sky" in one_line(capsys)


@pytest.mark.parametrize("ask", [predict_pictures, embed_pictures])
def test_error_tiles_are_a_warning_by_default(pictures, ask):
    with pytest.warns(DataWarning, match=r"1 of 24 .* 7 \(it shows a text.*--on-suspect skip"):
        result = ask(pictures)
    assert len(result.table) == 24
    assert [reason.split(": ")[0] for reason in result.suspect] == [
        str(pictures / "images" / "7.jpg")
    ]
    without = ask(pictures, on_suspect="skip")
    assert "7" not in without.table["OBJID"].tolist()
    assert (len(without.table), len(without.broken), without.suspect) == (23, 1, ())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(ask(pictures, on_suspect="ignore").table) == 24
    with pytest.raises(ValueError, match="on_suspect must be one of"):
        ask(pictures, on_suspect="maybe")


def run_as_a_user(arguments, **options):
    """Return the exit status and what was said, without the lines that a slow machine adds."""
    run = subprocess.run(
        [sys.executable, "-m", "galaxyzoo_ml", *map(str, arguments)],
        stderr=subprocess.PIPE, check=False, text=True, **options,
    )  # fmt: skip
    lines = run.stderr.splitlines()
    return run.returncode, [line for line in lines if not line.endswith(" min so far")]


def test_warnings_are_lines_of_the_command(pictures):
    status, lines = run_as_a_user(
        ["predict", pictures / "images"],
        stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONWARNINGS": ""},
    )  # fmt: skip
    assert status == 0
    first, last = lines
    assert first.startswith("galaxyzoo: warning: 1 of 24 pictures are probably none of the sky: 7 ")
    assert last == "galaxyzoo: answered by the net that ships (gz1)"


@pytest.mark.parametrize("arguments", [["predict", ".", "--on-suspect", "ignore"], ["info"]])
def test_a_full_disk_behind_standard_output_is_named(pictures, arguments):
    with Path("/dev/full").open("w") as full:
        status, lines = run_as_a_user(arguments, stdout=full, cwd=pictures / "images")
    assert status == 2
    assert lines == ["galaxyzoo: error: standard output: No space left on device"]
