"""Every row of a class is cloned as often as any other, on images and on tables."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.balancing import CloneOversampler
from galaxyzoo_ml.images import ImageArray

LABELS = np.repeat(["many", "some", "few"], [31, 12, 5])


@pytest.fixture
def pixels():
    return np.random.default_rng(0).integers(0, 256, (48, 4, 6, 3), dtype=np.uint8)


def test_clones_are_spread_evenly(pixels):
    sampler = CloneOversampler(random_state=0)
    _, labels = sampler.fit_resample(ImageArray(pixels), LABELS)
    assert Counter(labels.tolist()) == dict.fromkeys(["many", "some", "few"], 31)
    np.testing.assert_array_equal(sampler.sample_indices_[:48], np.arange(48))
    np.testing.assert_array_equal(labels, LABELS[sampler.sample_indices_])
    times = np.bincount(sampler.sample_indices_)
    for label, wanted in {"many": {1}, "some": {2, 3}, "few": {6, 7}}.items():
        assert set(times[labels[:48] == label].tolist()) == wanted


def test_lazy_images_arrays_and_tables_are_cloned_alike(pixels):
    indices = []
    for X in (ImageArray(pixels), pixels, pd.DataFrame(pixels.reshape(48, -1).astype(float))):
        sampler = CloneOversampler(random_state=3)
        resampled, _ = sampler.fit_resample(X, LABELS)
        indices.append(sampler.sample_indices_)
        assert type(resampled) is type(X)
        rows = np.asarray(resampled).reshape(len(resampled), -1)
        np.testing.assert_array_equal(rows, pixels.reshape(48, -1)[indices[-1]])
    np.testing.assert_array_equal(indices[0], indices[1])
    np.testing.assert_array_equal(indices[0], indices[2])
    other = CloneOversampler(random_state=4)
    other.fit_resample(pixels, LABELS)
    assert not np.array_equal(other.sample_indices_, indices[0])


def test_columns_of_a_table_are_known(pixels):
    table = pd.DataFrame(pixels[:, 0, 0], columns=["r", "g", "b"])
    sampler = CloneOversampler(random_state=0)
    sampler.fit_resample(table, LABELS)
    assert sampler.n_features_in_ == 3
    assert sampler.feature_names_in_.tolist() == ["r", "g", "b"]
    sampler.fit_resample(table.to_numpy(), LABELS)
    assert not hasattr(sampler, "feature_names_in_")
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        sampler.fit_resample(table, LABELS[1:])


def test_what_belongs_to_the_images_follows(pixels):
    sampler = CloneOversampler(sampling_strategy={"few": 20}, random_state=0)
    resampled, labels = sampler.fit_resample(ImageArray(pixels), LABELS)
    assert Counter(labels.tolist()) == {"many": 31, "some": 12, "few": 20}
    np.testing.assert_array_equal(sampler.resample(np.arange(48)), resampled.sources)
