"""What a fold is scored by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import check_scoring

from galaxyzoo_ml._predictions import Classifier, most_probable
from galaxyzoo_ml._typing import ImagesOrTable
from galaxyzoo_ml.model_selection._measured import MeasuredClassifier
from galaxyzoo_ml.model_selection._scores import class_scores, overall_scores

__all__ = ["Scorer", "Scoring", "split_name"]

Scoring: TypeAlias = str | Sequence[str] | Mapping[str, Any] | Callable[..., Any] | None
"""What `sklearn.metrics.check_scoring` takes."""

_OF = ":"  # between a metric and the class that it is of


class Scorer:
    """Scores a measured classifier by several metrics at once, from one prediction.

    Parameters
    ----------
    scoring : str, list, dict or callable, default=None
        As in scikit-learn; None is `overall_scores` and each class's precision and recall.
    """

    def __init__(self, scoring: Scoring = None) -> None:
        self.scoring = scoring

    def __call__(
        self, measured: MeasuredClassifier, X: ImagesOrTable, y: ArrayLike
    ) -> dict[str, float]:
        """Return the scores by name, and the memory of the fit."""
        model = measured.estimator_
        if self.scoring is None:
            scores = _all_scores(model, X, y)
        else:
            found = check_scoring(model, self.scoring)(model, X, y)
            scores = found if isinstance(found, dict) else {_name_of(self.scoring): found}
        return {**scores, "peak_memory_mb": measured.peak_memory_mb_}


def split_name(name: str) -> tuple[str, str]:
    """Return metric and class ("" if it is of all classes) of a score."""
    metric, _, label = name.partition(_OF)
    return metric, label


def _name_of(scoring: object) -> str:
    return scoring if isinstance(scoring, str) else getattr(scoring, "__name__", "score")


def _all_scores(model: Classifier, X: ImagesOrTable, y: ArrayLike) -> dict[str, float]:
    classes, y_prob = model.classes_, model.predict_proba(X)
    scores = overall_scores(y, y_prob, classes=classes)
    by_class = class_scores(y, most_probable(y_prob, classes), classes=classes)
    for metric in ("recall", "precision"):
        for label, row in by_class.items():
            scores[f"{metric}{_OF}{label}"] = row[metric] if row["support"] else np.nan
    return scores
