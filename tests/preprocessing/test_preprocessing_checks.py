"""scikit-learn's own checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sklearn.utils.estimator_checks import parametrize_with_checks

from galaxyzoo_ml.preprocessing import FlattenImages, StandardScaler


@parametrize_with_checks([StandardScaler(), FlattenImages(image_shape=(1, 1, -1))])
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)
