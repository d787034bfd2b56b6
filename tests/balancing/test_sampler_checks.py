"""The checks of imbalanced-learn and of scikit-learn, on every sampler and on what embeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import (
    EditedNearestNeighbours,
    NearMiss,
    RandomUnderSampler,
    TomekLinks,
)
from imblearn.utils import estimator_checks as imblearn_checks
from sklearn.utils import estimator_checks as sklearn_checks

from galaxyzoo_ml.balancing import CloneOversampler, ImageSampler, PixelPCA, RotationOversampler

INNER = [
    RandomOverSampler(),
    SMOTE(),
    BorderlineSMOTE(),
    ADASYN(),
    RandomUnderSampler(),
    NearMiss(),
    TomekLinks(),
    EditedNearestNeighbours(),
    SMOTEENN(),
    SMOTETomek(),
]
AS_IMAGES: dict[str, Any] = {"image_shape": (1, 1, -1), "random_state": 0}
SAMPLERS = [
    CloneOversampler(random_state=0),
    RotationOversampler(**AS_IMAGES),
    RotationOversampler(rotate="all", reflect=True, **AS_IMAGES),
    *[ImageSampler(inner, **AS_IMAGES) for inner in INNER],
    ImageSampler(SMOTE(), random_state=0),  # on tables
]

NO_SPARSE_IMAGES = "rows that are images cannot be columns of a sparse DataFrame; the tags say so"


def expected_failures(estimator: Any) -> dict[str, str]:
    """Return the one check that our samplers cannot pass, and why."""
    if getattr(estimator, "image_shape", None) is None:
        return {}
    return {"check_samplers_pandas_sparse": NO_SPARSE_IMAGES}


def checks(module: Any, estimators: list[Any]) -> pytest.MarkDecorator:
    """Return the checks as a list: pytest takes no generators any more."""
    mark = module.parametrize_with_checks(estimators, expected_failed_checks=expected_failures)
    names, values = mark.args
    return pytest.mark.parametrize(names, [*values], ids=mark.kwargs["ids"])


@checks(imblearn_checks, SAMPLERS)
def test_imbalanced_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@checks(sklearn_checks, [*SAMPLERS, PixelPCA(image_shape=(1, 1, -1), random_state=0)])
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)
