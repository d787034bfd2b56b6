"""The checks of imbalanced-learn and of scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from imblearn.utils import estimator_checks as imblearn_checks
from sklearn.utils import estimator_checks as sklearn_checks

from galaxyzoo_ml.balancing import RotationOversampler


def expected_failures(_: Any) -> dict[str, str]:
    return {"check_samplers_pandas_sparse": "images are not sparse, and the tags say so"}


def checks(module: Any) -> pytest.MarkDecorator:
    """Return the checks as a list: pytest takes no generators any more."""
    sampler = RotationOversampler(image_shape=(1, 1, -1), random_state=0)
    mark = module.parametrize_with_checks([sampler], expected_failed_checks=expected_failures)
    names, values = mark.args
    return pytest.mark.parametrize(names, [*values], ids=mark.kwargs["ids"])


@checks(imblearn_checks)
def test_imbalanced_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)


@checks(sklearn_checks)
def test_scikit_learns_checks(estimator: Any, check: Callable[[Any], None]) -> None:
    check(estimator)
