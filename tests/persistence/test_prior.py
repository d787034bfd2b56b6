"""The correction of the prior is kept in the model file."""

import json

import numpy as np
import pytest
from imblearn.pipeline import Pipeline
from safetensors.torch import load, save_file
from sklearn.exceptions import NotFittedError

from galaxyzoo_ml.balancing import CloneOversampler, PriorCorrectedClassifier
from galaxyzoo_ml.datasets import make_charges, make_galaxies
from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, TableNetClassifier
from galaxyzoo_ml.persistence import describe_model, load_model, save_model
from galaxyzoo_ml.preprocessing import StandardScaler


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(40, size=48, random_state=0)


@pytest.fixture(scope="module")
def model(galaxies):
    steps = [
        ("balance", CloneOversampler(random_state=0)),
        ("scale", StandardScaler()),
        ("cnn", GalaxyCNNClassifier(max_epochs=1, random_state=0, n_jobs=1)),
    ]
    model = PriorCorrectedClassifier(Pipeline(steps), tau=0.5)
    return model.fit(galaxies.images, galaxies.target)


@pytest.fixture
def path(model, tmp_path):
    save_model(model, tmp_path / "model.safetensors")
    return tmp_path / "model.safetensors"


def test_a_corrected_pipeline_comes_back(model, galaxies, path):
    loaded = load_model(path)
    assert isinstance(loaded, PriorCorrectedClassifier)
    assert loaded.tau == 0.5
    for name in ("prior_", "trained_prior_", "classes_"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(model, name))
    expected = model.predict_proba(galaxies.images)
    np.testing.assert_array_equal(loaded.predict_proba(galaxies.images), expected)
    np.testing.assert_array_equal(loaded.predict(galaxies.images), model.predict(galaxies.images))
    again = path.with_name("again.safetensors")
    save_model(loaded, again)
    assert describe_model(again) == describe_model(path)


def test_a_corrected_table_classifier_comes_back(tmp_path):
    X, y = make_charges(return_X_y=True)
    numbers = np.unique(y, return_inverse=True)[1]
    net = TableNetClassifier(max_epochs=1, batch_size=16, random_state=0, class_weight="balanced")
    model = PriorCorrectedClassifier(net).fit(X[:-30], numbers[:-30])
    save_model(model, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    assert loaded.n_features_in_ == X.shape[1]
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))


def test_only_what_is_fitted_is_saved(tmp_path):
    with pytest.raises(NotFittedError):
        save_model(PriorCorrectedClassifier(TableNetClassifier()), tmp_path / "m.safetensors")


GOOD = {"tau": 1.0, "prior": [0.5, 0.25, 0.25], "trained_prior": [0.25, 0.25, 0.5]}


@pytest.mark.parametrize(
    ("prior", "message"),
    [
        (None, "not described by"),
        ([], "not described by"),
        ({}, "not described by"),
        ({**GOOD, "more": 1}, "not described by"),
        ({**GOOD, "tau": "1"}, "tau of its prior"),
        ({**GOOD, "tau": -1}, "tau of its prior"),
        ({**GOOD, "tau": True}, "tau of its prior"),
        ({**GOOD, "tau": float("nan")}, "tau of its prior"),
        ({**GOOD, "prior": "abc"}, "does not hold 3 numbers"),
        ({**GOOD, "prior": [0.5, 0.5]}, "does not hold 3 numbers"),
        ({**GOOD, "prior": [0.5, 0.25, "x"]}, "does not hold 3 numbers"),
        ({**GOOD, "prior": [0.5, 0.25, None]}, "does not hold 3 numbers"),
        ({**GOOD, "prior": {"a": 1}}, "does not hold 3 numbers"),
        ({**GOOD, "prior": [0.5, 0.25, 0.5]}, "does not sum to 1"),
        ({**GOOD, "trained_prior": [1.0, 0.0, 0.0]}, "positive frequencies"),
        ({**GOOD, "trained_prior": [1.5, -1.0, 0.5]}, "positive frequencies"),
        ({**GOOD, "trained_prior": [float("inf"), 0.5, 0.5]}, "positive frequencies"),
        ({**GOOD, "trained_prior": [10**400, 0.5, 0.5]}, "does not fit"),
    ],
)
def test_a_prior_that_cannot_be_is_refused_in_one_line(path, prior, message):
    header = {**describe_model(path), "prior": prior}
    save_file(load(path.read_bytes()), path, metadata={"galaxyzoo_ml": json.dumps(header)})
    with pytest.raises(ModelFileError, match=message) as refusal:
        load_model(path)
    assert "\n" not in str(refusal.value)
