"""scikit-learn splits and selects image arrays without rendering them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import joblib
import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_predict,
    learning_curve,
    train_test_split,
)
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.utils import _safe_indexing, check_consistent_length, indexable, resample, shuffle
from sklearn.utils.validation import _num_samples

from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages

N = 30
PIXELS = np.arange(N, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
Y = np.array(["spiral", "elliptical", "uncertain"])[np.arange(N) % 3]


@pytest.fixture(name="X")
def lazy_images(monkeypatch: pytest.MonkeyPatch) -> ImageArray:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("scikit-learn rendered the images")

    monkeypatch.setattr(ImageArray, "render", refuse)
    monkeypatch.setattr(ImageArray, "__array__", refuse)
    return ImageArray(PIXELS)


class Remembers(ClassifierMixin, BaseEstimator):
    """Predicts the label of an image that it was trained on."""

    def __init__(self, turns: int = 0) -> None:
        self.turns = turns

    def fit(self, X: ImageArray, y: NDArray[Any]) -> Self:
        assert isinstance(X, ImageArray)
        self.classes_ = np.unique(y)
        self.seen_ = dict(zip(X.rotate(self.turns).sources.tolist(), y, strict=True))
        return self

    def predict(self, X: ImageArray) -> NDArray[Any]:
        return np.array([self.seen_.get(i, "unseen") for i in X.sources.tolist()])


def test_train_test_split_keeps_the_sources(X: ImageArray) -> None:
    X_train, X_test, _, y_test, rows, _ = train_test_split(
        X, Y, np.arange(N), test_size=9, stratify=Y, random_state=0
    )
    assert isinstance(X_train, ImageArray)
    assert X_train.base is X_test.base is PIXELS
    np.testing.assert_array_equal(X_train.sources, rows)
    np.testing.assert_array_equal(Y[X_test.sources], y_test)
    assert not set(X_train.sources) & set(X_test.sources)


def test_splitting_twice_still_names_the_first_base(X: ImageArray) -> None:
    X_train, _, y_train, _ = train_test_split(X.rotate(1), Y, random_state=0)
    X_fit, X_valid, _, y_valid = train_test_split(X_train, y_train, random_state=1)
    np.testing.assert_array_equal(Y[X_valid.sources], y_valid)
    assert not set(X_fit.sources) & set(X_valid.sources)


@pytest.mark.parametrize(
    "indices", [[0, 3, 3], np.array([5, 1]), np.arange(N) % 2 == 0, slice(2, 9), [True] * N]
)
def test_safe_indexing(X: ImageArray, indices: Any) -> None:
    chosen = _safe_indexing(X, indices)
    assert isinstance(chosen, ImageArray)
    np.testing.assert_array_equal(chosen.sources, np.arange(N)[indices])


def test_helpers_take_image_arrays(X: ImageArray) -> None:
    assert _num_samples(X) == N
    check_consistent_length(X, Y)
    assert indexable(X, Y)[0] is X
    X_shuffled, y_shuffled = shuffle(X, Y, random_state=0)
    np.testing.assert_array_equal(Y[X_shuffled.sources], y_shuffled)
    X_drawn, y_drawn = resample(X, Y, n_samples=50, random_state=0)
    np.testing.assert_array_equal(Y[X_drawn.sources], y_drawn)


@pytest.mark.parametrize("splitter", [StratifiedKFold(3), ShuffleSplit(2), GroupKFold(5)])
def test_splitters_ask_only_for_the_length(X: ImageArray, splitter: Any) -> None:
    groups = np.arange(N) // 3 if isinstance(splitter, GroupKFold) else None
    for train, test in splitter.split(X, Y, groups):
        assert not set(X[train].sources) & set(X[test].sources)


def test_cross_validation_hands_on_image_arrays(X: ImageArray) -> None:
    predicted = cross_val_predict(Remembers(), X, Y, cv=3)
    assert set(predicted) == {"unseen"}
    search = GridSearchCV(Remembers(), {"turns": [0, 1]}, cv=3, return_train_score=True).fit(X, Y)
    assert (search.cv_results_["mean_train_score"] == 1).all()
    np.testing.assert_array_equal(search.predict(X), Y)
    sizes, _, _ = learning_curve(Remembers(), X, Y, cv=3, train_sizes=[0.5, 1.0])
    assert sizes.tolist() == [10, 20]


def test_joblib_hashes_what_an_image_array_is() -> None:
    X = ImageArray(PIXELS)
    assert joblib.hash(X[:3]) == joblib.hash(X[:3])
    assert joblib.hash(X[:3]) == joblib.hash(ImageArray(PIXELS.copy())[:3])
    assert joblib.hash(X[:3]) != joblib.hash(ImageArray(PIXELS[::-1])[:3])
    assert joblib.hash(X[:3]) != joblib.hash(X[:3].rotate())


def test_pipelines_remember_what_they_did_to_equal_pixels(tmp_path: Path) -> None:
    def fitted() -> Pipeline:
        steps = make_pipeline(FlattenImages(), PCA(2), LogisticRegression(), memory=str(tmp_path))
        return steps.fit(ImageArray(PIXELS * np.arange(3, dtype=np.uint8)), Y)

    fitted()
    before = len(list(tmp_path.rglob("output.pkl")))
    fitted()
    assert len(list(tmp_path.rglob("output.pkl"))) == before == 2
