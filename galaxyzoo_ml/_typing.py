"""What signatures say of things that several rooms take."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import sparray, spmatrix

__all__ = ["Estimator", "ImagesOrTable", "RandomState"]

RandomState: TypeAlias = int | np.random.RandomState | None
"""What `sklearn.utils.check_random_state` takes; a Generator it refuses."""

ImagesOrTable: TypeAlias = ArrayLike | sparray | spmatrix
"""An X of n rows: images (an `ImageArray` is array-like), or a table, dense or sparse."""


class Estimator(Protocol):
    """What can be cloned, set and fitted, as the estimators of scikit-learn.

    What X and y may be is for each estimator to say.
    """

    def fit(self, X: Any, y: Any, /, *args: Any, **params: Any) -> Any: ...

    def get_params(self, deep: bool = ...) -> dict[str, Any]: ...

    def set_params(self, **params: Any) -> Any: ...
