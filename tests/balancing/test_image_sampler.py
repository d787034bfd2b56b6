"""imbalanced-learn on images: the same as on the embedding, without touching a pixel."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import (
    SMOTE,
    SVMSMOTE,
    KMeansSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import (
    ClusterCentroids,
    EditedNearestNeighbours,
    RandomUnderSampler,
    TomekLinks,
)
from sklearn.base import clone

from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, PixelPCA
from galaxyzoo_ml.exceptions import UnsupportedSamplerError
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages
from tests.balancing.supported import (
    SUPPORTED,
    assert_equal_to_imbalanced_learn,
    overlapping_classes,
)


@pytest.fixture(scope="module")
def stack():
    return overlapping_classes()


@pytest.mark.parametrize("sampler", SUPPORTED, ids=lambda s: repr(s)[:60])
def test_equal_to_imbalanced_learn_where_the_embedding_is_the_pixels(sampler):
    assert_equal_to_imbalanced_learn(sampler)


@pytest.mark.parametrize(
    "sampler",
    [
        SMOTEENN(
            smote=SMOTE(k_neighbors=2, random_state=1),
            enn=EditedNearestNeighbours(n_neighbors=9, kind_sel="mode"),
        ),
        SMOTETomek(smote=SMOTE(random_state=1), tomek=TomekLinks(sampling_strategy="majority")),
    ],
    ids=lambda s: type(s).__name__,
)
def test_combinations_of_the_users_are_kept(sampler):
    assert_equal_to_imbalanced_learn(sampler)


def test_one_hot_labels_come_back_one_hot(stack):
    X, y = stack
    sampler = ImageSampler(RandomUnderSampler(random_state=0))
    _, labels = sampler.fit_resample(X, y)
    one_hot = np.unique(y) == y[:, None]
    _, resampled = sampler.fit_resample(X, one_hot.astype(int))
    np.testing.assert_array_equal(np.unique(y)[resampled.argmax(axis=1)], labels)


def test_fit_says_how_many_of_each_class_there_will_be(stack):
    X, y = stack
    under = RandomUnderSampler(sampling_strategy={"a": 25})
    assert ImageSampler(under).fit(X, y).sampling_strategy_ == {"a": 25}
    assert ImageSampler(SMOTE()).fit(X, y).sampling_strategy_ == {"b": 160, "c": 200}
    assert ImageSampler(under).fit(X[:, 0, 0], y).sampling_strategy_ == {"a": 25}
    for sampler in (ImageSampler(under), ImageSampler(under, image_shape=(1, 1, -1))):
        with pytest.raises(ValueError, match="inconsistent numbers of samples"):
            sampler.fit(X[:, 0, 0], y[1:])


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
