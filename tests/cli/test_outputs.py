"""What commands write, and what they leave alone."""

import json
import os

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.persistence import load_pretrained, pretrained_file, save_model
from tests.datasets.cutout_server import CutoutServer, catalog_of

N = 3


@pytest.fixture
def folder(tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for i, pixels in enumerate(make_galaxies(N, size=68, random_state=0).images):
        Image.fromarray(pixels).save(pictures / f"{i}.png")
    return pictures


@pytest.fixture
def results(tmp_path):
    """Return a folder as train leaves it."""
    out = tmp_path / "results"
    out.mkdir()
    (out / "model.safetensors").write_bytes(pretrained_file("gz1").read_bytes())
    (out / "report.json").write_text("{}")
    for name in ("loss", "confusion", "reliability", "galaxies", "mistakes"):
        Image.new("RGB", (90, 90)).save(out / f"{name}.png")
    return out


def run(*arguments):
    return main([str(argument) for argument in arguments])


def refused(capsys, message):
    printed = capsys.readouterr()
    assert message in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    return True


# which model answers, and of what


def test_a_folder_that_holds_a_model_is_a_model(folder, results, tmp_path, capsys):
    assert run("predict", results, folder / "0.png") == 0
    printed = capsys.readouterr()
    assert printed.err == f"galaxyzoo: answered by {results / 'model.safetensors'}\n"
    assert printed.out.count("\n") == 2
    for command in ("predict", "embed"):
        assert run(command, results) == 2
        assert refused(capsys, "give pictures, a folder or a table, too")
    assert run("embed", results, folder) == 0
    assert "results" in capsys.readouterr().err
    assert run("info", results) == 0
    assert run("export", results, "--onnx", tmp_path / "m.onnx") == 0
    (results / "model.safetensors").rename(results / "spirals.safetensors")
    assert run("predict", results, folder) == 0
    assert "spirals.safetensors" in capsys.readouterr().err
    save_model(load_pretrained("gz1"), results / "bars.safetensors")
    assert run("predict", results, folder) == 2
    assert refused(capsys, "several models: name one of bars.safetensors, spirals.safetensors")


def test_the_net_that_ships_is_named(folder, capsys):
    for command in ("predict", "embed"):
        assert run(command, folder) == 0
        assert capsys.readouterr().err == "galaxyzoo: answered by the net that ships (gz1)\n"


def test_a_training_without_its_model_is_no_folder_of_pictures(folder, results, capsys):
    (results / "model.safetensors").unlink()
    assert run("predict", results, folder) == 2
    assert refused(capsys, "holds no model")


def test_plots_are_not_classified_as_galaxies(folder, results, capsys):
    results.rename(folder / "results")
    (folder / "mine.csv").write_text("")
    Image.new("RGB", (90, 90)).save(folder / "mine.csv-gallery.png")
    assert run("predict", folder) == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 1 + N
    assert printed.err.count("a plot of results") == 6
    assert run("predict", folder / "0.png", folder / "results") == 2
    assert refused(capsys, "there are no pictures in")
    assert run("predict", folder / "results" / "loss.png", folder / "0.png") == 0
    printed = capsys.readouterr()
    assert printed.out.count("\n") == 2
    assert "loss.png: a plot of results" in printed.err
    Image.new("RGB", (90, 90), "navy").save(folder / "galaxies.png")  # beside no results: a picture
    assert run("predict", folder / "galaxies.png") == 0
    assert capsys.readouterr().out.count("\n") == 2


# what is replaced


def test_what_others_made_is_replaced_only_if_the_user_says_so(folder, tmp_path, capsys):
    mine = tmp_path / "p.csv"
    mine.write_text("my own work")
    (tmp_path / "cat.csv").write_text("my own work")
    (tmp_path / "m.onnx").write_text("my own work")
    for command in (
        ["predict", folder, "--out", mine],
        ["embed", folder, "--out", tmp_path / "cat.npy"],
        ["export", "--onnx", tmp_path / "m.onnx"],
    ):
        assert run(*command) == 2
        assert refused(capsys, "--overwrite to replace it")
    assert mine.read_text() == (tmp_path / "cat.csv").read_text() == "my own work"
    assert run("predict", folder, "--out", mine, "--overwrite") == 0
    assert len(pd.read_csv(mine)) == N
    assert run("predict", folder, "--out", mine) == 0  # now it is ours
    mine.write_text(mine.read_text() + "a line of mine\n")
    capsys.readouterr()
    assert run("predict", folder, "--out", mine) == 2
    assert refused(capsys, "is there already")


def test_another_command_or_input_does_not_replace_it_either(folder, tmp_path, capsys):
    out = tmp_path / "p.csv"
    assert run("predict", folder, "--out", out) == 0
    capsys.readouterr()
    assert run("predict", folder / "0.png", "--out", out) == 2
    assert refused(capsys, "the same input")
    assert run("embed", folder, "--out", out) == 2
    assert refused(capsys, "the same input")
    (tmp_path / "moved").mkdir()
    folder.rename(tmp_path / "moved" / "pictures")
    out.rename(tmp_path / "moved" / "p.csv")
    (tmp_path / ".galaxyzoo-ml.json").rename(tmp_path / "moved" / ".galaxyzoo-ml.json")
    moved = tmp_path / "moved"
    assert run("predict", moved / "pictures", "--out", moved / "p.csv") == 0


@pytest.mark.parametrize("flag", [[], ["--overwrite"]])
def test_what_is_read_is_never_replaced(folder, tmp_path, capsys, flag):
    (folder / "labels.csv").write_text("OBJID,path\n0,0.png\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    os.link(folder / "0.png", tmp_path / "linked.csv")
    for out in (folder / "labels.csv", folder / "0.png", tmp_path / "linked.csv"):
        for given in (folder, folder / "labels.csv"):
            assert run("predict", given, "--out", out, *flag) == 2
            assert refused(capsys, "it is what is read")
    assert run("embed", folder, "--out", folder / "labels.npy", *flag) == 2
    assert refused(capsys, "it is what is read")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("flag", [[], ["--overwrite"]])
def test_only_regular_files_are_written(folder, results, tmp_path, capsys, flag):
    target = tmp_path / "target.csv"
    target.write_text("another's")
    (tmp_path / "link.csv").symlink_to(target)
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "fifo.csv")
    for out in ("link.csv", "dangling.csv", "fifo.csv", "/dev/null", "/dev/stdout", "."):
        for command in (["predict", folder, "--out"], ["export", "--onnx"]):
            assert run(*command, tmp_path / out, *flag) == 2
            assert refused(capsys, "cannot write")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "loss.png").symlink_to(results / "loss.png")
    arguments = ["--simulate", 30, "--size", 48, "--epochs", 1, "--out", tmp_path / "out"]
    assert run("train", *arguments, *flag) == 2
    assert refused(capsys, "it is a link")
    assert target.read_text() == "another's"
    assert (tmp_path / "fifo.csv").is_fifo()


