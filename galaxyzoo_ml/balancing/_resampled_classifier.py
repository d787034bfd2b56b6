"""A classifier that resamples what it is fitted on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    MetaEstimatorMixin,
    _fit_context,
    clone,
)
from sklearn.utils import Tags
from sklearn.utils._param_validation import HasMethods, StrOptions
from sklearn.utils.metadata_routing import MetadataRouter
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml._typing import Estimator, ImagesOrTable
from galaxyzoo_ml.balancing._checks import (
    class_labels,
    fit_params,
    remember_columns,
    routes_to,
    set_wrapper_tags,
)
from galaxyzoo_ml.balancing._resample import resampled_by
from galaxyzoo_ml.balancing._sampler import Sampler
from galaxyzoo_ml.balancing._trained_prior import fit_with_prior

__all__ = ["ResampledClassifier"]


def _estimator_has(method: str) -> Callable[[ResampledClassifier], bool]:
    def check(self: ResampledClassifier) -> bool:
        getattr(getattr(self, "estimator_", self.estimator), method)
        return True

    return check


class ResampledClassifier(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    """A classifier behind a sampler, for places that know no samplers.

    scikit-learn's own Pipeline, voting, stacking and calibration take it as one classifier. The
    sampler acts in `fit` alone: what is predicted is never resampled. Sample weights, and other
    things that belong to the rows, are resampled with them.

    Parameters
    ----------
    sampler : sampler or "passthrough"
        `RotationOversampler`, `ImageSampler`, or any sampler of imbalanced-learn.
    estimator : classifier

    Attributes
    ----------
    sampler_ : sampler or "passthrough"
        The fitted sampler.
    estimator_ : classifier
        The fitted classifier.
    classes_ : ndarray of shape (n_classes,)
    class_prior_ : ndarray of shape (n_classes,), float64
        How frequent the classes were when the classifier was fitted, class weights included.
    n_features_in_ : int
        Of tables alone: a stack of images has no columns.

    See Also
    --------
    PriorCorrectedClassifier : Puts the natural mix of classes back.
    imblearn.pipeline.Pipeline : Takes samplers as steps.

    Examples
    --------
    >>> from imblearn.over_sampling import RandomOverSampler
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from galaxyzoo_ml.balancing import ResampledClassifier
    >>> X, y = make_classification(weights=[0.9], random_state=0)
    >>> balanced = ResampledClassifier(RandomOverSampler(random_state=0), LogisticRegression())
    >>> balanced.fit(X, y).predict(X[:3])
    array([0, 0, 0])
    """

    _parameter_constraints: dict[str, Any] = {
        "sampler": [HasMethods(["fit_resample"]), StrOptions({"passthrough"})],
        "estimator": [HasMethods(["fit", "predict"])],
    }

    def __init__(self, sampler: Sampler | str, estimator: Estimator) -> None:
        self.sampler = sampler
        self.estimator = estimator

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(
        self,
        X: ImagesOrTable,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        **params: Any,
    ) -> Self:
        """Resample, and fit the classifier.

        Parameters
        ----------
        X : array-like or ImageArray of n rows
            What the sampler and the classifier take.
        y : array-like of shape (n,)
        sample_weight : array-like of shape (n,), default=None
            How much each row counts. A row that the sampler makes gets the mean weight of what it
            is made of.
        **params : dict
            What belongs to the rows (a value for each: resampled) or else to the `fit` of the
            classifier.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            A sampler that makes new rows and does not say of what, where metadata are given.
        """
        labels = class_labels(X, y)
        n_rows = len(labels)
        params = fit_params(self, sample_weight, params, n_rows)
        self.sampler_: Sampler | str = self.sampler
        if self.sampler != "passthrough":
            sampler = self.sampler_ = clone(self.sampler)
            X, labels = sampler.fit_resample(X, labels)
            params = {
                name: resampled_by(sampler, name, value)
                if np.ndim(value) and len(value) == n_rows
                else value
                for name, value in params.items()
            }
        self.estimator_ = clone(self.estimator)
        self.class_prior_ = fit_with_prior(self.estimator_, X, labels, params)
        self.classes_ = self.estimator_.classes_
        remember_columns(self, X, self.sampler_, self.estimator_)
        return self

    def predict(self, X: ImagesOrTable) -> NDArray[Any]:
        """Return the classifier's prediction.

        Parameters
        ----------
        X : array-like or ImageArray of n rows

        Returns
        -------
        ndarray of shape (n,)
        """
        check_is_fitted(self)
        predicted: NDArray[Any] = self.estimator_.predict(X)
        return predicted

    @available_if(_estimator_has("predict_proba"))
    def predict_proba(self, X: ImagesOrTable) -> NDArray[Any]:
        """Return the classifier's probabilities, which take balanced classes for granted.

        Parameters
        ----------
        X : array-like or ImageArray of n rows

        Returns
        -------
        ndarray of shape (n, n_classes)
            In the order of `classes_`.
        """
        check_is_fitted(self)
        probabilities: NDArray[Any] = self.estimator_.predict_proba(X)
        return probabilities

    @available_if(_estimator_has("decision_function"))
    def decision_function(self, X: ImagesOrTable) -> NDArray[Any]:
        """Return the classifier's decision function.

        Parameters
        ----------
        X : array-like or ImageArray of n rows

        Returns
        -------
        ndarray of shape (n,) or (n, n_classes)
        """
        check_is_fitted(self)
        scores: NDArray[Any] = self.estimator_.decision_function(X)
        return scores

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        return set_wrapper_tags(tags, self.estimator)

    def get_metadata_routing(self) -> MetadataRouter:
        """Return how metadata go to the `fit` of the estimator inside.

        Returns
        -------
        MetadataRouter
        """
        return routes_to(self.estimator, self)
