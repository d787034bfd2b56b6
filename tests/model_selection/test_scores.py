"""Scores of predictions, beside scikit-learn's, in whatever order and container they come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss, recall_score

from galaxyzoo_ml.inspection import reliability_table
from galaxyzoo_ml.model_selection import (
    abstention_threshold,
    class_scores,
    expected_calibration_error,
    overall_scores,
)

Y = np.array(["spiral", "elliptical", "spiral", "uncertain", "elliptical"])
CLASSES = np.unique(Y)
P = np.array([[0.1, 0.8, 0.1], [0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.2, 0.2, 0.6], [0.9, 0.1, 0.0]])


def judged(y_true: Any, y_prob: Any, classes: Any) -> list[Any]:
    """Return what all functions of this signature say."""
    return [
        overall_scores(y_true, y_prob, classes=classes),
        expected_calibration_error(y_true, y_prob, classes=classes, n_bins=2),
        abstention_threshold(y_true, y_prob, classes=classes, max_error=0.9),
        reliability_table(y_true, y_prob, classes=classes, n_bins=2).to_dict(),
    ]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1], [1, 0, 2]])
def test_classes_come_in_any_order(order: list[int]) -> None:
    scores = overall_scores(Y, P[:, order], classes=CLASSES[order])
    assert scores["log_loss"] == pytest.approx(log_loss(Y, P, labels=CLASSES))
    assert scores["accuracy"] == pytest.approx(0.8)
    assert judged(Y, P[:, order], CLASSES[order]) == judged(Y, P, CLASSES)


def test_classes_are_those_that_occur_if_nothing_is_said() -> None:
    assert judged(Y, P, None) == judged(Y, P, CLASSES)


@pytest.mark.parametrize(
    "container", [list, pd.Series, lambda y: pd.Series(y, index=range(5, 0, -1), dtype=object)]
)
def test_lists_and_series_are_taken(container: Any) -> None:
    assert judged(container(Y), P.tolist(), list(CLASSES)) == judged(Y, P, CLASSES)
    assert judged(container(Y), pd.DataFrame(P), None) == judged(Y, P, CLASSES)
    by_class = class_scores(container(Y), container(Y[::-1]))
    assert by_class == class_scores(Y, Y[::-1], classes=CLASSES)


def test_columns_of_classes_that_do_not_occur_need_their_names() -> None:
    with pytest.raises(ValueError, match=r"2 different labels, \['elliptical', 'spiral'\], and "
                       r"y_prob has 3 columns: .* classes=estimator.classes_"):  # fmt: skip
        judged(Y[:3], P[:3], None)
    assert judged(Y[:3], P[:3], CLASSES)[0]["accuracy"] == pytest.approx(2 / 3)


def test_scores_of_classes_are_scikit_learns_in_the_order_asked_for() -> None:
    y_pred = CLASSES[P.argmax(axis=1)]
    assert list(class_scores(Y, y_pred, classes=["uncertain", "spiral"])) == ["uncertain", "spiral"]
    by_class = class_scores(Y, y_pred)
    recalls = recall_score(Y, y_pred, average=None)
    assert [by_class[name]["recall"] for name in CLASSES] == recalls.tolist()
    assert by_class["spiral"]["support"] == 2
