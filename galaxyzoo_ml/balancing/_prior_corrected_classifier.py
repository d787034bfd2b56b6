"""A classifier whose probabilities are those of the natural mix of classes."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real
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
from sklearn.model_selection._classification_threshold import BaseThresholdClassifier
from sklearn.pipeline import Pipeline
from sklearn.utils import Tags
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.metadata_routing import MetadataRouter
from sklearn.utils.validation import check_is_fitted

from galaxyzoo_ml._predictions import most_probable
from galaxyzoo_ml._prior_correction import class_frequencies, given_frequencies, moved, prior_ratio
from galaxyzoo_ml._typing import Estimator, ImagesOrTable
from galaxyzoo_ml.balancing._checks import (
    class_labels,
    fit_params,
    remember_columns,
    routes_to,
    set_wrapper_tags,
)
from galaxyzoo_ml.balancing._resampled_classifier import ResampledClassifier
from galaxyzoo_ml.balancing._trained_prior import fit_with_prior

__all__ = ["PriorCorrectedClassifier"]


class PriorCorrectedClassifier(MetaEstimatorMixin, ClassifierMixin, BaseEstimator):
    r"""Train on balanced classes, and predict for the sky as it is.

    Who learns from balanced classes believes that all are equally frequent. Inside a pipeline a
    classifier cannot know better: it sees the labels behind the sampler. This one stands outside:
    it sees the natural labels, fits what it wraps, and puts the natural prior back into the
    probabilities.

    Parameters
    ----------
    estimator : classifier, or Pipeline that ends in one
        With ``predict_proba``. Its samplers and class weights are what is corrected for.
    prior : "train" or mapping of label to float, default="train"
        How frequent the classes are where predictions are made: as in `fit`, or as given (numbers
        proportional to the frequencies, for every class), for another survey.
    tau : float, default=1.0
        How much of the correction is made: all of it at 1, none at 0.
    trained_prior : "infer", "uniform" or mapping of label to float, default="infer"
        How frequent the classes were for the classifier inside, after sampling and weighting.
        "infer" counts the labels behind the samplers and applies the class weights, or takes the
        classifier's own word (``class_prior_``). Ensembles and searches that balance inside
        themselves cannot be looked into, and have to be told.

    Attributes
    ----------
    estimator_ : classifier
        What was fitted; its own predictions are without the correction.
    prior_ : ndarray of shape (n_classes,), float64
        How frequent the classes are where predictions are made.
    trained_prior_ : ndarray of shape (n_classes,), float64
        How frequent the classes were for the classifier inside.
    classes_ : ndarray of shape (n_classes,)
    n_features_in_ : int
        Of tables alone: a stack of images has no columns.

    See Also
    --------
    ResampledClassifier : A sampler and a classifier in one.
    sklearn.calibration.CalibratedClassifierCV : Learns a correction from more folds.

    Notes
    -----
    The probability of a class :math:`c` is multiplied by
    :math:`(\pi_c / \pi^\mathrm{trained}_c)^\tau`, and all are renormalised: Bayes' theorem, exact
    if sampling changes how frequent the classes are and nothing else (Saerens, Latinne and
    Decaestecker 2002, Neural Computation 14, 21; for nets, with `tau`, Menon et al. 2021, ICLR,
    "Long-tail learning via logit adjustment"). It makes no ranking within a class better.

    Examples
    --------
    >>> from imblearn.over_sampling import RandomOverSampler
    >>> from imblearn.pipeline import make_pipeline
    >>> from sklearn.datasets import make_blobs
    >>> from sklearn.linear_model import LogisticRegression
    >>> from galaxyzoo_ml.balancing import PriorCorrectedClassifier
    >>> X, y = make_blobs([900, 100], centers=[[0, 0], [1, 1]], random_state=0)
    >>> balanced = make_pipeline(RandomOverSampler(random_state=0), LogisticRegression())
    >>> classifier = PriorCorrectedClassifier(balanced).fit(X, y)
    >>> classifier.trained_prior_, classifier.prior_.round(2)
    (array([0.5, 0.5]), array([0.9, 0.1]))
    >>> classifier.estimator_.predict_proba(X).mean(axis=0).round(2)
    array([0.64, 0.36])
    >>> classifier.predict_proba(X).mean(axis=0).round(2)
    array([0.9, 0.1])
    """

    _parameter_constraints: dict[str, Any] = {
        "estimator": [HasMethods(["fit", "predict_proba"])],
        "prior": [StrOptions({"train"}), Mapping],
        "tau": [Interval(Real, 0, None, closed="left")],
        "trained_prior": [StrOptions({"infer", "uniform"}), Mapping],
    }

    def __init__(
        self,
        estimator: Estimator,
        *,
        prior: str | Mapping[Any, float] = "train",
        tau: float = 1.0,
        trained_prior: str | Mapping[Any, float] = "infer",
    ) -> None:
        self.estimator = estimator
        self.prior = prior
        self.tau = tau
        self.trained_prior = trained_prior

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(
        self,
        X: ImagesOrTable,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        **params: Any,
    ) -> Self:
        """Fit the estimator, and find both priors.

        Parameters
        ----------
        X : array-like or ImageArray of n rows
            What the estimator takes.
        y : array-like of shape (n,)
            Labels, in their natural mix.
        sample_weight : array-like of shape (n,), default=None
            How much each row counts, for both priors, and for the estimator. Behind the samplers of
            a pipeline it would fit no rows: wrap a `ResampledClassifier` then.
        **params : dict
            Passed on to the `fit` of the estimator.

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            A prior that does not fit the classes, or balancing that cannot be looked into.
        """
        labels = class_labels(X, y)
        params = fit_params(self, sample_weight, params, len(labels))
        weights = None if sample_weight is None else np.asarray(sample_weight, np.float64)
        self._check_visible()
        self._refuse_thresholds()
        self.estimator_ = clone(self.estimator)
        inferred = fit_with_prior(self.estimator_, X, labels, params)
        self.classes_ = self.estimator_.classes_
        self.prior_ = self._prior_of("prior", self.prior, labels, weights)
        self.trained_prior_ = inferred
        if self.trained_prior != "infer":
            self.trained_prior_ = self._prior_of("trained_prior", self.trained_prior, self.classes_)
        if not self.trained_prior_.all():
            never = self.classes_[self.trained_prior_ == 0].tolist()
            raise ValueError(
                f"nothing was learnt of the classes {never}: their weight in training was 0"
            )
        remember_columns(self, X, self.estimator_)
        return self

    def _refuse_thresholds(self) -> None:
        inner = _innermost(self.estimator)
        if isinstance(inner, BaseThresholdClassifier):
            raise ValueError(
                f"the threshold of {type(inner).__name__} would be dropped: a corrected classifier "
                "predicts the most probable class. Put the threshold outside: "
                f"{type(inner).__name__}(PriorCorrectedClassifier(...))"
            )

    def _check_visible(self) -> None:
        hidden = _hidden_balancing(self.estimator) if self.trained_prior == "infer" else None
        if hidden is not None:
            raise ValueError(
                f"{type(self.estimator).__name__} may balance inside itself ({hidden}), where the "
                "labels cannot be counted: say trained_prior='uniform' if it balances fully, or "
                "give the frequency of each class. A search belongs outside: "
                "GridSearchCV(PriorCorrectedClassifier(...), ...)"
            )

    def _prior_of(
        self,
        name: str,
        given: str | Mapping[Any, float],
        labels: NDArray[Any],
        weights: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64]:
        """Return the frequencies of the classes: as given by label, or else among labels."""
        if isinstance(given, Mapping):
            return given_frequencies(name, given, self.classes_)
        return class_frequencies(labels, self.classes_, sample_weight=weights)

    def predict_proba(self, X: ImagesOrTable) -> NDArray[np.float64]:
        """Return the probability of each class, with the prior put back.

        Parameters
        ----------
        X : array-like or ImageArray of n rows

        Returns
        -------
        ndarray of shape (n, n_classes), float64
            In the order of `classes_`.
        """
        check_is_fitted(self)
        return self.correct(self.estimator_.predict_proba(X))

    def correct(self, probabilities: ArrayLike) -> NDArray[np.float64]:
        """Put the prior back into probabilities that the estimator inside has predicted.

        Parameters
        ----------
        probabilities : array-like of shape (n, n_classes)
            As from ``estimator_.predict_proba``.

        Returns
        -------
        ndarray of shape (n, n_classes), float64
        """
        check_is_fitted(self)
        ratio = prior_ratio(self.prior_, self.trained_prior_, self.tau)
        corrected: NDArray[np.float64] = moved(np.asarray(probabilities), ratio)
        return corrected

    def predict(self, X: ImagesOrTable) -> NDArray[Any]:
        """Return the most probable class.

        Parameters
        ----------
        X : array-like or ImageArray of n rows

        Returns
        -------
        ndarray of shape (n,)
            Labels, as in `classes_`.
        """
        return most_probable(self.predict_proba(X), self.classes_)

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


def _hidden_balancing(estimator: Estimator) -> str | None:
    """Return the name of a parameter that balances where nobody can count, if there is one."""
    classifier = _innermost(estimator)
    for name, value in classifier.get_params(deep=True).items():
        is_sampler = hasattr(value, "fit_resample") or name.endswith("sampling_strategy")
        if is_sampler or (name.endswith("__class_weight") and value is not None):
            return str(name)
    return None


def _innermost(estimator: Estimator) -> Estimator:
    """Return the classifier inside pipelines and `ResampledClassifier`."""
    while isinstance(estimator, Pipeline | ResampledClassifier):
        is_pipeline = isinstance(estimator, Pipeline)
        estimator = estimator.steps[-1][1] if is_pipeline else estimator.estimator
    return estimator
