"""Every sampler that acts on images, and how it is shown to be right."""

from __future__ import annotations

from typing import Any

import numpy as np
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import (
    AllKNN,
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
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.neighbors import NearestNeighbors

from galaxyzoo_ml.balancing import ImageSampler
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.preprocessing import FlattenImages

__all__ = ["SUPPORTED", "assert_equal_to_imbalanced_learn", "overlapping_classes"]

SUPPORTED = [
    RandomOverSampler(random_state=0),
    RandomUnderSampler(random_state=0),
    RandomUnderSampler(random_state=0, replacement=True),
    NearMiss(),
    NearMiss(version=2),
    NearMiss(version=3),
    TomekLinks(),
    EditedNearestNeighbours(),
    EditedNearestNeighbours(kind_sel="mode"),
    RepeatedEditedNearestNeighbours(),
    AllKNN(),
    CondensedNearestNeighbour(random_state=0),
    OneSidedSelection(random_state=0),
    NeighbourhoodCleaningRule(),
    InstanceHardnessThreshold(random_state=0, cv=2),
    SMOTE(random_state=0),
    SMOTE(random_state=1, k_neighbors=NearestNeighbors(n_neighbors=4, metric="manhattan")),
    BorderlineSMOTE(random_state=0),
    BorderlineSMOTE(random_state=0, kind="borderline-2"),
    ADASYN(random_state=0),
    SMOTEENN(random_state=0),
    SMOTETomek(random_state=0),
]


def overlapping_classes() -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Return 300 images of 5 x 5 pixels in three classes that overlap, and their labels."""
    rng = np.random.default_rng(0)
    y = np.repeat(["a", "b", "c"], [220, 60, 20])
    shift = np.repeat([0, 12, 24], [220, 60, 20])[:, None, None, None]
    return np.clip(rng.normal(100, 30, (300, 5, 5, 3)) + shift, 0, 255).astype(np.uint8), y


def assert_equal_to_imbalanced_learn(sampler: Any) -> None:
    """Compare images with what imbalanced-learn makes of the embedding: here, their pixels."""
    X, y = overlapping_classes()
    names, numbers = np.unique(y, return_inverse=True)  # some samplers know numbers only
    rows, expected = clone(sampler).fit_resample(X.reshape(300, -1).astype(np.float64), numbers)
    images = ImageArray(X).astype(np.float32)
    resampled, labels = ImageSampler(sampler, embedding=FlattenImages()).fit_resample(images, y)
    assert isinstance(resampled, ImageArray)
    assert resampled.token == images.token
    np.testing.assert_array_equal(labels, names[expected])
    np.testing.assert_allclose(np.asarray(resampled).reshape(len(labels), -1), rows, atol=1e-4)
