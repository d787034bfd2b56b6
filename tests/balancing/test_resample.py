"""What happened to the images happens to what belongs to them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.exceptions import NotFittedError

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.balancing._resample import selection
from galaxyzoo_ml.images import ImageArray

IDS = np.array([587722981742084144 + i for i in range(4)])
WEIGHTS = [[1, 0, 0, 0], [0, 0, 0, 1], [0.25, 0, 0.75, 0], [0.5, 0.5, 0, 0], [0, 0.2, 0.3, 0.5]]
FIRST, NEAREST = [0, 3, 0, 0, 1], [0, 3, 2, 0, 3]  # of equal weights, the first is nearest


def mixed(weights: Any = WEIGHTS) -> RotationOversampler:
    """Return a sampler as one that mixes leaves itself."""
    sampler = RotationOversampler()
    sampler.recipe_ = csr_array(np.array(weights, float))
    return sampler


@pytest.mark.parametrize(("how", "rows"), [("first", FIRST), ("nearest", NEAREST)])
def test_values_are_taken_from_one_image(how: str, rows: list[int]) -> None:
    sampler = mixed()
    ids = sampler.resample(IDS, how)
    assert ids.dtype == np.int64
    assert ids.tolist() == IDS[rows].tolist()
    assert sampler.resample(IDS.tolist(), how) == IDS[rows].tolist()
    assert sampler.resample(np.array(list("abcd")), how).tolist() == [*np.array(list("abcd"))[rows]]
    series = sampler.resample(pd.Series(IDS, index=list("wxyz"), name="OBJID"), how)
    assert series.name == "OBJID"
    assert series.tolist() == IDS[rows].tolist()
    frame = sampler.resample(pd.DataFrame({"OBJID": IDS, "vote": list("abcd")}), how)
    assert frame.dtypes["OBJID"] == np.int64
    assert frame["vote"].tolist() == [*np.array(list("abcd"))[rows]]
    images = ImageArray(np.arange(4, dtype=np.uint8).reshape(4, 1, 1, 1))
    assert sampler.resample(images, how).sources.tolist() == rows


@pytest.mark.parametrize("kind", [np.asarray, list, pd.Series])
def test_numbers_are_averaged_by_weight(kind: Any) -> None:
    mean = mixed().resample(kind([0, 10, 20, 40]), "mean")
    assert type(mean) is np.ndarray
    assert mean.dtype == np.float64
    np.testing.assert_allclose(mean, [0, 40, 15, 5, 28])


def test_tables_are_averaged_by_column() -> None:
    votes = pd.DataFrame({"P_EL": [0.0, 1, 0.5, 0.25], "P_CS": [1.0, 0, 0.5, 0.75]})
    mean = mixed().resample(votes, "mean")
    np.testing.assert_allclose(mean, np.array(WEIGHTS) @ votes)
    np.testing.assert_allclose(mean.sum(axis=1), 1)


@pytest.mark.parametrize("how", ["first", "mean", "nearest"])
def test_selections_take_rows_and_nothing_may_be_left(how: str) -> None:
    sampler = mixed()
    sampler.recipe_ = selection([3, 3, 0], 4)
    assert sampler.resample(np.array([1.0, 2, 3, 4]), how).tolist() == [4, 4, 1]
    sampler.recipe_ = selection(np.empty(0, int), 4)
    assert sampler.resample(np.array([1.0, 2, 3, 4]), how).tolist() == []


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the array has 3 rows, and 4 were resampled \(to 5\)"):
        mixed().resample(IDS[:3])
    with pytest.raises(ValueError, match="'first', 'mean' or 'nearest', got 'last'"):
        mixed().resample(IDS, how="last")
    with pytest.raises(ValueError, match="could not convert"):
        mixed().resample(np.array(list("abcd")), how="mean")
    with pytest.raises(NotFittedError):
        RotationOversampler().resample(IDS)


@pytest.mark.parametrize("how", ["first", "mean", "nearest"])
def test_a_catalogue_follows_the_rotated_images(how: str) -> None:
    y = np.repeat(["a", "b"], [9, 3])
    X = ImageArray(np.zeros((12, 4, 4, 3), np.uint8))
    sampler = RotationOversampler(random_state=0)
    X_balanced, _ = sampler.fit_resample(X, y)
    row = np.arange(12) * 10
    assert sampler.resample(row, how).tolist() == (10 * X_balanced.sources).tolist()
