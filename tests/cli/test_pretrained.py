"""``galaxyzoo predict`` and ``embed`` with and without a model, and ``export``."""

import json
import sys

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import VOTES, make_galaxies, merge_votes
from galaxyzoo_ml.neural_network import (
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.persistence import load_pretrained, pretrained_file, save_model

N = 6


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(N, size=68, random_state=0)


@pytest.fixture
def folder(galaxies, tmp_path):
    (tmp_path / "pictures").mkdir()
    for i, pixels in enumerate(galaxies.images):
        Image.fromarray(pixels).save(tmp_path / "pictures" / f"{i}.png")
    return tmp_path / "pictures"


def run(*arguments):
    return main([str(argument) for argument in arguments])


def test_without_a_model_the_net_that_ships_predicts(folder, galaxies, tmp_path, capsys):
    table, pictures = tmp_path / "p.csv", [folder / f"{i}.png" for i in range(N)]
    assert run("predict", folder, "--out", table) == 0
    predicted = pd.read_csv(table)
    expected = load_pretrained("gz1").predict_proba(galaxies.images)
    columns = [f"p_{vote}" for vote in sorted(VOTES)]
    np.testing.assert_allclose(predicted[columns], expected, atol=1e-6)
    merged, classes = merge_votes(expected, np.array(sorted(VOTES)))
    assert predicted["predicted_class"].tolist() == classes[merged.argmax(axis=1)].tolist()
    np.testing.assert_allclose(predicted[[f"p_{c}" for c in classes]], merged, atol=1e-6)
    capsys.readouterr()
    for arguments in (pictures, [pretrained_file("gz1"), *pictures]):
        assert run("predict", *arguments) == 0
        assert capsys.readouterr().out == table.read_text()


def test_many_pictures_are_looked_at_block_by_block(folder, galaxies, tmp_path, capsys):
    many, broken = tmp_path / "many", {3, *range(256, 512), 513}  # all of the second block
    many.mkdir()
    for i in range(520):
        bad = i in broken
        (many / f"{i:03}.png").write_bytes(b"" if bad else (folder / f"{i % N}.png").read_bytes())
    assert run("predict", many, "--out", tmp_path / "p.csv") == 1
    assert capsys.readouterr().err.count("left out") == len(broken)
    table = pd.read_csv(tmp_path / "p.csv")
    assert table["OBJID"].tolist() == [i for i in range(520) if i not in broken]
    one_by_one = load_pretrained("gz1").predict_proba(galaxies.images)
    columns = [f"p_{vote}" for vote in sorted(VOTES)]
    np.testing.assert_allclose(table[columns], one_by_one[table["OBJID"] % N], atol=1e-6)
    for path in many.iterdir():
        path.write_bytes(b"")
    assert run("predict", many) == 2
    assert "(and 519 more)" in capsys.readouterr().err


@pytest.mark.parametrize("likelihood", ["dirichlet-multinomial", "multinomial"])
def test_fractions_of_votes(folder, galaxies, tmp_path, likelihood):
    y = pd.DataFrame({"smooth": np.linspace(0, 1, N), "featured": np.linspace(1, 0, N)})
    regressor = GalaxyVoteRegressor(likelihood=likelihood, max_epochs=1, random_state=0)
    save_model(regressor.fit(galaxies.images, y), tmp_path / "m.safetensors")
    assert run("predict", tmp_path / "m.safetensors", folder, "--out", tmp_path / "p.csv") == 0
    table = pd.read_csv(tmp_path / "p.csv")
    expected = {"fraction": regressor.predict(galaxies.images)}
    if likelihood == "dirichlet-multinomial":
        expected["deviation"] = regressor.predict(galaxies.images, return_std=True)[1]
    names = [f"{what}_{answer}" for what in expected for answer in y]
    assert list(table) == ["OBJID", *names, "path"]
    np.testing.assert_allclose(table[names], np.hstack([*expected.values()]), atol=1e-6)
    assert run("predict", tmp_path / "m.safetensors", folder, "--abstain") == 2


def test_what_could_not_hold_pictures_is_a_model(folder, tmp_path, capsys):
    model = tmp_path / "model.pt"
    model.write_bytes(b"\x80\x04")
    assert run("predict", model, folder) == 2
    assert "a pickle, which is not loaded" in capsys.readouterr().err
    assert run("predict", tmp_path / "nowhere", folder) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert run("embed", pretrained_file("gz1")) == 2
    printed = capsys.readouterr()
    assert "give pictures, a folder or a table, too" in printed.err
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_embeddings_as_table_and_as_array(folder, galaxies, tmp_path, capsys):
    expected = load_pretrained("gz1").transform(galaxies.images)
    assert run("embed", pretrained_file("gz1"), folder) == 0
    (tmp_path / "printed.csv").write_text(capsys.readouterr().out)
    assert run("embed", folder, "--out", tmp_path / "e.csv") == 0
    for name in ("printed.csv", "e.csv"):
        table = pd.read_csv(tmp_path / name)
        features = [f"f{i}" for i in range(expected.shape[1])]
        assert list(table) == ["OBJID", *features, "path"]
        np.testing.assert_allclose(table[features], expected, rtol=1e-5, atol=1e-6)
    (folder / "2.png").write_bytes(b"nothing")
    assert run("embed", folder, "--out", tmp_path / "new" / "e.npy") == 1
    assert "left out" in capsys.readouterr().err
    rows = pd.read_csv(tmp_path / "new" / "e.csv")["OBJID"].tolist()
    assert rows == [0, 1, 3, 4, 5]
    np.testing.assert_allclose(np.load(tmp_path / "new" / "e.npy"), expected[rows], atol=1e-6)
    assert run("embed", folder, "--out", tmp_path / "e.txt") == 2
    assert "ends in .csv or .npy" in capsys.readouterr().err


def test_what_is_read_is_not_replaced(folder, tmp_path, capsys):
    labels = folder / "labels.csv"
    labels.write_text("OBJID,path\n0,0.png\n")
    model = tmp_path / "m.safetensors"
    model.write_bytes(pretrained_file("gz1").read_bytes())
    for command in (
        ["predict", labels, "--out", labels],
        ["embed", labels, "--out", labels],
        ["embed", labels, "--out", labels.with_suffix(".npy")],
        ["predict", model, labels, "--out", model],
        ["export", model, "--onnx", model],
    ):
        before = labels.read_bytes(), model.read_bytes()
        assert run(*command) == 2
        printed = capsys.readouterr()
        assert "is what is read" in printed.err
        assert printed.err.count("\n") == 1
        assert (labels.read_bytes(), model.read_bytes()) == before
    for command in (["predict", labels, "--out"], ["export", "--onnx"]):
        assert run(*command, tmp_path) == 2
        assert "it is a folder" in capsys.readouterr().err
    assert run("embed", labels, "--out", tmp_path / "E.NPY") == 0
    assert np.load(tmp_path / "E.NPY").shape[0] == 1


def test_a_model_comes_first(folder, tmp_path, capsys):
    assert run("predict", folder, pretrained_file("gz1")) == 2
    assert "a model comes first" in capsys.readouterr().err
    assert run("predict", tmp_path / "foler") == 2
    assert "there is no such file or folder" in capsys.readouterr().err


def test_export(galaxies, tmp_path, capsys, monkeypatch):
    path = tmp_path / "gz1.onnx"
    assert run("export", pretrained_file("gz1"), "--onnx", path) == 0
    assert capsys.readouterr().out.startswith(f"wrote {path}: ")
    session = onnxruntime.InferenceSession(path)
    model = load_pretrained("gz1")
    assert json.loads(session.get_modelmeta().custom_metadata_map["classes"]) == sorted(VOTES)
    (given,) = session.run(None, {"images": np.asarray(galaxies.images)})
    np.testing.assert_allclose(given, model.predict_proba(galaxies.images), rtol=0, atol=1e-5)
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert run("export", "--onnx", path) == 2
    printed = capsys.readouterr()
    assert "pip install 'galaxyzoo-ml[onnx]'" in printed.err
    assert printed.err.count("\n") == 1


def test_what_cannot_be_exported(tmp_path, capsys):
    model = tmp_path / "m.safetensors"
    save_model(TableNetClassifier(max_epochs=1).fit([[0.0], [1.0]], [0, 1]), model)
    assert run("export", model, "--onnx", tmp_path / "m.onnx") == 2
    assert "not for a TableNetClassifier" in capsys.readouterr().err
    assert run("export", tmp_path / "none.safetensors", "--onnx", tmp_path / "m.onnx") == 2
    assert run("export", model, "--onnx", tmp_path / "nowhere" / "m.onnx") == 2
    assert "there is no folder" in capsys.readouterr().err
    assert run("export", model) == 2


def test_a_model_of_grey_pictures_is_refused(folder, galaxies, tmp_path, capsys):
    model = tmp_path / "m.safetensors"
    grey = np.asarray(galaxies.images)[..., :1]
    save_model(GalaxyCNNClassifier(max_epochs=1).fit(grey, ["a", "b"] * (N // 2)), model)
    assert run("embed", model, folder) == 2
    assert "(68, 68, 1)" in capsys.readouterr().err
