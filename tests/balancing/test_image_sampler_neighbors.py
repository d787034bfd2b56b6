"""Too few neighbours in a class of a fold, and embeddings that are fitted already."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import NearMiss
from sklearn.base import clone
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import NearestNeighbors
from sklearn.pipeline import make_pipeline

from galaxyzoo_ml.balancing import ImageSampler
from galaxyzoo_ml.exceptions import DataError, NeighborsLoweredWarning
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages

Y = np.repeat(["many", "some", "few"], [60, 20, 4])
SHIFT = np.repeat([0, 20, 40], [60, 20, 4])[:, None, None, None]
PIXELS = (np.random.default_rng(0).integers(0, 200, (84, 4, 4, 1)) + SHIFT).astype(np.uint8)
X = ImageArray(PIXELS)

NEIGHBORS = NearestNeighbors(n_neighbors=6)
TOO_MANY = [
    (SMOTE(random_state=0), "k_neighbors", 3),
    (SMOTE(random_state=0, k_neighbors=NEIGHBORS), "k_neighbors", 3),
    (BorderlineSMOTE(random_state=0), "k_neighbors", 3),
    (BorderlineSMOTE(random_state=0, k_neighbors=2, m_neighbors=200), "m_neighbors", 83),
    (ADASYN(random_state=0), "n_neighbors", 3),
    (NearMiss(n_neighbors=7), "n_neighbors", 4),
    (NearMiss(version=3, n_neighbors_ver3=30), "n_neighbors_ver3", 20),
]


@pytest.mark.parametrize(("sampler", "name", "most"), TOO_MANY, ids=repr)
def test_too_many_neighbours_are_refused_or_lowered(sampler: Any, name: str, most: int) -> None:
    options: dict[str, Any] = {"embedding": FlattenImages(), "random_state": 0}
    with pytest.raises(DataError, match=rf"\({name}\), and .*ask for fewer \({name}={most}, say"):
        ImageSampler(sampler, **options).fit_resample(X, Y)
    lowering = ImageSampler(sampler, too_few_neighbors="lower", **options)
    with pytest.warns(NeighborsLoweredWarning, match=rf"{name} is lowered to {most} in this fit"):
        lowered, labels = lowering.fit_resample(X, Y)
    fewer: Any = most
    if hasattr(getattr(sampler, name), "n_neighbors"):
        fewer = clone(NEIGHBORS).set_params(n_neighbors=most + 1)
    exact = ImageSampler(clone(sampler).set_params(**{name: fewer}), **options)
    with warnings.catch_warnings():
        warnings.simplefilter("error", NeighborsLoweredWarning)
        expected, expected_labels = exact.fit_resample(X, Y)
    np.testing.assert_array_equal(labels, expected_labels)
    np.testing.assert_array_equal(lowered, expected)
    assert getattr(lowering.sampler, name) == getattr(sampler, name)  # the user's stays


@pytest.mark.parametrize("sampler", [SMOTEENN(random_state=0), SMOTETomek(random_state=0)])
def test_combinations_lower_their_smote(sampler: Any) -> None:
    with pytest.raises(DataError, match="SMOTE looks for 5 neighbours"):
        ImageSampler(sampler, random_state=0).fit_resample(X, Y)
    lowering = ImageSampler(sampler, too_few_neighbors="lower", random_state=0)
    with pytest.warns(NeighborsLoweredWarning, match="'few' has 4"):
        _, labels = lowering.fit_resample(X, Y)
    inner = clone(sampler).set_params(smote=SMOTE(k_neighbors=3, random_state=0))
    _, expected = ImageSampler(inner, random_state=0).fit_resample(X, Y)
    np.testing.assert_array_equal(labels, expected)


def test_neighbours_among_all_others_are_counted() -> None:
    sampler = ImageSampler(BorderlineSMOTE(k_neighbors=2, m_neighbors=84), random_state=0)
    with pytest.raises(DataError, match="there are 83 other images"):
        sampler.fit_resample(X, Y)


def test_a_single_image_has_no_neighbours() -> None:
    alone = [*np.flatnonzero(Y != "few").tolist(), 80]
    sampler = ImageSampler(SMOTE(), too_few_neighbors="lower")
    with pytest.raises(DataError, match=r"'few' has 1 image.*balance by rotation"):
        sampler.fit_resample(X[alone], Y[alone])


def test_classes_that_are_not_enlarged_may_be_small() -> None:
    sampler = ImageSampler(SMOTE(sampling_strategy={"some": 40}), random_state=0)
    _, labels = sampler.fit_resample(X, Y)
    assert Counter(labels.tolist()) == {"many": 60, "some": 40, "few": 4}


def test_small_folds_can_be_cross_validated() -> None:
    sampler = ImageSampler(SMOTE(random_state=0), too_few_neighbors="lower", random_state=0)
    pipeline = Pipeline([("balance", sampler), ("flat", FlattenImages()), ("nb", GaussianNB())])
    with pytest.warns(NeighborsLoweredWarning, match="lowered to 1 in this fit"):
        assert np.isfinite(cross_val_score(pipeline, X, Y, cv=2)).all()


def test_a_fitted_embedding_is_used_as_it_is() -> None:
    others = np.random.default_rng(1).integers(0, 256, (50, 4, 4, 1), dtype=np.uint8)
    fitted = make_pipeline(FlattenImages(), LinearDiscriminantAnalysis()).fit(others, [0, 1] * 25)
    before = fitted[-1].coef_.copy()
    sampler = clone(
        ImageSampler(SMOTE(k_neighbors=3, random_state=0), embedding=FrozenEstimator(fitted))
    )
    sampler.fit_resample(X, Y)
    np.testing.assert_array_equal(fitted[-1].coef_, before)
    np.testing.assert_array_equal(sampler.embedding_.transform(X), fitted.transform(X))
    coordinates = fitted.transform(X)
    numbers = np.unique(Y, return_inverse=True)[1]
    expected, _ = SMOTE(k_neighbors=3, random_state=0).fit_resample(coordinates, numbers)
    np.testing.assert_allclose(sampler.recipe_ @ coordinates, expected, atol=1e-12)


def test_an_embedding_is_fitted_on_the_images_unless_it_is_frozen() -> None:
    pca = make_pipeline(FlattenImages(), PCA(2, random_state=0)).fit(PIXELS[:30])
    sampler = ImageSampler(SMOTE(k_neighbors=3), embedding=pca, random_state=0)
    sampler.fit_resample(X, Y)
    assert not np.allclose(sampler.embedding_[-1].mean_, pca[-1].mean_)
    unfitted = FrozenEstimator(PCA(2))
    with pytest.raises(NotFittedError):
        ImageSampler(SMOTE(k_neighbors=3), embedding=unfitted).fit_resample(X, Y)
