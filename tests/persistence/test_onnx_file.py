"""An ONNX file says what `predict_proba` says, of pictures as they are decoded."""

import json
import sys

import numpy as np
import onnxruntime
import pytest
from imblearn.pipeline import Pipeline
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError

from galaxyzoo_ml.balancing import PriorCorrectedClassifier, RotationOversampler
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.neural_network import (
    ARCHITECTURES,
    GalaxyCNNClassifier,
    GalaxyVoteRegressor,
    TableNetClassifier,
)
from galaxyzoo_ml.persistence import export_onnx
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet

SWAPPED = {"spiral": "elliptical", "elliptical": "spiral"}


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(40, size=64, random_state=0)


def cnn(**parameters):
    return GalaxyCNNClassifier(max_epochs=1, batch_size=16, n_jobs=1, random_state=0, **parameters)


def scaled(**parameters):
    return Pipeline([("scale", StandardScaler()), ("cnn", cnn(**parameters))])


def balanced(**parameters):
    steps = [("balance", RotationOversampler(random_state=0)), *scaled(**parameters).steps]
    return PriorCorrectedClassifier(Pipeline(steps), tau=0.5)


MODELS = {
    "course": cnn(),
    "course, the middle": scaled(field=0.8),
    "residual, enlarged, as the mirror sees it": scaled(
        architecture="residual", input_size=80, reflect=True, average_symmetries=True
    ),
    "equivariant, in part": cnn(architecture="equivariant", input_size=32, field=0.706),
    "equivariant, mirrors": scaled(architecture="equivariant", reflect=True, n_members=2),
    "equivariant, swaps, natural prior": balanced(
        architecture="equivariant", reflect=SWAPPED, input_size=48
    ),
    "another net": scaled(architecture=TinyNet),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_same_probabilities_at_any_batch_size(name, galaxies, tmp_path, capfd):
    model = MODELS[name].fit(galaxies.images, galaxies.target)
    path = tmp_path / "model.onnx"
    export_onnx(model, path)
    assert [file.name for file in tmp_path.iterdir()] == ["model.onnx"]
    assert capfd.readouterr() == ("", "")  # torch's exporter talks, left alone
    session = onnxruntime.InferenceSession(path)
    metadata = session.get_modelmeta().custom_metadata_map
    assert json.loads(metadata["classes"]) == model.classes_.tolist()
    wanted = model.predict_proba(galaxies.images)
    assert np.ptp(wanted, axis=0).min() > 1e-3  # it is no constant that is compared
    for n in (1, 2, 7, 40):
        (given,) = session.run(["probabilities"], {"images": np.asarray(galaxies.images[:n])})
        np.testing.assert_allclose(given, wanted[:n], rtol=0, atol=1e-5)


@pytest.mark.parametrize("likelihood", ["dirichlet-multinomial", "multinomial"])
def test_fractions_of_votes_and_their_deviations(galaxies, tmp_path, likelihood):
    votes = np.random.default_rng(0).dirichlet([1, 1, 1], len(galaxies.target))
    net = GalaxyVoteRegressor.from_preset(
        "fast", likelihood=likelihood, max_epochs=1, n_members=2, random_state=0
    )
    model = Pipeline([("scale", StandardScaler()), ("net", net)]).fit(galaxies.images, votes)
    export_onnx(model, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    assert json.loads(session.get_modelmeta().custom_metadata_map["answers"]) == [0, 1, 2]
    names = [output.name for output in session.get_outputs()]
    if likelihood == "multinomial":
        assert names == ["fractions"]
        wanted = [model.predict(galaxies.images)]
    else:
        assert names == ["fractions", "deviations"]
        wanted = model.predict(galaxies.images, return_std=True)
    for n in (1, 7, 40):
        given = session.run(None, {"images": np.asarray(galaxies.images[:n])})
        for one, other in zip(given, wanted, strict=True):
            np.testing.assert_allclose(one, other[:n], rtol=0, atol=1e-5)


def test_a_net_that_cannot_take_any_number_of_images(galaxies, tmp_path):
    class FixedNet(TinyNet):
        def forward(self, x):
            return super().forward(x).view(len(x), -1)

    model = cnn(architecture=FixedNet).fit(galaxies.images, galaxies.target)
    with pytest.raises(ValueError, match="a fixed number of images"):
        export_onnx(model, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def test_every_architecture_is_among_them():
    models = [getattr(model, "estimator", model) for model in MODELS.values()]
    nets = [model[-1] if isinstance(model, Pipeline) else model for model in models]
    assert {net.architecture for net in nets} >= set(ARCHITECTURES)


def test_what_cannot_be_exported(galaxies, tmp_path, monkeypatch):
    path = tmp_path / "model.onnx"
    fitted = cnn(architecture=TinyNet).fit(galaxies.images, galaxies.target)
    with pytest.raises(NotFittedError):
        export_onnx(cnn(), path)
    with pytest.raises(TypeError, match="GalaxyVoteRegressor, not for a TableNetClassifier"):
        export_onnx(TableNetClassifier(max_epochs=1).fit([[0.0], [1.0]], [0, 1]), path)
    pca = PCA(1).fit([[0.0, 1], [1, 0]])
    with pytest.raises(TypeError, match="not for a PCA"):
        export_onnx(Pipeline([("pca", pca), ("cnn", fitted)]), path)
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        export_onnx(fitted, tmp_path / "nowhere" / "model.onnx")
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    with pytest.raises(ImportError, match=r"pip install 'galaxyzoo-ml\[onnx\]'"):
        export_onnx(fitted, path)
    assert list(tmp_path.iterdir()) == []
