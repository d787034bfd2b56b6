"""A model file says what a model is, and nothing of the machine; nonsense is refused unbuilt."""

import datetime as dt
import json

import numpy as np
import pytest
import torch
from imblearn.pipeline import Pipeline
from safetensors.torch import load, save_file
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from torch import nn

from galaxyzoo_ml.balancing import ResampledClassifier, RotationOversampler
from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from galaxyzoo_ml.persistence import describe_model, load_model, save_model
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet
from tests.neural_network.small import bytes_and_labels, tiny

X, Y = bytes_and_labels()
TABLE = X.reshape(60, -1)[:, :4] / 255


@pytest.fixture(scope="module")
def model():
    net = TableNetClassifier(hidden_layer_sizes=(3,), max_epochs=1, batch_size=20, random_state=0)
    return Pipeline([("scale", StandardScaler()), ("net", net)]).fit(TABLE, Y)


@pytest.fixture
def path(model, tmp_path):
    save_model(model, tmp_path / "m.safetensors")
    return tmp_path / "m.safetensors"


def rewritten(path, change):
    header, tensors = describe_model(path), load(path.read_bytes())
    change(header, tensors)
    try:
        save_file(tensors, path, metadata={"galaxyzoo_ml": json.dumps(header)})
    except KeyError:
        pytest.skip("this safetensors writes no complex numbers")


def net_of(header):
    return header["steps"][-1]


def first(tensors):
    return min(tensors)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h, t: t[first(t)].fill_(float("nan")), "no finite number"),
        (lambda h, t: t[first(t)].fill_(float("inf")), "no finite number"),
        (lambda h, t: t.update({first(t): t[first(t)].to(torch.complex64)}), "does not fit"),
        (lambda h, t: t.update({first(t): t[first(t)].to(torch.int64)}), "does not fit"),
        (lambda h, t: t.update({"net/x/y": torch.zeros(1)}), "is of no step"),
        (lambda h, t: t.update({"other/0/y": torch.zeros(1)}), "is of no step"),
        (lambda h, t: net_of(h)["state"]["classes_"].update(values=["dark", "dark"]), "each once"),
        (lambda h, t: net_of(h)["state"]["classes_"].update(values=["dark", "b"]), "not sorted"),
        (lambda h, t: net_of(h)["state"]["class_prior_"].update(values=[0.2, np.nan]), "numbers"),
        (lambda h, t: net_of(h)["state"]["class_prior_"].update(dtype="<c16"), "dtype complex128"),
        (lambda h, t: net_of(h)["state"]["classes_"].update(dtype="<U999999999"), "does not fit"),
        (lambda h, t: net_of(h)["state"].update(n_features_in_=10**12), "features"),
        (
            lambda h, t: net_of(h)["params"].update(hidden_layer_sizes=[10**9, 10**9]),
            "does not fit",
        ),
        (lambda h, t: net_of(h)["params"].update(n_members=10**9), "does not fit|nets, not"),
        (lambda h, t: h["steps"].append(h["steps"][-1]), "more than one net"),
        (lambda h, t: h["steps"].insert(0, dict(h["steps"][0])), "two of its steps"),
        (lambda h, t: h.update(kind="net"), "described as a net"),
        (lambda h, t: h["steps"][0].update(type="Pickle"), "unknown type"),
        (lambda h, t: h["steps"][0]["state"]["mean_"].update(dtype="<c8"), "dtype complex64"),
    ],
)
def test_nonsense_is_refused_in_one_line(path, change, message):
    rewritten(path, change)
    with pytest.raises(ModelFileError, match=message) as refusal:
        load_model(path)
    assert "\n" not in str(refusal.value)


def test_nested_json_is_refused(path):
    save_file(load(path.read_bytes()), path, metadata={"galaxyzoo_ml": "[" * 200_000})
    with pytest.raises(ModelFileError):
        load_model(path)


def test_images_as_large_as_no_memory_are_refused_unbuilt(tmp_path):
    images = np.random.default_rng(0).integers(0, 255, (8, 48, 48, 3), dtype=np.uint8)
    net = GalaxyCNNClassifier(max_epochs=1, random_state=0).fit(images, [0, 1] * 4)
    path = tmp_path / "m.safetensors"
    save_model(net, path)
    large = {"image_shape_": [16_000, 16_000, 3], "n_features_in_": 3 * 16_000**2}
    rewritten(path, lambda h, t: net_of(h)["state"].update(large))
    with pytest.raises(ModelFileError, match="does not fit"):
        load_model(path)
    rewritten(path, lambda h, t: net_of(h)["params"].update(input_size=64, field=1e-9))
    with pytest.raises(ModelFileError, match="16384 are the most"):
        load_model(path)


