"""A net knows what kind of images it saw, and says so when others come."""

import warnings

import numpy as np
import onnxruntime
import pytest
import sklearn
from imblearn.pipeline import Pipeline
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.persistence import export_onnx, load_model, save_model
from galaxyzoo_ml.preprocessing import StandardScaler
from tests.neural_network.nets import TinyNet
from tests.neural_network.small import bytes_and_labels, tiny

X, Y = bytes_and_labels()
UNIT = (X / 255).astype(np.float32)
BY_HAND = (X.astype(np.float32) - 127) / 60


@pytest.mark.parametrize("images", [X * 1.0, ImageArray(X) * 1.0, ImageArray(X.astype(np.float32))])
def test_floats_that_nobody_scaled_are_warned_of(images):
    with pytest.warns(DataWarning, match="Put a StandardScaler before the net, or divide by 255"):
        tiny(lr=1e-6, max_epochs=1).fit(images, Y)


@pytest.mark.parametrize(
    ("fitted", "given", "is_another"),
    [
        (X, X * 1.0, True),
        (X, BY_HAND, True),
        (X, UNIT, False),
        (X, ImageArray(X), False),
        (UNIT, X, False),
        (UNIT, X * 1.0, True),
        (BY_HAND, X, True),
        (BY_HAND, ImageArray(X) / 60 - 127 / 60, False),
        (BY_HAND, BY_HAND[:3], False),
        (BY_HAND, X * 1.0, True),
    ],
)
def test_another_kind_than_in_fit_is_warned_of(fitted, given, is_another, tmp_path):
    net = tiny(max_epochs=1).fit(fitted, Y)
    save_model(net, tmp_path / "m.safetensors")
    for model in (net, load_model(tmp_path / "m.safetensors", module=TinyNet)):
        if is_another:
            with pytest.warns(DataWarning, match="when the net was fitted"):
                model.predict(given)
        else:
            model.predict(given)


@pytest.mark.parametrize(("fitted", "given"), [(X, UNIT), (UNIT, X)])
def test_a_scaler_before_the_net_hides_nothing(fitted, given):
    pipeline = make_pipeline(StandardScaler(), tiny(max_epochs=1)).fit(fitted, Y)
    pipeline.predict(fitted[:5])
    with pytest.warns(DataWarning, match="when the net was fitted"):
        pipeline.predict(given)


@pytest.mark.parametrize(
    ("images", "scaler"),
    [
        (BY_HAND, None),
        (UNIT, None),
        (UNIT, StandardScaler()),
        (UNIT, FrozenEstimator(StandardScaler().fit(UNIT))),
        (ImageArray(X) / 60 - 127 / 60, None),
        (X, StandardScaler()),
        (X, None),
    ],
)
def test_an_exported_net_takes_what_it_was_fitted_on(images, scaler, tmp_path):
    steps = [("scale", scaler)] if scaler is not None else []
    model = Pipeline([*steps, ("net", tiny())]).fit(images, Y)
    export_onnx(model, tmp_path / "m.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "m.onnx")
    (given,) = session.run(None, {"images": np.asarray(images)})
    np.testing.assert_allclose(given, model.predict_proba(images), rtol=0, atol=1e-5)


def test_held_out_images_that_no_step_scaled_are_refused():
    held_out = {"net__X_val": X[40:], "net__y_val": Y[40:]}
    pipeline = Pipeline([("scale", StandardScaler()), ("net", tiny())])
    with pytest.raises(ValueError, match=r"transform_input=\['X_val'\]"):
        pipeline.fit(X[:40], Y[:40], **held_out)
    with pytest.warns(DataWarning, match=r"transform_input=\['X_val'\]"):
        pipeline.fit(UNIT[:40], Y[:40], net__X_val=UNIT[40:], net__y_val=Y[40:])


@pytest.mark.parametrize("images", [X, ImageArray(X)])
def test_held_out_images_are_scaled_as_scikit_learn_does_it(images):
    with sklearn.config_context(enable_metadata_routing=True):
        net = tiny(lr=1e-3, max_epochs=1).set_fit_request(X_val=True, y_val=True)
        steps = [("balance", RotationOversampler(random_state=0)), ("scale", StandardScaler())]
        pipeline = Pipeline([*steps, ("net", net)], transform_input=["X_val"])
        pipeline.fit(images[:40], Y[:40], X_val=images[40:], y_val=Y[40:])
    p = pipeline.predict_proba(X[40:])[np.arange(20), np.searchsorted(pipeline.classes_, Y[40:])]
    assert pipeline[-1].history_[-1, "valid_loss"] == pytest.approx(-np.log(p).mean(), rel=1e-3)


def test_few_images_of_one_class_are_of_the_same_kind():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scaled = StandardScaler().fit_transform(X)
        net = tiny(max_epochs=1).fit(scaled, Y)
        for rows in ([0], [1], [1, 3, 5]):
            net.predict(scaled[rows])
