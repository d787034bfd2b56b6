"""``galaxyzoo train``, predict and info, as a user types them."""

import csv
import json
import re
import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.cli import main
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from galaxyzoo_ml.persistence import describe_model, load_model, save_model

SCORES = {"accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "log_loss"}
REPORT_KEYS = SCORES | {
    "baseline", "classes", "per_class", "n_train", "n_test", "fit_seconds", "images_per_second",
    "peak_memory_mb", "seed", "training_precision", "versions",
}  # fmt: skip


def write_folder(folder, galaxies, quality=90):
    """Write galaxies as a folder that load_galaxies reads."""
    (folder / "images").mkdir(parents=True)
    for objid, pixels in zip(galaxies.catalog["OBJID"], galaxies.images, strict=True):
        Image.fromarray(pixels).save(folder / "images" / f"{objid}.jpg", quality=quality)
    galaxies.catalog[["OBJID", "vote", "target"]].to_csv(folder / "labels.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(60, size=64, random_state=0, proportions={"elliptical": 2, "edge_on": 1})


@pytest.fixture
def folder(galaxies, tmp_path):
    return write_folder(tmp_path / "galaxies", galaxies)


def train(*arguments):
    return main(["train", *map(str, arguments)])


def read_report(out):
    return json.loads((out / "report.json").read_text())


def test_a_whole_run(folder, tmp_path, capsys):
    out = tmp_path / "out"
    status = train(folder, "--size", 48, "--epochs", 2, "--test-size", 0.2, "--out", out)
    printed = capsys.readouterr()
    assert status == 0
    assert printed.err == ""  # nobody watches: no progress bar
    assert "baseline" in printed.out
    report = json.loads((out / "report.json").read_text())
    assert report.keys() >= REPORT_KEYS
    assert report["n_train"] + report["n_test"] == 60
    assert f"{report['accuracy']:.3f}" in printed.out
    for line in re.findall(r"^wrote (.*)$", printed.out, re.MULTILINE):
        assert (tmp_path / line).is_file()
    for name in ("loss", "confusion", "reliability", "galaxies"):
        with Image.open(out / f"{name}.png") as picture:
            assert picture.size[0] > 200
    rows = list(csv.DictReader((out / "predictions.csv").read_text().splitlines()))
    assert list(rows[0]) == ["OBJID", "label", "predicted", "p_elliptical", "p_spiral"]
    assert len(rows) == report["n_test"]
    right = np.mean([row["label"] == row["predicted"] for row in rows])
    assert right == pytest.approx(report["accuracy"])
    truth = pd.read_csv(folder / "labels.csv").set_index("OBJID")["target"]
    assert all(truth[int(row["OBJID"])] == row["label"] for row in rows)


def test_balanced_training_is_corrected_and_both_are_reported(folder, tmp_path, capsys):
    arguments = [folder, "--size", 48, "--epochs", 1, "--test-size", 0.3]
    for balance in ("clone", "class-weight"):
        out = tmp_path / balance
        assert train(*arguments, "--balance", balance, "--out", out) == 0
        assert "as balanced" in capsys.readouterr().out
        model, report = load_model(out / "model.safetensors"), read_report(out)
        assert isinstance(model, PriorCorrectedClassifier)
        np.testing.assert_allclose(model.trained_prior_, 0.5)
        assert report["uncorrected"].keys() >= SCORES | {"calibration", "per_class"}
        assert report["uncorrected"]["log_loss"] != report["log_loss"]
        rows = pd.read_csv(out / "predictions.csv")
        mean = rows["p_elliptical"].mean()
        odds = rows[["p_elliptical", "p_spiral"]] / model.prior_  # as if nothing were corrected
        assert mean > (odds["p_elliptical"] / odds.sum(axis=1)).mean() + 0.05
        bins = report["calibration"]["bins"]
        assert sum(one["n"] for one in bins) == report["n_test"]
        assert 0 < report["calibration"]["expected_if_perfect"] < 1
        assert (out / "reliability.png").is_file()


def test_without_balancing_nothing_is_corrected(folder, tmp_path, capsys):
    train(folder, "--size", 48, "--epochs", 1, "--balance", "none", "--out", tmp_path)
    assert "as balanced" not in capsys.readouterr().out
    assert "uncorrected" not in read_report(tmp_path)
    assert "prior" not in describe_model(tmp_path / "model.safetensors")


def test_who_may_abstain_names_only_what_is_sure(folder, tmp_path, capsys):
    out, table = tmp_path / "out", tmp_path / "p.csv"
    arguments = [folder, "--size", 48, "--epochs", 1, "--test-size", 0.3, "--out", out]
    assert train(*arguments, "--abstain", 0.95) == 0
    assert "abstaining: " in capsys.readouterr().out
    report = read_report(out)
    abstention = report["abstention"]
    assert report["n_train"] + abstention["n_set_aside"] + report["n_test"] == 60
    tested = pd.read_csv(out / "predictions.csv")
    sure = tested[["p_elliptical", "p_spiral"]].max(axis=1) >= abstention["threshold"]
    assert abstention["coverage"] == pytest.approx(sure.mean())
    right = (tested["label"] == tested["predicted"])[sure].mean()
    assert abstention["accuracy"] == pytest.approx(right)
    command = ["predict", str(out / "model.safetensors"), str(folder / "images"), "--abstain"]
    assert main([*command, "--out", str(table)]) == 0
    predicted = pd.read_csv(table)
    sure = predicted[["p_elliptical", "p_spiral"]].max(axis=1) >= abstention["threshold"]
    assert predicted["predicted"].notna().tolist() == sure.tolist()
    assert (predicted["abstained"] == 1 - sure).all()


def test_a_net_that_is_never_sure_names_nothing(folder, tmp_path, capsys):
    arguments = [folder, "--size", 48, "--epochs", 1, "--test-size", 0.3, "--out", tmp_path]
    assert train(*arguments, "--abstain", 0.01) == 2  # of five galaxies nobody can tell
    printed = capsys.readouterr()
    assert "takes 459 galaxies set aside" in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / "model.safetensors").exists()
    assert train(*arguments) == 0
    model, path = load_model(tmp_path / "model.safetensors"), tmp_path / "unsure.safetensors"
    save_model(model, path, notes={"abstention": {"max_error": 0.01, "threshold": None}})
    capsys.readouterr()
    model = str(path)
    assert main(["predict", model, str(folder / "images"), "--abstain"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {(row["predicted"], row["abstained"]) for row in rows} == {("", "1")}


def test_a_model_that_was_not_taught_to_abstain_cannot(galaxies, folder, tmp_path, capsys):
    cnn = GalaxyCNNClassifier(max_epochs=1, random_state=0)
    save_model(cnn.fit(galaxies.images, galaxies.target), tmp_path / "m.safetensors")
    command = ["predict", str(tmp_path / "m.safetensors"), str(folder / "images"), "--abstain"]
    assert main(command) == 2
    assert "trained without --abstain" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_predictions_and_weights(folder, tmp_path):
    contents = []
    for name in ("one", "two"):
        train(folder, "--size", 48, "--epochs", 1, "--seed", 3, "--out", tmp_path / name)
        files = ("predictions.csv", "model.safetensors")
        contents.append([(tmp_path / name / file).read_bytes() for file in files])
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    "strategy", ["rotation", "clone", "undersample", "smote", "class-weight", "none"]
)
def test_every_strategy_runs(strategy, tmp_path, capsys):
    arguments = ["--simulate", 500, "--size", 48, "--epochs", 1, "--balance", strategy]
    assert train(*arguments, "--out", tmp_path) == 0
    assert f"({strategy})" in capsys.readouterr().out


def test_another_folder_can_be_the_test_set(folder, galaxies, tmp_path, capsys):
    other = make_galaxies(20, size=64, random_state=1, proportions={"elliptical": 1, "edge_on": 1})
    other.catalog["OBJID"] += 1000
    test_dir = write_folder(tmp_path / "other", other)
    arguments = [folder, "--size", 48, "--epochs", 1, "--out", tmp_path / "out"]
    assert train(*arguments, "--test-dir", test_dir) == 0
    assert json.loads((tmp_path / "out" / "report.json").read_text())["n_test"] == 20
    capsys.readouterr()
    assert train(*arguments, "--test-dir", folder) == 2
    assert "60 galaxies are in both" in capsys.readouterr().err
    table = pd.read_csv(test_dir / "labels.csv")
    table["path"] = "images/" + table["OBJID"].astype(str) + ".jpg"
    table["OBJID"] = "NGC " + table["OBJID"].astype(str)
    table.to_csv(test_dir / "labels.csv", index=False)
    assert train(*arguments, "--test-dir", test_dir) == 0


def test_the_column_of_ids_can_have_another_name_and_place(folder, tmp_path):
    table = pd.read_csv(folder / "labels.csv").rename(columns={"OBJID": "GalaxyID"})
    table[["vote", "target", "GalaxyID"]].to_csv(folder / "labels.csv", index=False)
    out, ids = tmp_path / "out", ["--id-column", "GalaxyID"]
    assert train(folder, *ids, "--size", 48, "--epochs", 1, "--out", out) == 0
    predictions = pd.read_csv(out / "predictions.csv")
    truth = table.set_index("GalaxyID")["target"]
    assert (truth[predictions["OBJID"]].to_numpy() == predictions["label"]).all()
    arguments = ["predict", str(out / "model.safetensors"), str(folder / "labels.csv"), *ids]
    assert main([*arguments, "--out", str(tmp_path / "p.csv")]) == 0
    assert sorted(pd.read_csv(tmp_path / "p.csv")["OBJID"]) == sorted(table["GalaxyID"])


def break_nothing(folder):
    return []


def remove_folder(folder):
    shutil.rmtree(folder)
    return []


def remove_table(folder):
    (folder / "labels.csv").unlink()
    return []


def truncate_image(folder):
    path = next((folder / "images").iterdir())
    path.write_bytes(path.read_bytes()[:-200])
    return []


def label_all(folder, target, n=None):
    table = pd.read_csv(folder / "labels.csv")
    table.loc[: None if n is None else n - 1, "target"] = target
    table.to_csv(folder / "labels.csv", index=False)
    return []


def file_as_output(folder):
    (folder / "occupied").write_text("")
    return ["--out", folder / "occupied"]


@pytest.mark.parametrize(
    ("spoil", "arguments", "message"),
    [
        (remove_folder, [], "there is no such folder"),
        (remove_table, [], "no manifest.csv, labels.csv or training_data.txt"),
        (
            break_nothing,
            ["--column", "colour"],
            "no column 'colour'; there are OBJID, vote, target",
        ),
        (truncate_image, [], "not a whole picture"),
        (lambda f: label_all(f, "spiral"), [], "of one class, 'spiral'"),
        (lambda f: label_all(f, "odd", 1), [], "the class 'odd' has a single galaxy"),
        (break_nothing, ["--size", "30"], "too small for the course's net"),
        (break_nothing, ["--test-size", "1.5"], "'1.5' is not a fraction between 0 and 1"),
        (break_nothing, ["--test-size", "0.01"], "cannot be split"),
        (break_nothing, ["--epochs", "0"], "not a whole number of at least 1"),
        (break_nothing, ["--seed", str(2**32)], "not a whole number from 0 to 4294967295"),
        (break_nothing, ["--size", "10000000"], "from 8 to 4096"),
        (break_nothing, ["--test-dir", "nowhere"], "there is no such folder"),
        (break_nothing, ["--preset", "huge"], "no preset 'huge'"),
        (break_nothing, ["--simulate", "50"], "either a folder DIR or --simulate"),
        (file_as_output, [], "cannot write into"),
    ],
)
def test_bad_input_is_one_line_and_status_2(folder, tmp_path, capsys, spoil, arguments, message):
    arguments = [*arguments, *spoil(folder)]
    if "--out" not in arguments:
        arguments += ["--out", tmp_path / "out"]
    assert train(folder, "--epochs", 1, *arguments) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]


def test_sizes_that_differ_need_size(folder):
    from galaxyzoo_ml.datasets import load_galaxies
    from galaxyzoo_ml.exceptions import ImageSizeError

    path = next((folder / "images").iterdir())
    with Image.open(path) as picture:
        smaller = picture.resize((50, 50))
    smaller.save(path)
    with pytest.raises(ImageSizeError, match=r"give size= \(--size\)"):
        load_galaxies(folder)
    assert len(load_galaxies(folder, size=48).images) == 60


def test_broken_pictures_can_be_skipped(folder, tmp_path, capsys):
    truncate_image(folder)
    arguments = [folder, "--size", 48, "--epochs", 1, "--skip-broken", "--out", tmp_path / "out"]
    assert train(*arguments) == 1
    printed = capsys.readouterr()
    assert "left out: 1 without a good picture" in printed.out
    assert printed.err.count("\n") == 1
    assert "not a whole picture" in printed.err


def test_broken_pictures_of_the_test_folder_are_named(folder, tmp_path, capsys):
    other = make_galaxies(20, size=64, random_state=1, proportions={"elliptical": 1, "edge_on": 1})
    other.catalog["OBJID"] += 1000
    test_dir = write_folder(tmp_path / "other", other)
    truncate_image(test_dir)
    arguments = [folder, "--size", 48, "--epochs", 1, "--out", tmp_path / "out"]
    assert train(*arguments, "--test-dir", test_dir, "--skip-broken") == 1
    printed = capsys.readouterr()
    assert f"left out of {test_dir}: 1 without a good picture" in printed.out
    assert printed.err.count("\n") == 1
    assert "not a whole picture" in printed.err


def test_predict_and_info(folder, tmp_path, capsys):
    out = tmp_path / "out"
    train(folder, "--size", 48, "--epochs", 1, "--out", out)
    capsys.readouterr()
    model, table = out / "model.safetensors", tmp_path / "p.csv"
    assert main(["predict", str(model), str(folder / "images"), "--out", str(table)]) == 0
    predicted = pd.read_csv(table).set_index("OBJID")
    assert len(predicted) == 60
    trained = pd.read_csv(out / "predictions.csv").set_index("OBJID")
    np.testing.assert_allclose(
        predicted.loc[trained.index, "p_spiral"], trained["p_spiral"], atol=1e-6
    )
    capsys.readouterr()
    assert main(["predict", str(model), str(folder / "labels.csv")]) == 0
    assert capsys.readouterr().out.count("\n") == 61
    image = next((folder / "images").iterdir())
    assert main(["predict", str(model), str(image), str(folder / "labels.csv")]) == 0
    (folder / "images" / "broken.jpg").write_bytes(b"nothing")
    capsys.readouterr()
    assert main(["predict", str(model), str(folder / "images")]) == 1
    assert "left out" in capsys.readouterr().err
    assert main(["info", str(model)]) == 0
    assert json.loads(capsys.readouterr().out)["notes"]["size"] == 48
    assert main(["info"]) == 0
    assert "cache" in capsys.readouterr().out


def test_predict_takes_bare_classifiers_and_refuses_other_models(
    galaxies, folder, tmp_path, capsys
):
    path, images = str(tmp_path / "m.safetensors"), str(folder / "images")
    cnn = GalaxyCNNClassifier(max_epochs=1, random_state=0)
    save_model(cnn.fit(galaxies.images, galaxies.target), path)
    table = tmp_path / "new" / "p.csv"
    assert main(["predict", path, images, "--out", str(table)]) == 0
    assert pd.read_csv(table)["path"].nunique() == 60
    save_model(cnn.fit(np.asarray(galaxies.images)[..., :1], galaxies.target), path)
    assert main(["predict", path, images]) == 2
    assert "(64, 64, 1)" in capsys.readouterr().err
    save_model(TableNetClassifier(max_epochs=1).fit([[0.0], [1.0]], [0, 1]), path)
    assert main(["predict", path, images]) == 2
    assert "takes tables" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"\x80\x04not a model", b""])