def test_two_catalogues_share_nothing(tmp_path, capsys):
    names = ("mine.csv", "mine.tsv", "mine")
    folder = tmp_path / "catalogues"
    folder.mkdir()
    for i, name in enumerate(names):
        catalog_of(4).iloc[i : i + 2].drop(columns="target").to_csv(folder / name, index=False)
    with CutoutServer() as server:
        options = ["--cutout-url", server.url, "--rate", 1000, "--size", 64]
        for name in names:
            assert run("classify", folder / name, *options) == 0
        made = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
        assert len(made) == len(names) * 4  # itself, table, gallery, cutouts
        for i in (1, 2):
            assert run("classify", folder / "mine.csv", *options, "--out", folder / f"{i}.csv") == 0
            assert (folder / f"{i}.csv-gallery.png").is_file()
        capsys.readouterr()
        assert run("classify", folder / "mine.tsv", *options, "--out", folder / "1.csv") == 2
        assert refused(capsys, "is there already")
    for i, name in enumerate(names):
        table = pd.read_csv(folder / f"{name}-classified.csv")
        assert table["OBJID"].tolist() == catalog_of(4)["OBJID"].tolist()[i : i + 2]


def test_the_users_files_in_the_folder_of_a_training(tmp_path, capsys):
    arguments = ["--simulate", 100, "--size", 48, "--epochs", 1, "--out", tmp_path]
    (tmp_path / "report.json").write_text("mine")
    assert run("train", *arguments) == 2
    assert refused(capsys, "report.json is there already")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert run("train", *arguments, "--overwrite") == 0
    assert run("train", *arguments, "--balance", "none") == 0
    assert json.loads((tmp_path / "report.json").read_text())["balance"] == "none"
    assert not (tmp_path / "training.checkpoint").exists()


def test_arrays_and_their_names_are_replaced_together(folder, tmp_path):
    for _ in range(2):
        assert run("embed", folder, "--out", tmp_path / "e.npy") == 0
        assert len(np.load(tmp_path / "e.npy")) == len(pd.read_csv(tmp_path / "e.csv")) == N
