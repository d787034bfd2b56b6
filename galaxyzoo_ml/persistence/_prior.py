"""The correction of the prior around a model, as JSON and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.pipeline import Pipeline

from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.exceptions import ModelFileError

__all__ = ["corrected", "encode_prior"]

_PRIORS = ("prior", "trained_prior")


def encode_prior(classifier: PriorCorrectedClassifier) -> dict[str, Any]:
    """Return the JSON of a fitted correction: both priors in the order of ``classes_``."""
    return {
        "tau": float(classifier.tau),
        "prior": classifier.prior_.tolist(),
        "trained_prior": classifier.trained_prior_.tolist(),
    }


def corrected(estimator: BaseEstimator, description: object) -> PriorCorrectedClassifier:
    """Return a fitted estimator inside the fitted correction that `encode_prior` described.

    Raises
    ------
    ModelFileError
        Priors that do not fit the classes of the model.
    """
    if not isinstance(description, dict) or set(description) != {"tau", *_PRIORS}:
        raise ModelFileError("its prior is not described by tau, prior and trained_prior")
    tau, classes = description["tau"], estimator.classes_
    if type(tau) not in (int, float) or not 0 <= tau < np.inf:
        raise ModelFileError(f"tau of its prior is {tau!r}, not a number from 0 on")
    prior, trained_prior = (_frequencies(name, description[name], len(classes)) for name in _PRIORS)
    by_label = dict(zip(classes.tolist(), prior.tolist(), strict=True))
    classifier = PriorCorrectedClassifier(estimator, prior=by_label, tau=tau)
    classifier.estimator_, classifier.classes_ = estimator, classes
    classifier.prior_, classifier.trained_prior_ = prior, trained_prior
    net = estimator[-1] if isinstance(estimator, Pipeline) else estimator
    if not hasattr(net, "image_shape_"):
        classifier.n_features_in_ = estimator.n_features_in_
    return classifier


def _frequencies(name: str, values: object, n_classes: int) -> NDArray[np.float64]:
    if (
        not isinstance(values, list)
        or len(values) != n_classes
        or not all(type(value) in (int, float) for value in values)
    ):
        raise ModelFileError(f"its {name} does not hold {n_classes} numbers")
    frequencies: NDArray[np.float64] = np.array(values, np.float64)
    if not (np.isfinite(frequencies).all() and frequencies.min() > 0):
        raise ModelFileError(f"its {name} does not hold positive frequencies")
    if not np.isclose(frequencies.sum(), 1):
        raise ModelFileError(f"its {name} does not sum to 1")
    return frequencies
