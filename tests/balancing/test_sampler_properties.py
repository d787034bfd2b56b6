"""What holds for every sampler and any mix of classes: how many, of what, in which order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn.combine import SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import NearMiss, RandomUnderSampler, TomekLinks
from numpy.typing import NDArray
from sklearn.base import clone

from galaxyzoo_ml.balancing import (
    CloneOversampler,
    ImageSampler,
    PixelPCA,
    RotationOversampler,
    TemperedStrategy,
)
from galaxyzoo_ml.images import ImageArray

OVER = [
    RotationOversampler(random_state=0),
    RotationOversampler(rotate="all", reflect=True, random_state=0),
    CloneOversampler(random_state=0),
    ImageSampler(RandomOverSampler(), random_state=0),
    ImageSampler(SMOTE(k_neighbors=1), embedding=PixelPCA(2), random_state=0),
]
UNDER = [
    ImageSampler(RandomUnderSampler(), random_state=0),
    ImageSampler(NearMiss(n_neighbors=1), random_state=0),
]
ROUGH = [
    ImageSampler(BorderlineSMOTE(k_neighbors=1, m_neighbors=1), random_state=0),
    ImageSampler(ADASYN(n_neighbors=1), random_state=0),
    ImageSampler(TomekLinks(), random_state=0),
    ImageSampler(SMOTETomek(smote=SMOTE(k_neighbors=1)), random_state=0),
]


@st.composite
def skies(draw: st.DrawFn) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Draw images and labels: two to four classes of 2 to 12 images, in any order."""
    sizes = draw(st.lists(st.integers(2, 12), min_size=2, max_size=4))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    y = rng.permutation(np.repeat(list("abcd")[: len(sizes)], sizes))
    return rng.integers(0, 256, (len(y), 3, 3, 1), dtype=np.uint8), y


def counts(y: Any) -> dict[str, int]:
    labels, numbers = np.unique(y, return_counts=True)
    return dict(zip(labels.tolist(), numbers.tolist(), strict=True))


def resampled(sampler: Any, strategy: Any, X: Any, y: Any) -> tuple[Any, Any, Any]:
    """Return the sampler with a strategy, fitted, and what it makes."""
    inner = "sampler__" if isinstance(sampler, ImageSampler) else ""
    fitted = clone(sampler).set_params(**{f"{inner}sampling_strategy": strategy})
    return fitted, *fitted.fit_resample(X, y)


@pytest.mark.parametrize("sampler", OVER, ids=lambda sampler: repr(sampler)[:60])
@settings(max_examples=40)
@given(sky=skies(), data=st.data())
def test_oversamplers_keep_all_and_add_what_the_strategy_says(
    sampler: Any, sky: Any, data: st.DataObject
) -> None:
    X, y = sky
    now = counts(y)
    most, alpha = max(now.values()), data.draw(st.floats(0, 1))
    more = {label: n + data.draw(st.integers(0, 9)) for label, n in now.items()}
    rarest = min(now, key=lambda label: now[label])
    for strategy, expected in (
        ("auto", dict.fromkeys(now, most)),
        ("minority", now | {rarest: most}),
        (more, more),
        (TemperedStrategy(alpha), now | TemperedStrategy(alpha)(y)),
    ):
        fitted, X_out, y_out = resampled(sampler, strategy, ImageArray(X), y)
        assert counts(y_out) == expected
        assert X_out.shape == (len(y_out), 3, 3, 1)
        np.testing.assert_array_equal(y_out[: len(y)], y)
        recipe = fitted.recipe_
        np.testing.assert_array_equal(recipe[: len(y)].toarray(), np.eye(len(y)))
        assert_pure(recipe, y, y_out)
        if getattr(sampler, "rotate", "new") == "new":
            np.testing.assert_array_equal(X_out[: len(y)], X)


@pytest.mark.parametrize("sampler", UNDER, ids=lambda sampler: repr(sampler)[:60])
@settings(max_examples=40)
@given(sky=skies(), data=st.data())
def test_undersamplers_leave_what_the_strategy_says(
    sampler: Any, sky: Any, data: st.DataObject
) -> None:
    X, y = sky
    now, alpha = counts(y), data.draw(st.floats(0, 1))
    fewer = {label: data.draw(st.integers(1, n)) for label, n in now.items()}
    tempered = TemperedStrategy(alpha, keep="minority")
    for strategy, expected in (
        ("auto", dict.fromkeys(now, min(now.values()))),
        (fewer, fewer),
        (tempered, now | tempered(y)),
    ):
        fitted, X_out, y_out = resampled(sampler, strategy, ImageArray(X), y)
        assert counts(y_out) == expected
        rows = fitted.sample_indices_
        assert len(set(rows.tolist())) == len(rows)  # none twice
        np.testing.assert_array_equal(X_out, X[rows])
        assert_pure(fitted.recipe_, y, y_out)


@pytest.mark.parametrize("sampler", ROUGH, ids=lambda sampler: repr(sampler)[:60])
@settings(max_examples=25)
@given(sky=skies())
def test_samplers_that_go_by_no_numbers_are_pure_too(sampler: Any, sky: Any) -> None:
    X, y = sky
    fitted = clone(sampler)
    try:
        _, y_out = fitted.fit_resample(ImageArray(X), y)
    except (ValueError, RuntimeError) as error:  # ADASYN, where no neighbour is of another class
        assert "ADASYN" in str(error) or "generate" in str(error)  # noqa: PT017
        return
    assert_pure(fitted.recipe_, y, y_out)


def assert_pure(recipe: Any, y: Any, y_out: Any) -> None:
    """Every image is a convex sum of images of its own class."""
    assert recipe.shape == (len(y_out), len(y))
    np.testing.assert_allclose(recipe.sum(axis=1), 1)
    assert recipe.data.min(initial=0) >= 0
    row_of_entry = np.repeat(np.arange(len(y_out)), np.diff(recipe.indptr))
    np.testing.assert_array_equal(y[recipe.indices], y_out[row_of_entry])
