"""Ctrl-C, a full disk: what was done is kept, and the line says how to go on."""

import resource
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.neural_network.training._galaxy_net import GalaxyNet
from galaxyzoo_ml.persistence import save_model

PYTHON = [sys.executable, "-m", "galaxyzoo_ml"]


def start(*arguments, **options):
    command = [*PYTHON, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def said(process):
    """Return what a process has printed, without the lines that a slow machine adds."""
    out, err = process.communicate()
    lines = err.splitlines(keepends=True)
    return out, "".join(line for line in lines if not line.endswith(" min so far\n"))


CTRL_C = """
import importlib, os, signal, sys
from galaxyzoo_ml.cli import main
module, owner, name, after = sys.argv.pop(1).split(":")
place = importlib.import_module(module)
place = getattr(place, owner) if owner else place
real, calls = getattr(place, name), []
def called(*args, **kwargs):
    result = real(*args, **kwargs)
    calls.append(name)
    if len(calls) == int(after):
        os.kill(os.getpid(), signal.SIGINT)
    return result
setattr(place, name, called)
sys.exit(main(sys.argv[1:]))
"""
AN_EPOCH = "galaxyzoo_ml.neural_network.training._galaxy_net:GalaxyNet:run_single_epoch:3"
A_FOLD = "galaxyzoo_ml.cli._compare::write_whole:3"
A_BLOCK = "galaxyzoo_ml.workflows._picture_model:PictureModel:answers:3"
AN_EMBEDDED_BLOCK = "galaxyzoo_ml.workflows._picture_model:PictureModel:embedding:3"


def interrupted(when, *arguments):
    """Run a command that gets Ctrl-C when something has been done so often."""
    process = subprocess.Popen(
        [sys.executable, "-c", CTRL_C, when, *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    out, err = said(process)
    assert process.returncode == 130, err
    assert err.count("\n") == 1, err
    assert err.startswith("galaxyzoo: interrupted: ")
    return out, err


def train_arguments(out, epochs):
    return ["train", "--simulate", 300, "--size", 48, "--epochs", epochs, "--out", out]


def test_an_interrupted_training_goes_on(tmp_path, capsys):
    out, kept = tmp_path / "out", tmp_path / "out" / "training.checkpoint"
    _, err = interrupted(AN_EPOCH, *train_arguments(out, 4))
    assert f"{kept} keeps the epochs so far; the same command goes on" in err
    assert [path.name for path in out.iterdir()] == ["training.checkpoint"]
    assert main([*map(str, train_arguments(out, 5))]) == 2
    printed = capsys.readouterr()
    assert "--overwrite to begin anew" in printed.err
    assert printed.err.count("\n") == 1
    assert kept.exists()
    assert main([*map(str, train_arguments(out, 4))]) == 0
    assert not kept.exists()
    assert (out / "model.safetensors").is_file()


def test_a_training_of_other_parameters_can_begin_anew(tmp_path):
    out, kept = tmp_path / "out", tmp_path / "my.checkpoint"
    interrupted(AN_EPOCH, *train_arguments(out, 4), "--checkpoint", kept)
    again = [*map(str, train_arguments(out, 1)), "--checkpoint", str(kept), "--overwrite"]
    assert main(again) == 0
    assert not kept.exists()


@pytest.mark.parametrize(
    "when",
    [
        "galaxyzoo_ml.workflows._train_and_judge::_probabilities:1",
        "galaxyzoo_ml.workflows._training_result::training_pictures:1",
    ],
)
def test_a_training_that_was_interrupted_while_it_was_judged_is_not_repeated(
    tmp_path, monkeypatch, when
):
    out, kept = tmp_path / "out", tmp_path / "out" / "training.checkpoint"
    _, err = interrupted(when, *train_arguments(out, 2))
    assert f"{kept} keeps the epochs so far; the same command goes on" in err
    assert [path.name for path in out.iterdir()] == ["training.checkpoint"]

    def again(*args, **kwargs):
        raise AssertionError("an epoch was trained again")

    with monkeypatch.context() as patch:
        patch.setattr(GalaxyNet, "run_single_epoch", again)
        assert main([*map(str, train_arguments(out, 2))]) == 0
    assert not kept.exists()
    assert main([*map(str, train_arguments(tmp_path / "whole", 2))]) == 0
    # One net was trained in another process, the other in this one: equal but for rounding.
    whole, kept_one = (pd.read_csv(each / "predictions.csv") for each in (tmp_path / "whole", out))
    pd.testing.assert_frame_equal(kept_one, whole, rtol=1e-5)


def test_a_training_that_had_not_begun_says_so(tmp_path):
    out = tmp_path / "out"
    when = "galaxyzoo_ml.datasets.simulation._make_galaxies::make_bunch:1"
    _, err = interrupted(when, *train_arguments(out, 1))
    assert "nothing is trained yet; the same command begins again" in err
    assert not out.exists()


def test_members_of_an_ensemble_can_begin_anew(tmp_path):
    out, second = tmp_path / "out", tmp_path / "out" / "training-1.checkpoint"
    ensemble = [*train_arguments(out, 2), "--preset", "best", "--jobs", 1]
    a_member = "galaxyzoo_ml.neural_network.training._checkpoint:Checkpoint:end:1"
    interrupted(a_member, *ensemble)
    (out / "training.checkpoint").replace(second)  # of another training than the second's
    assert main([*map(str, ensemble)]) == 2
    assert main([*map(str, ensemble), "--overwrite"]) == 0
    assert not list(out.glob("*.checkpoint"))


def test_what_is_no_checkpoint_stays(tmp_path, capsys):
    (tmp_path / "training.checkpoint").write_text("mine")
    for flag in ([], ["--overwrite"]):
        assert main([*map(str, train_arguments(tmp_path, 1)), *flag]) == 2
        assert "is no checkpoint" in capsys.readouterr().err
    assert (tmp_path / "training.checkpoint").read_text() == "mine"


def test_an_interrupted_comparison_goes_on(tmp_path, capsys):
    table = tmp_path / "out" / "comparison.csv"
    arguments = ["compare", "--simulate", 200, "--size", 48, "--epochs", 2, "--cv", 2]
    arguments += ["--strategies", "none", "class-weight", "clone", "--repeats", 2]
    _, err = interrupted(A_FOLD, *arguments, "--out", table.parent)
    assert f"{table} keeps the folds so far; the same command goes on" in err
    kept = pd.read_csv(table)
    again = [*map(str, arguments), "--out"]
    assert main([*again, str(table.parent), "--seed", "1"]) == 2
    assert "is of other galaxies or settings" in capsys.readouterr().err
    assert main([*again, str(table.parent)]) == 0
    assert "folds are there, and not trained again" in capsys.readouterr().out
    found = pd.read_csv(table)
    pd.testing.assert_frame_equal(found.iloc[: len(kept)], kept)  # their times, too
    assert main([*again, str(tmp_path / "whole")]) == 0
    whole = pd.read_csv(tmp_path / "whole" / "comparison.csv")
    costs = ["fit_seconds", "peak_memory_mb"]
    pd.testing.assert_frame_equal(
        found[~found["metric"].isin(costs)], whole[~whole["metric"].isin(costs)]
    )
    before = table.read_bytes()
    assert main([*again, str(table.parent)]) == 0  # nothing is left to train
    assert table.read_bytes() == before


@pytest.fixture
def many(tmp_path):
    """Return a folder of three blocks of pictures."""
    folder = tmp_path / "many"
    folder.mkdir()
    pixels = make_galaxies(4, size=68, random_state=0).images
    for i in range(600):
        Image.fromarray(pixels[i % 4]).save(folder / f"{i:04}.png")
    return folder


@pytest.fixture
def model(tmp_path):
    galaxies = make_galaxies(
        20, size=48, random_state=0, proportions={"elliptical": 1, "merger": 1}
    )
    net = GalaxyCNNClassifier(max_epochs=1, random_state=0).fit(galaxies.images, galaxies.target)
    save_model(net, tmp_path / "m.safetensors")
    return tmp_path / "m.safetensors"


def test_interrupted_predictions_go_on(many, model, tmp_path):
    """The rows that are written at Ctrl-C are not looked at again."""
    out = tmp_path / "p.csv"
    _, err = interrupted(A_BLOCK, "predict", model, many, "--out", out)
    assert f"interrupted: {out} keeps the rows so far; the same command goes on" in err
    kept = out.read_text()
    assert kept.count("\n") == 513
    for i in range(512):
        (many / f"{i:04}.png").write_bytes(b"")  # it would be missed if it were looked at again
    assert main(["predict", str(model), str(many), "--out", str(out)]) == 0
    assert out.read_text().startswith(kept)
    assert pd.read_csv(out)["OBJID"].tolist() == list(range(600))


def features_in(path):
    if path.suffix == ".npy":
        return np.load(path)
    return pd.read_csv(path).drop(columns=["OBJID", "path"]).to_numpy()


@pytest.mark.parametrize("name", ["e.npy", "e.csv"])
def test_an_interrupted_embedding_goes_on(many, model, tmp_path, name):
    out = tmp_path / name
    _, err = interrupted(AN_EMBEDDED_BLOCK, "embed", model, many, "--out", out)
    assert f"interrupted: {out} keeps the rows so far; the same command goes on" in err
    kept = (tmp_path / "e.csv").read_text()
    assert kept.count("\n") == 513
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for i in range(512):
        (many / f"{i:04}.png").rename(hidden / f"{i:04}.png")
        (many / f"{i:04}.png").write_bytes(b"")  # it would be missed if it were looked at again
    assert main(["embed", str(model), str(many), "--out", str(out)]) == 0
    assert (tmp_path / "e.csv").read_text().startswith(kept)
    for i in range(512):
        (hidden / f"{i:04}.png").replace(many / f"{i:04}.png")
    whole = tmp_path / f"whole{out.suffix}"
    assert main(["embed", str(model), str(many), "--out", str(whole)]) == 0
    np.testing.assert_allclose(features_in(out), features_in(whole), rtol=1e-4, atol=1e-6)
    names = pd.read_csv(tmp_path / "e.csv", dtype=str)["OBJID"]
    assert names.tolist() == [f"{i:04}" for i in range(600)]


def test_an_embedding_of_another_model_begins_again(many, model, tmp_path):
    out, other = tmp_path / "e.npy", tmp_path / "other.safetensors"
    interrupted(AN_EMBEDDED_BLOCK, "embed", model, many, "--out", out)
    galaxies = make_galaxies(20, size=48, random_state=1, proportions={"edge_on": 1, "merger": 1})
    net = GalaxyCNNClassifier(max_epochs=1, random_state=1).fit(galaxies.images, galaxies.target)
    save_model(net, other)
    assert main(["embed", str(other), str(many), "--out", str(out)]) == 0
    whole = tmp_path / "whole.npy"
    assert main(["embed", str(other), str(many), "--out", str(whole)]) == 0
    np.testing.assert_allclose(features_in(out), features_in(whole), rtol=1e-4, atol=1e-6)


def test_interrupted_predictions_are_printed(many, model):
    out, err = interrupted(A_BLOCK, "predict", model, many)
    assert out.count("\n") == 513
    assert "with --out FILE.csv the same command could go on" in err


def tiny_disk():
    """Files cannot grow beyond 4 kB; the system says so as it does of a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_full_disk_leaves_the_earlier_training_whole(tmp_path):
    out = tmp_path / "out"
    assert main([*map(str, train_arguments(out, 1))]) == 0
    before = contents(out)
    process = start(*train_arguments(out, 1), "--seed", 1, preexec_fn=tiny_disk)
    _, err = said(process)
    assert process.returncode == 2, err
    assert err.count("\n") == 1
    assert str(out) in err
    assert "File too large" in err
    assert contents(out) == before


def test_a_full_disk_is_named(many, model, tmp_path):
    process = start("predict", model, many, "--out", tmp_path / "p.csv", preexec_fn=tiny_disk)
    _, err = said(process)
    assert process.returncode == 2, err
    assert err.count("\n") == 1
    assert str(tmp_path / "p.csv") in err
    assert "File too large" in err
    assert {path.name for path in tmp_path.iterdir()} == {"many", "m.safetensors"}
