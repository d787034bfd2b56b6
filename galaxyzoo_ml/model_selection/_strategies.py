"""The usual strategies, by name."""

from __future__ import annotations

from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

from galaxyzoo_ml._typing import RandomState
from galaxyzoo_ml.balancing import (
    CloneOversampler,
    ImageSampler,
    RotationOversampler,
    TemperedStrategy,
)
from galaxyzoo_ml.balancing._sampler import Sampler
from galaxyzoo_ml.model_selection._strategy import BalancingStrategy

__all__ = ["balancing_strategies"]


def balancing_strategies(*, random_state: RandomState = None) -> dict[str, BalancingStrategy]:
    """Return the usual strategies against unequal classes, by name.

    ===================  =======================================================================
    none                 nothing
    class-weight         the loss weighs each class alike
    undersample          frequent classes are thinned out to the rarest
    oversample           rare classes are drawn with replacement until all are as frequent
    clone                the same, every galaxy repeated equally often
    smote                rare classes are filled up with mixtures of neighbours
    rotation             rare classes are filled up with rotated galaxies
    rotation-tempered    half-way: class counts become proportional to their square roots
    rotation-prior       rotation, with the natural mix put back at prediction
    ===================  =======================================================================

    Parameters
    ----------
    random_state : int, RandomState or None, default=None
        Of every sampler.

    Returns
    -------
    dict of str to BalancingStrategy
        In this order.

    See Also
    --------
    compare_strategies : Says what they do.

    Examples
    --------
    The samplers among them are what a grid takes for a pipeline's step:

    >>> from galaxyzoo_ml.model_selection import balancing_strategies
    >>> strategies = balancing_strategies(random_state=0)
    >>> [name for name, strategy in strategies.items() if strategy.sampler == "passthrough"]
    ['none', 'class-weight']
    >>> strategies["rotation"]
    BalancingStrategy(sampler=RotationOversampler(random_state=0))
    """

    def on_images(sampler: Sampler) -> BalancingStrategy:
        # A class too small for SMOTE's five neighbours should not end a comparison of nine.
        return BalancingStrategy(
            ImageSampler(sampler, too_few_neighbors="lower", random_state=random_state)
        )

    return {
        "none": BalancingStrategy(),
        "class-weight": BalancingStrategy(class_weight="balanced"),
        "undersample": on_images(RandomUnderSampler(random_state=random_state)),
        "oversample": on_images(RandomOverSampler(random_state=random_state)),
        "clone": BalancingStrategy(CloneOversampler(random_state=random_state)),
        "smote": on_images(SMOTE(random_state=random_state)),
        "rotation": BalancingStrategy(RotationOversampler(random_state=random_state)),
        "rotation-tempered": BalancingStrategy(
            RotationOversampler(sampling_strategy=TemperedStrategy(), random_state=random_state)
        ),
        "rotation-prior": BalancingStrategy(
            RotationOversampler(random_state=random_state), prior="train"
        ),
    }