def test_predict_refuses_what_is_no_model(folder, tmp_path, capsys, content):
    (tmp_path / "m.safetensors").write_bytes(content)
    assert main(["predict", str(tmp_path / "m.safetensors"), str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1


def test_the_command_is_there_and_says_what_it_does():
    for arguments in (["--help"], ["train", "--help"], ["--version"]):
        run = subprocess.run(
            [sys.executable, "-m", "galaxyzoo_ml", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "galaxyzoo" in run.stdout
    command = [sys.executable, "-m", "galaxyzoo_ml"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1


def test_a_preset_brings_the_size_it_is_made_for(tmp_path):
    out = tmp_path / "out"
    arguments = ["--simulate", 200, "--preset", "fast", "--epochs", 1]
    assert train(*arguments, "--test-size", 0.4, "--balance", "none", "--out", out) == 0
    assert json.loads((out / "report.json").read_text())["size"] == 68


@pytest.mark.parametrize("command", ["train", "compare"])
def test_no_jobs_are_no_jobs(folder, capsys, command):
    assert main([command, str(folder), "--jobs", "0"]) == 2
    assert "'0' is not a number of jobs" in capsys.readouterr().err


def test_the_balanced_mix_can_be_kept(folder, tmp_path, capsys):
    arguments = [folder, "--size", 48, "--epochs", 1, "--balance", "clone", "--out", tmp_path]
    assert train(*arguments, "--prior", "balanced") == 0
    assert "as balanced" not in capsys.readouterr().out
    report = read_report(tmp_path)
    assert report["prior"] == "balanced"
    assert "uncorrected" not in report
    assert "prior" not in describe_model(tmp_path / "model.safetensors")