def test_what_belongs_to_a_machine_does_not_travel(path, model, tmp_path):
    assert not {"device", "n_jobs", "checkpoint", "callbacks"} & set(
        net_of(describe_model(path))["params"]
    )
    of_a_machine = {"n_jobs": 20_000, "device": "meta", "checkpoint": str(tmp_path / "precious")}
    rewritten(path, lambda h, t: net_of(h)["params"].update(of_a_machine))
    loaded = load_model(path)
    assert loaded[-1].n_jobs == 1
    assert loaded[-1].checkpoint is None
    np.testing.assert_array_equal(loaded.predict_proba(TABLE), model.predict_proba(TABLE))


@pytest.mark.parametrize("name", ["a/b", "net/0", "/", "réseau", "0/weight"])
def test_steps_of_any_name(model, tmp_path, name):
    renamed = Pipeline([("scale", model["scale"]), (name, model["net"])])
    save_model(renamed, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    assert loaded.steps[-1][0] == name
    np.testing.assert_array_equal(loaded.predict_proba(TABLE), model.predict_proba(TABLE))


def test_numbers_of_numpy_as_parameters_and_in_notes(tmp_path):
    path = tmp_path / "m.safetensors"
    table = TableNetClassifier(
        hidden_layer_sizes=np.array([3, 2]), lr=np.float32(0.01), max_epochs=np.int64(1)
    ).fit(TABLE, Y)
    notes = {"score": np.float64(0.5), "sizes": (np.int64(3), np.array([1.5])), np.int64(7): None}
    save_model(table, path, notes=notes)
    assert describe_model(path)["notes"] == {"score": 0.5, "sizes": [3, [1.5]], "7": None}
    np.testing.assert_array_equal(load_model(path).predict_proba(TABLE), table.predict_proba(TABLE))
    shape = (np.int64(6), np.int32(6), np.int64(3))
    images = tiny(max_epochs=1, image_shape=shape).fit(X.reshape(60, -1), Y)
    save_model(images, path)
    assert load_model(path, module=TinyNet).image_shape == (6, 6, 3)
    for notes in ({"when": dt.date(2026, 1, 1)}, {"all": [{1, 2}]}):
        with pytest.raises(TypeError, match="which JSON cannot"):
            save_model(table, path, notes=notes)


def test_labels_as_pandas_keeps_them(tmp_path):
    net = TableNetClassifier(max_epochs=1).fit(TABLE, Y.astype(object))
    save_model(net, tmp_path / "m.safetensors")
    assert load_model(tmp_path / "m.safetensors").classes_.tolist() == ["bright", "dark"]


def test_a_net_behind_a_sampler_is_saved_and_a_search_names_its_best(tmp_path, model):
    path = tmp_path / "m.safetensors"
    net = tiny(max_epochs=1)
    resampled = ResampledClassifier(RotationOversampler(random_state=0), net).fit(X, Y)
    save_model(resampled, path)
    np.testing.assert_array_equal(
        load_model(path, module=TinyNet).predict_proba(X), resampled.predict_proba(X)
    )
    search = GridSearchCV(TableNetClassifier(max_epochs=1), {"lr": [0.1]}, cv=2).fit(TABLE, Y)
    with pytest.raises(TypeError, match=r"\.best_estimator_ is the model"):
        save_model(search, path)
    probe = make_pipeline(FrozenEstimator(resampled.estimator_), LogisticRegression()).fit(X, Y)
    with pytest.raises(TypeError, match="LogisticRegression of sklearn and cannot be saved"):
        save_model(probe, path)


def test_a_net_of_ones_own_is_loaded_by_an_instance_or_what_makes_one(tmp_path):
    path = tmp_path / "m.safetensors"

    def made():
        return nn.Sequential(nn.Flatten(), nn.Linear(108, 2))

    net = tiny(architecture=made()).fit(X, Y)
    save_model(net, path)
    for module in (made(), made):
        loaded = load_model(path, module=module)
        np.testing.assert_array_equal(loaded.predict_proba(X), net.predict_proba(X))
    with pytest.raises(ModelFileError):
        load_model(path, module=nn.Sequential)


def test_a_loaded_net_goes_on_where_it_was(tmp_path):
    path = tmp_path / "m.safetensors"
    net = tiny(max_epochs=7).fit(X, Y)
    save_model(net, path)
    loaded = load_model(path, module=TinyNet)
    assert loaded.n_iter_ == 7
    loaded.partial_fit(X, Y)
    assert loaded.n_iter_ == 8
    assert loaded.loss_curve_[:7] == net.loss_curve_
