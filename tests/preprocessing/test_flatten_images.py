"""Flattening is the door to estimators that know tables only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 4, 5, 3), dtype=np.uint8)


@pytest.mark.parametrize("kind", [np.asarray, ImageArray])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_rows_are_the_images_in_reading_order(kind: Any, dtype: type) -> None:
    X = kind(PIXELS.astype(dtype))
    flatten = FlattenImages().fit(X)
    rows = flatten.transform(X)
    assert type(rows) is np.ndarray
    assert rows.dtype == dtype
    np.testing.assert_array_equal(rows, PIXELS.reshape(20, 60))
    np.testing.assert_array_equal(flatten.inverse_transform(rows), PIXELS)
    assert flatten.image_shape_ == (4, 5, 3)
    assert flatten.n_features_in_ == 60
    assert len(flatten.get_feature_names_out()) == 60


def test_lazy_images_are_rendered_as_they_are() -> None:
    X = ImageArray(PIXELS[:, :, :4]).rotate(1)[::2] / 255
    np.testing.assert_array_equal(FlattenImages().fit_transform(X), X.render().reshape(10, 48))


def test_rows_need_a_shape() -> None:
    rows = PIXELS.reshape(20, 60)
    with pytest.raises(ValueError, match="image_shape="):
        FlattenImages().fit(rows)
    flatten = FlattenImages(image_shape=(4, 5, -1)).fit(rows)
    assert flatten.image_shape_ == (4, 5, 3)
    np.testing.assert_array_equal(flatten.transform(rows), rows)
    np.testing.assert_array_equal(flatten.transform(PIXELS), rows)


def test_tables_are_taken_as_rows() -> None:
    table = pd.DataFrame(PIXELS.reshape(20, 60)).rename(columns=str)
    flatten = FlattenImages(image_shape=(4, 5, 3)).fit(table)
    assert flatten.get_feature_names_out().tolist() == list(table.columns)
    flatten.fit(PIXELS[:, :2])  # a new beginning, without names
    assert flatten.get_feature_names_out().tolist() == [f"x{i}" for i in range(30)]


def test_other_sizes_are_refused() -> None:
    flatten = FlattenImages().fit(PIXELS)
    with pytest.raises(ValueError, match=r"fitted on images of shape \(4, 5, 3\)"):
        flatten.transform(PIXELS[:, :3])
    with pytest.raises(ValueError, match="50"):
        flatten.inverse_transform(np.zeros((2, 50)))


def test_estimators_for_tables_stand_behind_the_door() -> None:
    X, y = ImageArray(PIXELS), np.arange(20) % 2
    steps = [StandardScaler(), FlattenImages(), PCA(3, random_state=0), LogisticRegression()]
    pipeline = make_pipeline(*steps).fit(X, y)
    assert pipeline.predict(X).shape == (20,)
    np.testing.assert_allclose(pipeline.predict_proba(X), pipeline.predict_proba(PIXELS), atol=1e-4)
