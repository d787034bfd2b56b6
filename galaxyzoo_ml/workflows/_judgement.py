"""What predictions are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from galaxyzoo_ml._predictions import most_probable
from galaxyzoo_ml._prior_correction import class_frequencies
from galaxyzoo_ml.inspection import reliability_table
from galaxyzoo_ml.model_selection import (
    CalibrationError,
    class_scores,
    expected_calibration_error,
    overall_scores,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Judgement", "judge", "majority_baseline"]


@dataclass(frozen=True)
class Judgement:
    """What predictions are worth: overall, class by class, and as probabilities.

    Parameters
    ----------
    scores : dict of str to float
        As from `~galaxyzoo_ml.model_selection.overall_scores`.
    per_class : DataFrame
        ``precision``, ``recall``, ``f1`` and ``support`` (a number of galaxies), one row a class.
    calibration : CalibrationError
        Whether the probabilities mean what they say, as one number.
    reliability : DataFrame
        The same in bins: from `~galaxyzoo_ml.inspection.reliability_table`.

    See Also
    --------
    judge : Makes one.
    """

    scores: dict[str, float]
    per_class: pd.DataFrame
    calibration: CalibrationError
    reliability: pd.DataFrame

    def report(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it.

        Returns
        -------
        dict
            The scores by their names, ``per_class`` and ``calibration`` (with its ``bins``).
        """
        return {
            **self.scores,
            "per_class": self.per_class.to_dict("index"),
            "calibration": {
                **self.calibration._asdict(),
                "bins": self.reliability.to_dict("records"),
            },
        }


def judge(y_true: NDArray[Any], y_prob: NDArray[np.float64], *, classes: ArrayLike) -> Judgement:
    """Judge predicted probabilities by the labels.

    Parameters
    ----------
    y_true : ndarray of shape (n,)
        Labels.
    y_prob : ndarray of shape (n, n_classes)
        As from ``predict_proba``.
    classes : array-like of shape (n_classes,)
        What the columns stand for: ``classes_``.

    Returns
    -------
    Judgement

    Raises
    ------
    ValueError
        No predictions, shapes that do not fit together, no label that is a class, what is no
        probability.

    Examples
    --------
    >>> import numpy as np
    >>> from galaxyzoo_ml.workflows import judge
    >>> y, y_prob = np.array(["a", "b"]), np.array([[0.9, 0.1], [0.6, 0.4]])
    >>> judgement = judge(y, y_prob, classes=["a", "b"])
    >>> judgement.scores["accuracy"], judgement.per_class.loc["b", "recall"].item()
    (0.5, 0.0)
    """
    import pandas as pd

    labels = np.asarray(classes)
    reliability = reliability_table(y_true, y_prob, classes=labels)  # first: it checks the shapes
    predicted = most_probable(y_prob, labels)
    return Judgement(
        overall_scores(y_true, y_prob, classes=labels),
        pd.DataFrame.from_dict(class_scores(y_true, predicted, classes=labels), orient="index"),
        expected_calibration_error(y_true, y_prob, classes=labels),
        reliability,
    )


def majority_baseline(
    y_train: NDArray[Any], y_test: NDArray[Any], classes: NDArray[Any]
) -> dict[str, float]:
    """Return the scores of always predicting the training set's mix of classes."""
    prior = class_frequencies(y_train, classes)
    return overall_scores(y_test, np.tile(prior, (len(y_test), 1)), classes=classes)
