"""What a fitted sampler knows: all of it, in the labels given, and nothing of an earlier fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import InstanceHardnessThreshold, NeighbourhoodCleaningRule
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, RotationOversampler
from galaxyzoo_ml.exceptions import UnsupportedSamplerError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (72, 8, 8, 3), dtype=np.uint8)
Y = np.repeat(["b", "a", "c"], [40, 20, 12])
TABLE = pd.DataFrame({"size": [np.nan, *range(71)], "band": ["u", "g", "r"] * 24})


@pytest.mark.parametrize(
    ("sampler", "names"),
    [
        (SMOTE(), {"nn_k_"}), (BorderlineSMOTE(), {"nn_k_", "nn_m_"}), (ADASYN(), {"nn_"}),
        (SMOTEENN(), {"smote_", "enn_"}), (SMOTETomek(), {"smote_", "tomek_"}),
        (InstanceHardnessThreshold(), {"estimator_"}),
        (NeighbourhoodCleaningRule(), {"classes_to_clean_", "nn_"}),
    ],
)  # fmt: skip
def test_the_fitted_sampler_is_complete_and_speaks_of_labels(sampler: Any, names: set[str]) -> None:
    fitted = ImageSampler(sampler, random_state=0)
    fitted.fit_resample(ImageArray(PIXELS), Y)
    assert names <= set(vars(fitted.sampler_))
    assert set(fitted.sampler_.sampling_strategy_) <= set(Y)
    if "classes_to_clean_" in names:
        assert set(fitted.sampler_.classes_to_clean_) <= set(Y)
    if "classes_to_clean_" in names:
        assert fitted.sampler_.nn_.classes_.tolist() == ["a", "b", "c"]
    if "smote_" in names:
        assert set(fitted.sampler_.smote_.sampling_strategy_) == {"a", "c"}
    if "nn_k_" in names:
        assert fitted.sampler_.nn_k_.n_features_in_ == fitted.embedding_.pca_.n_components_


def test_borderline_images_are_named_by_their_class() -> None:
    flat = PIXELS.reshape(72, -1).astype(np.float64)
    peer = BorderlineSMOTE(random_state=0)
    peer.fit_resample(flat, Y)
    fitted = ImageSampler(BorderlineSMOTE(random_state=0), embedding=FlattenImages())
    fitted.fit_resample(ImageArray(PIXELS).astype(np.float32), Y)
    in_danger = fitted.sampler_.in_danger_indices
    assert {*in_danger} == {*peer.in_danger_indices} == {"a", "c"}
    for label, rows in peer.in_danger_indices.items():
        assert rows.size
        np.testing.assert_array_equal(in_danger[label], rows)


def test_samplers_of_tables_are_refused_before_rows_are_made_images() -> None:
    sampler = ImageSampler(SMOTENC(categorical_features=[1]), image_shape=(1, 1, -1))
    with pytest.raises(UnsupportedSamplerError, match="SMOTENC is made for tables"):
        sampler.fit_resample(TABLE, Y)


def test_strategies_inside_a_combination_name_labels() -> None:
    sampler = ImageSampler(SMOTETomek(smote=SMOTE(sampling_strategy={"c": 20})), random_state=0)
    sampler.fit_resample(ImageArray(PIXELS), Y)
    assert sampler.sampling_strategy_ == {"c": 8}


@pytest.mark.parametrize(
    ("sampler", "embedding"),
    [
        (SMOTE(), make_pipeline(FlattenImages(), PCA(3, svd_solver="randomized"))),
        (SMOTEENN(smote=SMOTE()), None),
    ],
)
def test_a_seed_goes_through_to_what_is_inside(sampler: Any, embedding: Any) -> None:
    def resampled() -> Any:
        fitted = ImageSampler(sampler, embedding=embedding, random_state=0)
        fitted.fit_resample(ImageArray(PIXELS), Y)
        return fitted

    one, other = resampled(), resampled()
    assert (one.recipe_ != other.recipe_).nnz == 0
    if embedding is not None:
        assert one.embedding_[-1].random_state is not None
        assert embedding[-1].random_state is None


@pytest.mark.parametrize(
    "sampler", [ImageSampler(RandomOverSampler()), CloneOversampler(), ImageSampler(SMOTE())]
)
def test_nothing_of_an_earlier_fit_is_left(sampler: Any) -> None:
    sampler.fit_resample(ImageArray(PIXELS), Y)
    assert hasattr(sampler, "image_shape_")
    sampler.fit_resample(PIXELS.reshape(72, -1) / 255, Y)
    assert not hasattr(sampler, "image_shape_")
    with pytest.raises(ValueError, match="no channel axis"):
        sampler.fit_resample(PIXELS[..., 0], Y)
    assert not [name for name in vars(sampler) if name.endswith("_")]


@pytest.mark.parametrize("sampler", [CloneOversampler(), ImageSampler(RandomOverSampler())])
def test_tables_may_hold_anything_that_can_be_repeated(sampler: Any) -> None:
    table = TABLE.assign(day=pd.Timestamp("2026-11-27"))
    resampled, labels = sampler.fit_resample(table, Y)
    assert len(resampled) == len(labels) == 120
    pd.testing.assert_frame_equal(
        resampled, table.iloc[sampler.sample_indices_].reset_index(drop=True)
    )


def test_samplers_of_categories_take_tables() -> None:
    sampler = ImageSampler(SMOTENC(categorical_features=["band"], random_state=0))
    resampled, _ = sampler.fit_resample(TABLE.fillna(0), Y)
    assert len(resampled) == 120


@pytest.mark.parametrize("make", [list, lambda p: pd.Series(list(p)), tuple])
def test_a_list_of_images_is_a_stack(make: Any) -> None:
    for sampler in (RotationOversampler(random_state=0), CloneOversampler(random_state=0),
                    ImageSampler(SMOTE(), random_state=0)):  # fmt: skip
        expected, _ = sampler.fit_resample(PIXELS, Y)
        resampled, _ = sampler.fit_resample(make(PIXELS), Y)
        np.testing.assert_array_equal(resampled, expected)
    np.testing.assert_array_equal(
        StandardScaler().fit_transform(make(PIXELS)), StandardScaler().fit_transform(PIXELS)
    )
    with pytest.raises(ValueError, match=r"image 1 has shape \(7, 8, 3\).* bring all to one size"):
        StandardScaler().fit([PIXELS[0], PIXELS[1, 1:]])
