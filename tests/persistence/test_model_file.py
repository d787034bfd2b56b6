"""A model file gives the same probabilities in another process, and runs nothing."""

import copy
import json
import pickle
import subprocess
import sys
from types import MappingProxyType

import numpy as np
import onnxruntime
import pandas as pd
import pytest
import torch
from imblearn.pipeline import Pipeline
from safetensors.torch import load, save_file
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import make_charges, make_galaxies
from galaxyzoo_ml.exceptions import ModelFileError
from galaxyzoo_ml.neural_network import (
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.neural_network.training._devices import resolve_device
from galaxyzoo_ml.persistence import describe_model, export_onnx, load_model, save_model
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(40, size=48, random_state=0)


@pytest.fixture(scope="module")
def model(galaxies):
    steps = [
        ("balance", RotationOversampler(random_state=0)),
        ("scale", StandardScaler()),
        ("cnn", GalaxyCNNClassifier(max_epochs=1, random_state=0)),
    ]
    return Pipeline(steps).fit(galaxies.images, galaxies.target)


@pytest.fixture
def path(model, tmp_path):
    save_model(model, tmp_path / "model.safetensors", notes={"size": 48})
    return tmp_path / "model.safetensors"


def test_a_new_process_gives_identical_probabilities(model, galaxies, path, tmp_path):
    np.save(tmp_path / "X.npy", np.asarray(galaxies.images))
    code = (
        "import numpy, sys; from galaxyzoo_ml.persistence import load_model;"
        "model = load_model(sys.argv[1]); X = numpy.load(sys.argv[2]);"
        "numpy.save(sys.argv[3], model.predict_proba(X)); print(*model.predict(X[:3]))"
    )
    files = [path, tmp_path / "X.npy", tmp_path / "p.npy"]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *files],
        capture_output=True,
        text=True,
        check=True,
    )
    np.testing.assert_array_equal(np.load(files[2]), model.predict_proba(galaxies.images))
    assert run.stdout.split() == model.predict(galaxies.images[:3]).tolist()


def test_a_loaded_pipeline_is_fitted_without_its_sampler(path, model):
    loaded = load_model(path)
    assert [name for name, _ in loaded.steps] == ["scale", "cnn"]
    cnn = loaded[-1]
    assert cnn.get_params()["max_epochs"] == 1
    assert cnn.loss_curve_ == model["cnn"].loss_curve_
    assert cnn.image_shape_ == (48, 48, 3)
    again = path.with_name("again.safetensors")
    save_model(loaded, again)
    assert describe_model(again)["steps"] == describe_model(path)["steps"]


def test_the_file_describes_itself(path):
    header = describe_model(path)
    assert header["notes"] == {"size": 48}
    assert [step["type"] for step in header["steps"]] == ["StandardScaler", "GalaxyCNNClassifier"]
    json.dumps(header)


