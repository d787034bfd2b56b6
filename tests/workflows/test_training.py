"""Training and judging, called from Python."""

import json
import math
import resource
import signal
import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.exceptions import DataError, LeakageError
from galaxyzoo_ml.model_selection import overall_scores
from galaxyzoo_ml.persistence import describe_model, load_model
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler
from galaxyzoo_ml.workflows import Abstention, galaxy_classifier, preset_size, train_and_judge

MIX = {"elliptical": 2, "edge_on": 1}


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(90, size=48, random_state=0, proportions=MIX)


@pytest.fixture(scope="module")
def result(galaxies):
    model = galaxy_classifier(balance="clone", max_epochs=1)
    return train_and_judge(galaxies, model, test=0.3, abstain=0.6, notes={"balance": "clone"})


def linear():
    return make_pipeline(FlattenImages(), StandardScaler(), LogisticRegression(C=1e-3))


def test_all_galaxies_are_used_once(result, galaxies):
    assert result.n_train + result.abstention.n_set_aside + len(result.predictions) == 90
    truth = galaxies.catalog.set_index("OBJID")["target"]
    assert (truth[result.predictions["OBJID"]].to_numpy() == result.predictions["label"]).all()
    assert len(result.images) == len(result.predictions)


def test_the_judgement_is_of_the_predictions(result):
    assert isinstance(result.model, PriorCorrectedClassifier)
    y_true = result.predictions["label"].to_numpy()
    assert result.judgement.scores == overall_scores(y_true, result.y_prob, classes=result.classes)
    np.testing.assert_allclose(result.model.predict_proba(result.images), result.y_prob, atol=1e-6)
    inside = result.model.estimator_.predict_proba(result.images)
    assert result.uncorrected.scores == pytest.approx(
        overall_scores(y_true, inside, classes=result.classes), abs=1e-6
    )
    assert result.judgement.per_class["support"].sum() == len(y_true)
    assert result.judgement.reliability["n"].sum() == len(y_true)


def test_save_writes_what_the_result_holds(result, tmp_path):
    saved = result.save(tmp_path / "new" / "out")
    assert saved.left_out == ()
    assert all(path.is_file() for path in saved.paths)
    names = {path.stem for path in saved.paths}
    assert names >= {"report", "predictions", "model", "loss", "confusion", "reliability"}
    out = tmp_path / "new" / "out"
    assert json.loads((out / "report.json").read_text()) == json.loads(json.dumps(result.report()))
    assert describe_model(out / "model.safetensors")["notes"]["balance"] == "clone"
    again = load_model(out / "model.safetensors").predict_proba(result.images)
    np.testing.assert_allclose(again, result.y_prob, atol=1e-6)


def test_without_matplotlib_the_result_says_so(result, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    saved = result.save(tmp_path)
    assert len(saved.paths) == 3
    assert saved.left_out == ("no pictures: pictures need matplotlib: pip install "
                              "'galaxyzoo-ml[plot]'",)  # fmt: skip


def test_a_classifier_that_is_no_net(galaxies, tmp_path):
    others = make_galaxies(30, size=48, random_state=1, proportions=MIX)
    others.catalog["OBJID"] += 1000
    result = train_and_judge(galaxies, linear(), test=others)
    assert (result.n_train, len(result.predictions)) == (90, 30)
    assert (result.n_epochs, result.uncorrected, result.abstention) == (None, None, None)
    (tmp_path / "model.safetensors").write_bytes(b"of an earlier result")
    saved = result.save(tmp_path)
    assert "no model: " in saved.left_out[0]
    assert not (tmp_path / "model.safetensors").exists()
    assert not (tmp_path / "loss.png").exists()


def test_progress_is_shown_when_asked_for(galaxies, capsys):
    model = galaxy_classifier(max_epochs=1)
    train_and_judge(galaxies, model, test=0.3)
    assert capsys.readouterr() == ("", "")
    train_and_judge(galaxies, model, test=0.3, progress=True)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "training" in printed.err
    assert model.get_params()["estimator__cnn__verbose"] == 0  # the model given is not changed


def test_what_cannot_be_judged(galaxies):
    with pytest.raises(LeakageError, match="90 galaxies are in both"):
        train_and_judge(galaxies, linear(), test=galaxies)
    with pytest.raises(DataError, match=r"test=0.01 \(--test-size\) of 90 galaxies cannot be"):
        train_and_judge(galaxies, linear(), test=0.01)
    with pytest.raises(DataError, match="takes 459 galaxies set aside"):
        train_and_judge(galaxies, linear(), abstain=0.01)
    with pytest.raises(DataError, match=r"no column 'name'; there are .*id_column="):
        train_and_judge(galaxies, linear(), id_column="name")
    others = make_galaxies(9, size=48, random_state=1, proportions={"merger": 1})
    with pytest.raises(DataError, match=r"unknown in training: \['uncertain'\]"):
        train_and_judge(galaxies, linear(), test=others)


def test_names_of_models():
    assert (preset_size(), preset_size("best")) == (120, 68)
    assert not isinstance(galaxy_classifier(balance="none"), PriorCorrectedClassifier)
    wrong = [{"preset": "huge"}, {"architecture": "deep"}, {"balance": "rotate"}]
    for arguments in wrong:
        (name,) = arguments.values()
        with pytest.raises(ValueError, match=f"there is no .* '{name}'; there are"):
            galaxy_classifier(**arguments)


def test_never_sure_enough_is_none_in_a_report():
    unsure = Abstention(0.01, math.inf, 500, 0.0, None)
    assert unsure.report()["threshold"] is None
    assert "never sure enough" in unsure.summary()


def test_files_of_two_results_are_never_mixed(tmp_path, monkeypatch):
    galaxies = make_galaxies(60, size=32, random_state=0)
    classifier = make_pipeline(FlattenImages(), StandardScaler(), LogisticRegression(C=1e-3))
    first, second = (train_and_judge(galaxies, classifier, random_state=i) for i in (0, 1))
    first.save(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"of an earlier result")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:  # pictures are larger: they meet a full disk when report and table are written
        resource.setrlimit(resource.RLIMIT_FSIZE, (15_000, limits[1]))
        with pytest.raises(OSError, match="File too large") as caught:
            second.save(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert str(tmp_path) in str(caught.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "loss.png").mkdir()  # in the way of a picture
    with pytest.raises(FileExistsError, match="no regular file"):
        second.save(tmp_path)
    (tmp_path / "loss.png").rmdir()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    second.save(tmp_path)
    assert not (tmp_path / "model.safetensors").exists()  # this pipeline has none
    assert json.loads((tmp_path / "report.json").read_text())["seed"] == 1
