"""What is done about unequal classes, as a recipe for a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imblearn.pipeline import Pipeline
from sklearn.base import BaseEstimator, clone

from galaxyzoo_ml._typing import Estimator
from galaxyzoo_ml.balancing import PriorCorrectedClassifier
from galaxyzoo_ml.balancing._sampler import Sampler

__all__ = ["BalancingStrategy"]


class BalancingStrategy(BaseEstimator):
    """What is done about unequal classes: by resampling, by weights, by correcting the prior.

    It makes the model from the classifier that is to be balanced; like an estimator it can be
    cloned, printed and searched over.

    Parameters
    ----------
    sampler : sampler or "passthrough", default="passthrough"
        Resamples what the classifier is fitted on.
    class_weight : "balanced", dict of label to float, or None, default=None
        The classifier's parameter of that name.
    prior : "train", mapping of label to float, or None, default=None
        Puts the natural mix of the classes back at prediction, by
        `~galaxyzoo_ml.balancing.PriorCorrectedClassifier`.

    See Also
    --------
    balancing_strategies : The usual ones, by name.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from galaxyzoo_ml.model_selection import BalancingStrategy
    >>> BalancingStrategy(class_weight="balanced").apply(LogisticRegression())
    LogisticRegression(class_weight='balanced')
    """

    def __init__(
        self,
        sampler: Sampler | str = "passthrough",
        *,
        class_weight: str | Mapping[Any, float] | None = None,
        prior: str | Mapping[Any, float] | None = None,
    ) -> None:
        self.sampler = sampler
        self.class_weight = class_weight
        self.prior = prior

    def apply(self, estimator: Estimator) -> Any:
        """Return a classifier, balanced by this strategy and not fitted.

        Parameters
        ----------
        estimator : classifier or Pipeline
            It is cloned.

        Returns
        -------
        estimator
            With a sampler an imbalanced-learn Pipeline that begins with the step "balance" (if the
            given one has a step of that name, "balance_2"), and has the given one's ``memory``.

        Raises
        ------
        ValueError
            Class weights for a classifier that takes none.
        """
        model = clone(estimator)
        if self.class_weight is not None:
            model.set_params(**{_weight_of(model): self.class_weight})
        if self.sampler != "passthrough":
            model = _behind(clone(self.sampler), model)
        if self.prior is not None:
            model = PriorCorrectedClassifier(model, prior=self.prior)
        return model


def _behind(sampler: Sampler, model: Estimator) -> Pipeline:
    """Return a pipeline of a sampler and a model; a pipeline's steps and settings are its own."""
    if not hasattr(model, "steps"):
        return Pipeline([("balance", sampler), ("classifier", model)])
    settings = model.get_params(deep=False)
    steps = settings.pop("steps")
    name = "balance"
    while name in dict(steps):
        name += "_2"
    return Pipeline([(name, sampler), *steps], **settings)


def _weight_of(model: Estimator) -> str:
    """Return the name of the parameter that takes class weights: the outermost, if several do."""
    names: list[str] = [
        name for name in model.get_params() if name.split("__")[-1] == "class_weight"
    ]
    if not names:
        raise ValueError(f"{type(model).__name__} takes no class weights: it has no class_weight")
    return min(names, key=lambda name: name.count("__"))