def test_tables_and_numbers_as_labels(tmp_path):
    X, y = make_charges(return_X_y=True)
    numbers = np.unique(y, return_inverse=True)[1] * 3 + 1
    classifier = TableNetClassifier(max_epochs=2, batch_size=16, random_state=0).fit(X, numbers)
    save_model(classifier, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    assert loaded.classes_.tolist() == [1, 4, 7]
    np.testing.assert_array_equal(loaded.predict_proba(X), classifier.predict_proba(X))


@pytest.mark.parametrize("likelihood", ["dirichlet-multinomial", "multinomial"])
def test_a_regressor_of_votes(galaxies, tmp_path, likelihood):
    fractions = np.random.default_rng(0).dirichlet([1, 1, 1], len(galaxies.target))
    votes = pd.DataFrame(fractions, columns=["smooth", "featured", "artifact"])
    net = GalaxyVoteRegressor(likelihood=likelihood, max_epochs=1, n_members=2, random_state=0)
    idle = [("balance", "passthrough"), ("crop", None)]
    for write in (save_model, export_onnx):
        with pytest.raises(TypeError, match="no net in this Pipeline"):
            write(Pipeline(idle), tmp_path / "nothing")
    model = Pipeline([*idle, ("scale", StandardScaler()), ("net", net)])
    model.fit(galaxies.images, votes)
    save_model(model, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    assert [name for name, _ in loaded.steps] == ["scale", "net"]
    assert loaded[-1].answers_.tolist() == list(votes)
    assert loaded[-1].get_params()["likelihood"] == likelihood
    options = {"return_std": True} if likelihood == "dirichlet-multinomial" else {}
    np.testing.assert_array_equal(
        loaded.predict(galaxies.images, **options), model.predict(galaxies.images, **options)
    )


def test_labels_that_swap_in_the_mirror_need_not_be_words(galaxies, tmp_path):
    y = np.arange(len(galaxies.target)) % 3
    swaps = MappingProxyType({1: 2, 2: 1})
    options = {"architecture": "equivariant", "input_size": 32, "reflect": swaps}
    net = GalaxyCNNClassifier(**options, average_symmetries=True, max_epochs=1, random_state=0)
    net.fit(galaxies.images, y)
    save_model(net, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    assert loaded.reflect == {1: 2, 2: 1}
    np.testing.assert_array_equal(
        loaded.predict_proba(galaxies.images), net.predict_proba(galaxies.images)
    )


def test_names_of_columns_are_kept(tmp_path):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(20, 3)), columns=list("abc"))
    steps = [("scale", StandardScaler()), ("net", TableNetClassifier(max_epochs=1))]
    model = Pipeline(steps).fit(table, [0, 1] * 10)
    save_model(model, tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(loaded.predict_proba(table), model.predict_proba(table))
    assert loaded[0].feature_names_in_.tolist() == list("abc")
    with pytest.raises(ValueError, match="feature names should match"):
        loaded.predict(table[["b", "c", "a"]])


def test_a_net_that_goes_on_from_another_behind_its_frozen_scaler(galaxies, model, tmp_path):
    net = GalaxyCNNClassifier(start_from=model["cnn"].net_.module_, max_epochs=1, random_state=0)
    tuned = make_pipeline(FrozenEstimator(model[1:-1]), net)
    tuned.fit(galaxies.images, galaxies.target == "spiral")
    path = tmp_path / "m.safetensors"
    for each in (tuned, FrozenEstimator(tuned)):
        save_model(each, path)
        loaded = load_model(path)
        assert [name for name, _ in loaded.steps] == [
            "frozenestimator-scale",
            "galaxycnnclassifier",
        ]
        np.testing.assert_array_equal(
            loaded.predict_proba(galaxies.images), tuned.predict_proba(galaxies.images)
        )
    export_onnx(tuned, tmp_path / "m.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "m.onnx")
    (given,) = session.run(None, {"images": np.asarray(galaxies.images)})
    np.testing.assert_allclose(given, tuned.predict_proba(galaxies.images), rtol=0, atol=1e-5)


@pytest.mark.parametrize("device", ["cuda:99", "mps"])
def test_a_device_that_is_not_there_is_the_cpu(galaxies, tmp_path, device):
    net = GalaxyCNNClassifier(max_epochs=1, random_state=0, device="cpu")
    net.fit(galaxies.images, galaxies.target).set_params(device=device)
    save_model(net, tmp_path / "m.safetensors")
    assert load_model(tmp_path / "m.safetensors").device == resolve_device("auto")
    with pytest.raises(ValueError, match="device='cuda:99' is not here; there are cpu"):
        load_model(tmp_path / "m.safetensors", device="cuda:99")


def test_a_foreign_net_needs_its_class(galaxies, tmp_path):
    classifier = GalaxyCNNClassifier(architecture=TinyNet, max_epochs=1, random_state=0)
    classifier.fit(galaxies.images, galaxies.target)
    save_model(classifier, tmp_path / "m.safetensors")
    with pytest.raises(ModelFileError, match="module="):
        load_model(tmp_path / "m.safetensors")
    loaded = load_model(tmp_path / "m.safetensors", module=TinyNet)
    np.testing.assert_array_equal(
        loaded.predict_proba(galaxies.images), classifier.predict_proba(galaxies.images)
    )


class Bomb:
    """Leaves a mark if it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (open, (str(self.mark), "w"))


def test_a_pickle_is_refused_and_not_run(tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_bytes(pickle.dumps(Bomb(tmp_path / "mark")))
    with pytest.raises(ModelFileError, match="a pickle, which is not loaded"):
        load_model(path)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("kept", [0, 4, 100, 0.5, 0.999])
def test_a_truncated_file_is_refused(path, kept):
    content = path.read_bytes()
    path.write_bytes(content[: kept if isinstance(kept, int) else int(kept * len(content))])
    with pytest.raises(ModelFileError) as refusal:
        load_model(path)
    assert "\n" not in str(refusal.value)


def rewritten(path, change):
    """Write the file again with another header and tensors."""
    header, tensors = describe_model(path), load(path.read_bytes())
    change(header, tensors)
    save_file(tensors, path, metadata={"galaxyzoo_ml": json.dumps(header)})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda h, t: t.pop("cnn/0/classifier.1.weight"), "does not fit"),
        (
            lambda h, t: t.update(
                {"cnn/0/features.0.weight": t["cnn/0/features.3.weight"].clone()}
            ),
            "does not fit",
        ),
        (lambda h, t: h["steps"][1]["state"].update(image_shape_=[48, 48, 1]), "are not images"),
        (
            lambda h, t: h["steps"][1]["state"].update(
                image_shape_=[120, 120, 3], n_features_in_=43200
            ),
            "does not fit",
        ),
        (
            lambda h, t: h["steps"][0]["state"].update(
                image_shape_=[64, 36, 3], n_features_in_=6912
            ),
            "inputs of different shapes",
        ),
        (lambda h, t: h["steps"].pop(), "its last step is no net"),
        (lambda h, t: h["steps"][1]["params"].update(learning=1), "does not fit"),
        (lambda h, t: h["steps"][1].update(type="os.system"), "unknown type"),
        (lambda h, t: h["steps"][1].pop("state"), "not a model of galaxyzoo-ml"),
        (lambda h, t: h.update(format=99), "format 99"),
        (lambda h, t: h.pop("steps"), "not a model of galaxyzoo-ml"),
        (lambda h, t: h.pop("kind"), "not a model of galaxyzoo-ml"),
        (lambda h, t: h["steps"].clear(), "not a model of galaxyzoo-ml"),
        (lambda h, t: h.update(notes="x"), "not a model of galaxyzoo-ml"),
        (lambda h, t: h["steps"][0]["state"]["mean_"]["values"].pop(), "has not 3 values"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_one_line(path, change, message):
    rewritten(path, change)
    with pytest.raises(ModelFileError, match=message) as refusal:
        load_model(path)
    assert "\n" not in str(refusal.value)


def places(value, at=()):
    """Name every value of nested JSON; of long lists the first."""
    if at:
        yield at
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value[:1])
        for key, inner in pairs:
            yield from places(inner, (*at, key))


@pytest.mark.parametrize("junk", [None, 0, "x", [1, 2, 3], {"dtype": "O", "values": [1]}, "gone"])
@pytest.mark.filterwarnings("ignore:X is .* when the net was fitted")  # by a scaler of junk
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors:UserWarning")
def test_whatever_a_header_says_a_model_works_or_is_refused(path, galaxies, junk):
    header, tensors = describe_model(path), load(path.read_bytes())
    refusals = []
    for at in places(header):
        changed = copy.deepcopy(header)
        place = changed
        for key in at[:-1]:
            place = place[key]
        place[at[-1]] = junk
        if junk == "gone":
            del place[at[-1]]
        save_file(tensors, path, metadata={"galaxyzoo_ml": json.dumps(changed)})
        try:
            model = load_model(path)
        except ModelFileError as refusal:
            refusals.append(str(refusal))
        else:
            assert model.predict_proba(galaxies.images[:2]).shape == (2, 3)
    assert len(refusals) > 20
    assert not any("\n" in refusal for refusal in refusals)


@pytest.mark.filterwarnings("ignore:X holds floats from")  # it is said, and saved
@pytest.mark.parametrize("options", [{"with_std": False}, {"with_mean": False}])
def test_scalers_that_do_half_the_work(galaxies, tmp_path, options):
    steps = [("scale", StandardScaler(**options)), ("cnn", GalaxyCNNClassifier(max_epochs=1))]
    model = Pipeline(steps).set_params(cnn__lr=1e-6).fit(galaxies.images, galaxies.target)
    save_model(model, tmp_path / "m.safetensors")
    np.testing.assert_array_equal(
        load_model(tmp_path / "m.safetensors").predict_proba(galaxies.images),
        model.predict_proba(galaxies.images),
    )


def test_a_model_can_be_read_by_whoever_can_read_its_neighbours(path):
    (path.parent / "neighbour").touch()
    assert path.stat().st_mode == (path.parent / "neighbour").stat().st_mode


def test_a_model_of_a_gpu_is_loaded_without_one(path, model, galaxies):
    rewritten(path, lambda h, t: h["steps"][1]["params"].update(device="cuda"))
    if not torch.cuda.is_available():
        assert load_model(path)[-1].device == "cpu"
    loaded = load_model(path, device="cpu")
    np.testing.assert_array_equal(
        loaded.predict_proba(galaxies.images), model.predict_proba(galaxies.images)
    )


def test_other_refusals(model, galaxies, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        save_model(model, tmp_path / "nowhere" / "m.safetensors")
    with pytest.raises(ModelFileError, match="no such file"):
        load_model(tmp_path / "nowhere.safetensors")
    with pytest.raises(NotFittedError):
        save_model(GalaxyCNNClassifier(), tmp_path / "m.safetensors")
    pipeline = Pipeline([("pca", PCA(1).fit([[0.0, 1], [1, 0]])), ("cnn", model["cnn"])])
    with pytest.raises(TypeError, match="'pca' is a PCA of sklearn and cannot be saved"):
        save_model(pipeline, tmp_path / "m.safetensors")
    assert list(tmp_path.iterdir()) == []
