"""imbalanced-learn on images: the same as on the embedding, without touching a pixel."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from imblearn import combine, over_sampling, under_sampling
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SVMSMOTE,
    BorderlineSMOTE,
    KMeansSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import (
    AllKNN,
    ClusterCentroids,
    CondensedNearestNeighbour,
    EditedNearestNeighbours,
    InstanceHardnessThreshold,
    NearMiss,
    NeighbourhoodCleaningRule,
    OneSidedSelection,
    RandomUnderSampler,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
)
from imblearn.utils.estimator_checks import parametrize_with_checks
from sklearn.base import clone
from sklearn.neighbors import NearestNeighbors

from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, PixelPCA
from galaxyzoo_ml.balancing._support import COMBINES, INTERPOLATES, SELECTS, check_supported
from galaxyzoo_ml.exceptions import UnsupportedSamplerError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages

SUPPORTED = [
    RandomOverSampler(random_state=0),
    RandomUnderSampler(random_state=0),
    SMOTE(random_state=0),
    SMOTE(random_state=1, k_neighbors=NearestNeighbors(n_neighbors=4, metric="manhattan")),
    BorderlineSMOTE(random_state=0),
    BorderlineSMOTE(random_state=0, kind="borderline-2"),
    ADASYN(random_state=0),
    NearMiss(),
    NearMiss(version=2),
    NearMiss(version=3),
    TomekLinks(),
    EditedNearestNeighbours(),
    RepeatedEditedNearestNeighbours(),
    AllKNN(),
    CondensedNearestNeighbour(random_state=0),
    OneSidedSelection(random_state=0),
    NeighbourhoodCleaningRule(),
    InstanceHardnessThreshold(random_state=0, cv=2),
    SMOTEENN(random_state=0),
    SMOTETomek(random_state=0),
]


@pytest.fixture(scope="module")
def stack():
    """300 images of 5 x 5 pixels in three classes that overlap."""
    rng = np.random.default_rng(0)
    y = np.repeat(["a", "b", "c"], [220, 60, 20])
    shift = np.repeat([0, 12, 24], [220, 60, 20])[:, None, None, None]
    return np.clip(rng.normal(100, 30, (300, 5, 5, 3)) + shift, 0, 255).astype(np.uint8), y


@pytest.mark.parametrize("sampler", SUPPORTED, ids=lambda s: repr(s)[:60])
def test_equal_to_imbalanced_learn_where_the_embedding_is_the_pixels(stack, sampler):
    X, y = stack
    names, numbers = np.unique(y, return_inverse=True)  # some samplers know numbers only
    rows, expected = clone(sampler).fit_resample(X.reshape(300, -1).astype(np.float64), numbers)
    images = ImageArray(X).astype(np.float32)
    resampled, labels = ImageSampler(sampler, embedding=FlattenImages()).fit_resample(images, y)
    assert isinstance(resampled, ImageArray)
    assert resampled.token == images.token
    np.testing.assert_array_equal(labels, names[expected])
    np.testing.assert_allclose(np.asarray(resampled).reshape(len(labels), -1), rows, atol=1e-4)


@pytest.mark.parametrize("sampler", SUPPORTED, ids=lambda s: repr(s)[:60])
def test_recipes_are_convex_and_stay_within_a_class(stack, sampler):
    X, y = stack
    image_sampler = ImageSampler(sampler, random_state=0)
    _, labels = image_sampler.fit_resample(ImageArray(X), y)
    recipe = image_sampler.recipe_
    assert recipe.shape == (len(labels), 300)
    np.testing.assert_allclose(recipe.sum(axis=1), 1)
    assert recipe.data.min() >= 0
    if getattr(sampler, "kind", "") != "borderline-2":  # it interpolates across classes
        row_of_entry = np.repeat(np.arange(len(labels)), np.diff(recipe.indptr))
        np.testing.assert_array_equal(y[recipe.indices], labels[row_of_entry])


def test_uint8_is_right_where_flattened_pixels_wrap_around():
    rng = np.random.default_rng(0)
    X = rng.integers(100, 200, (60, 4, 4, 3), dtype=np.uint8)
    y = np.repeat(["many", "few"], [45, 15])
    rows, _ = SMOTE(random_state=0).fit_resample(X.reshape(60, -1), y)
    assert rows[60:].min() < 100 or rows[60:].max() >= 200  # what imbalanced-learn makes of bytes
    sampler = ImageSampler(SMOTE(random_state=0), embedding=FlattenImages())
    lazy, _ = sampler.fit_resample(ImageArray(X), y)
    eager, _ = sampler.fit_resample(X, y)
    exact, _ = SMOTE(random_state=0).fit_resample(X.reshape(60, -1).astype(np.float64), y)
    assert lazy.dtype == eager.dtype == np.uint8
    np.testing.assert_array_equal(np.asarray(lazy), eager)
    assert np.abs(eager.reshape(len(exact), -1) - exact).max() <= 0.5 + 1e-4
    assert eager[60:].min() >= 100
    assert eager[60:].max() < 200


def test_mixtures_of_rotated_images_are_recipes_too(stack):
    X, y = stack
    turned = ImageArray(X).rotate(np.arange(300) % 4)
    resampled, _ = ImageSampler(SMOTE(random_state=0), random_state=0).fit_resample(turned, y)
    eager, _ = ImageSampler(SMOTE(random_state=0), random_state=0).fit_resample(turned.render(), y)
    np.testing.assert_array_equal(np.asarray(resampled), eager)


@pytest.mark.parametrize(
    ("sampler", "reason"),
    [
        (SVMSMOTE(), "support vector machine"),
        (KMeansSMOTE(), "clusters X"),
        (ClusterCentroids(), "centroids"),
        (RandomOverSampler(shrinkage=0.1), "noise to every pixel"),
        (SMOTETomek(smote=type("MySMOTE", (SMOTE,), {})()), "not known to be right"),
        (CloneOversampler(), "not known to be right"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_what_would_be_silently_wrong_is_refused_with_the_reason(stack, sampler, reason):
    with pytest.raises(UnsupportedSamplerError, match=reason):
        ImageSampler(sampler).fit_resample(*stack)


def test_seeds(stack):
    X, y = stack
    one, two, other = (
        ImageSampler(SMOTE(), random_state=seed).fit_resample(ImageArray(X), y)[0].recipe
        for seed in (0, 0, 1)
    )
    assert abs(one - two).max() == 0
    assert abs(one - other).max() > 0


def test_parameters_can_be_set_and_searched(stack):
    X, y = stack
    pipeline = Pipeline(
        [("balance", ImageSampler(SMOTE(random_state=0))), ("flat", FlattenImages())]
    )
    pipeline = clone(pipeline).set_params(balance__sampler__k_neighbors=3)
    assert pipeline["balance"].sampler.k_neighbors == 3
    pipeline["balance"].fit_resample(X, y)
    with pytest.raises(ValueError, match=r"class 'c' has 20 image.*k_neighbors=19"):
        ImageSampler(SMOTE(k_neighbors=20)).fit_resample(X, y)


def test_strategies_name_the_users_labels(stack):
    X, y = stack
    for strategy in ({"c": 50}, lambda labels: {"c": 30 + (labels == "c").sum()}):
        sampler = ImageSampler(SMOTE(sampling_strategy=strategy, random_state=0))
        _, labels = sampler.fit_resample(X, y)
        assert Counter(labels.tolist()) == {"a": 220, "b": 60, "c": 50}
        assert sampler.sampler_.sampling_strategy_ == {"c": 30}
    with pytest.raises(ValueError, match=r"names \['z'\]"):
        ImageSampler(RandomOverSampler(sampling_strategy={"z": 50})).fit_resample(X, y)


def test_what_belongs_to_the_images_follows(stack):
    X, y = stack
    catalog = pd.DataFrame(
        {"OBJID": 587722952767439450 + np.arange(300), "z": np.linspace(0, 1, 300)}
    )
    sampler = ImageSampler(SMOTE(random_state=0), random_state=0)
    resampled, labels = sampler.fit_resample(ImageArray(X), y)
    nearest = sampler.resample(catalog, how="nearest")
    assert nearest["OBJID"].dtype == np.int64
    pd.testing.assert_frame_equal(nearest[:300], catalog)
    np.testing.assert_array_equal(sampler.resample(y, how="nearest"), labels)
    np.testing.assert_allclose(
        sampler.resample(catalog["z"], how="mean"), sampler.recipe_ @ catalog["z"].to_numpy()
    )
    assert len(resampled) == len(nearest)


def test_tables_are_left_to_imbalanced_learn(stack):
    X, y = stack
    table = pd.DataFrame(X.reshape(300, -1).astype(float)).add_prefix("f")
    expected, labels = SMOTE(random_state=0).fit_resample(table, y)
    resampled, got = ImageSampler(SMOTE(random_state=0)).fit_resample(table, y)
    pd.testing.assert_frame_equal(resampled, expected)
    np.testing.assert_array_equal(got, labels)
    ImageSampler(KMeansSMOTE(random_state=0, cluster_balance_threshold=0.0)).fit(table, y)


def test_embeddings_by_choice(stack):
    X, y = stack
    sampler = ImageSampler(SMOTE(random_state=0), embedding=PixelPCA(2), random_state=0)
    sampler.fit_resample(X, y)
    assert sampler.embedding_.transform(X).shape == (300, 2)
    assert not hasattr(sampler.embedding, "pca_")  # what the user gave is left alone
    blind = ImageSampler(RandomOverSampler(random_state=0))
    blind.fit_resample(X, y)
    assert blind.embedding_ is None

    class Wrong(PixelPCA):
        def fit_transform(self, X, y=None):
            return super().fit_transform(X)[:-1]

    with pytest.raises(ValueError, match="for 300 images"):
        ImageSampler(SMOTE(), embedding=Wrong()).fit_resample(X, y)


def test_the_guide_lists_every_sampler_of_imbalanced_learn():
    guide = Path(__file__).parents[2] / "docs" / "user_guide" / "balancing.rst"
    text = guide.read_text()
    for module in (over_sampling, under_sampling, combine):
        for name in module.__all__:
            assert name in text, name
    for sampler in SUPPORTED:
        check_supported(sampler)
    known = {*SELECTS, *INTERPOLATES, *COMBINES}
    assert {type(sampler) for sampler in SUPPORTED} == known


CHECKED = [
    ImageSampler(RandomOverSampler(), image_shape=(1, 1, -1), random_state=0),
    ImageSampler(RandomUnderSampler(), image_shape=(1, 1, -1), random_state=0),
    ImageSampler(SMOTE(), image_shape=(1, 1, -1), random_state=0),
    CloneOversampler(random_state=0),
]


def expected_failures(sampler):
    """Images are not sparse."""
    if isinstance(sampler, CloneOversampler):
        return {}
    return {"check_samplers_pandas_sparse": "rows that are images cannot be sparse DataFrames"}


CHECKS = parametrize_with_checks(CHECKED, expected_failed_checks=expected_failures)


# pytest wants a list where imbalanced-learn gives a generator.
@pytest.mark.parametrize(CHECKS.args[0], list(CHECKS.args[1]), **CHECKS.kwargs)
def test_imbalanced_learn_checks(estimator, check):
    check(estimator)
