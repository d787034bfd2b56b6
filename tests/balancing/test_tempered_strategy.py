"""Between none of the balancing and all of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn import over_sampling, under_sampling
from imblearn.over_sampling import SMOTE, SMOTENC, RandomOverSampler
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import NearMiss, RandomUnderSampler
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

from galaxyzoo_ml.balancing import (
    CloneOversampler,
    ImageSampler,
    RotationOversampler,
    TemperedStrategy,
)
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages

COUNTS = {"a": 100, "b": 25, "c": 9}
Y = np.random.default_rng(0).permutation(np.repeat(list(COUNTS), list(COUNTS.values())))
PIXELS = np.random.default_rng(1).integers(0, 256, (len(Y), 4, 4, 1), dtype=np.uint8)
NUMBERS = np.unique(Y, return_inverse=True)[1]  # which some samplers ask for
TABLE = PIXELS.reshape(len(Y), -1) + 60.0 * NUMBERS[:, None]

MORE, FEWER = TemperedStrategy(0.5), TemperedStrategy(0.5, keep="minority")
EXPECTED_MORE = {"a": 100, "b": 50, "c": 30}
EXPECTED_FEWER = {"a": 30, "b": 15, "c": 9}


@settings(max_examples=300)
@given(
    counts=st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
    alpha=st.floats(0, 1),
    keep=st.sampled_from(["majority", "minority"]),
)
def test_numbers_are_the_powers_rounded_and_between_what_is_and_equal(
    counts: list[int], alpha: float, keep: str
) -> None:
    y = np.repeat(np.arange(len(counts)), np.minimum(counts, 2000))
    n = np.bincount(y)
    strategy = TemperedStrategy(alpha, keep=keep)
    asked = strategy(y)
    wanted = n.copy()
    wanted[list(asked)] = list(asked.values())
    kept = n.max() if keep == "majority" else n.min()
    exact = kept * (n / kept) ** (1 - alpha)
    assert np.abs(wanted - exact).max() <= 0.5 + 1e-9 * kept
    low, high = np.minimum(n, kept), np.maximum(n, kept)
    assert np.all((low <= wanted) & (wanted <= high))
    order = np.argsort(n, kind="stable")
    assert np.all(np.diff(wanted[order]) >= 0)
    assert all(wanted[label] != n[label] for label in asked)  # who stays is not named
    if alpha == 0:
        assert asked == {}
    if alpha == 1:
        assert set(wanted) == {kept}


@pytest.mark.parametrize("labels", [Y, Y.tolist(), np.unique(Y, return_inverse=True)[1]])
def test_labels_of_every_kind(labels: Any) -> None:
    names = sorted(set(np.asarray(labels).tolist()))
    assert MORE(labels) == {names[1]: 50, names[2]: 30}
    assert FEWER(labels) == {names[0]: 30, names[1]: 15}
    assert TemperedStrategy()(labels) == MORE(labels)


def samplers_of(module: Any) -> list[Any]:
    """Every sampler of imbalanced-learn that goes by numbers, ready for 9 rows of a class."""
    kinds = [getattr(module, name) for name in module.__all__]
    options = {"random_state": 0, "k_neighbors": 3, "cluster_balance_threshold": 0.0}
    made = []
    for kind in kinds:
        if kind._sampling_type == "clean-sampling":
            continue
        made.append(kind(categorical_features=[0]) if kind is SMOTENC else kind())
        known = made[-1].get_params()
        made[-1].set_params(**{k: v for k, v in options.items() if k in known})
    return made


@pytest.mark.parametrize(
    "sampler",
    [RotationOversampler(image_shape=(4, 4, 1)), CloneOversampler(), *samplers_of(over_sampling)],
    ids=lambda sampler: type(sampler).__name__,
)
def test_every_oversampler_takes_it(sampler: Any) -> None:
    _, numbers = clone(sampler).set_params(sampling_strategy=MORE).fit_resample(TABLE, NUMBERS)
    # ADASYN rounds by neighbourhood, KMeansSMOTE by cluster.
    is_rough = type(sampler).__name__ in ("ADASYN", "KMeansSMOTE")
    assert np.bincount(numbers) == pytest.approx([100, 50, 30], abs=5 if is_rough else 0)


@pytest.mark.parametrize(
    "sampler", samplers_of(under_sampling), ids=lambda sampler: type(sampler).__name__
)
def test_every_undersampler_that_goes_by_numbers_takes_it(sampler: Any) -> None:
    _, numbers = clone(sampler).set_params(sampling_strategy=FEWER).fit_resample(TABLE, NUMBERS)
    # InstanceHardnessThreshold keeps all images of one hardness, or none.
    is_rough = type(sampler).__name__ == "InstanceHardnessThreshold"
    assert np.bincount(numbers) == pytest.approx([30, 15, 9], abs=10 if is_rough else 0)


@pytest.mark.parametrize(
    ("inner", "strategy", "expected"),
    [
        (SMOTE(k_neighbors=3), MORE, EXPECTED_MORE),
        (RandomOverSampler(), MORE, EXPECTED_MORE),
        (RandomUnderSampler(), FEWER, EXPECTED_FEWER),
        (NearMiss(), FEWER, EXPECTED_FEWER),
    ],
    ids=lambda value: type(value).__name__,
)
def test_inside_an_image_sampler(inner: Any, strategy: Any, expected: dict[str, int]) -> None:
    sampler = ImageSampler(clone(inner).set_params(sampling_strategy=strategy), random_state=0)
    _, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    assert Counter(y.tolist()) == expected


def test_a_grid_searches_it() -> None:
    flat, model = ("flat", FlattenImages()), ("model", LogisticRegression(max_iter=1))
    rotation = RotationOversampler(sampling_strategy=TemperedStrategy(), random_state=0)
    inner = RandomOverSampler(sampling_strategy=TemperedStrategy(), random_state=0)
    for balance, name in (
        (rotation, "balance__sampling_strategy__alpha"),
        (ImageSampler(inner), "balance__sampler__sampling_strategy__alpha"),
    ):
        pipeline = Pipeline([("balance", balance), flat, model])
        with pytest.warns(UserWarning, match="failed to converge"):
            search = GridSearchCV(pipeline, {name: [0.0, 0.5, 1.0]}, cv=2).fit(PIXELS, Y)
        assert len(search.cv_results_["params"]) == 3
        fitted = search.best_estimator_.set_params(**{name: 0.5})["balance"]
        assert Counter(fitted.fit_resample(PIXELS, Y)[1].tolist()) == EXPECTED_MORE


def test_what_it_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="The 'alpha' parameter"):
        RotationOversampler(sampling_strategy=TemperedStrategy(1.5)).fit_resample(PIXELS, Y)
    with pytest.raises(ValueError, match="greater or equal"):
        RotationOversampler(sampling_strategy=FEWER).fit_resample(PIXELS, Y)
    with pytest.raises(ValueError, match="less or equal"):
        RandomUnderSampler(sampling_strategy=MORE).fit_resample(TABLE, Y)
