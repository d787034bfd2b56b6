"""Which of imbalanced-learn's samplers can act on recipes, how, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from imblearn.base import BaseSampler
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SMOTEN,
    SMOTENC,
    SVMSMOTE,
    BorderlineSMOTE,
    KMeansSMOTE,
    RandomOverSampler,
)
from imblearn.under_sampling import (
    AllKNN,
    ClusterCentroids,
    CondensedNearestNeighbour,
    EditedNearestNeighbours,
    InstanceHardnessThreshold,
    NearMiss,
    NeighbourhoodCleaningRule,
    OneSidedSelection,
    RandomUnderSampler,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
)

from galaxyzoo_ml.exceptions import UnsupportedSamplerError

__all__ = ["COMBINES", "INTERPOLATES", "SELECTS", "SELECTS_BLINDLY", "check_supported"]

SELECTS_BLINDLY: frozenset[type[Any]] = frozenset({RandomOverSampler, RandomUnderSampler})
"""Select rows without looking at X: they need no embedding."""

SELECTS: frozenset[type[Any]] = SELECTS_BLINDLY | {
    AllKNN,
    CondensedNearestNeighbour,
    EditedNearestNeighbours,
    InstanceHardnessThreshold,
    NearMiss,
    NeighbourhoodCleaningRule,
    OneSidedSelection,
    RepeatedEditedNearestNeighbours,
    TomekLinks,
}
"""Select rows: run on the embedding, their indices are taken."""

INTERPOLATES: Mapping[type[Any], tuple[str, ...]] = MappingProxyType(
    {
        SMOTE: ("k_neighbors",),
        BorderlineSMOTE: ("k_neighbors", "m_neighbors"),
        ADASYN: ("n_neighbors",),
    }
)
"""Interpolate between neighbours: run on the identity matrix; the parameters that look them up."""

COMBINES: Mapping[type[Any], str] = MappingProxyType({SMOTEENN: "enn", SMOTETomek: "tomek"})
"""Interpolate, then select: the parameter of the second sampler."""

_REASONS: Mapping[type[Any], str] = MappingProxyType(
    {
        SVMSMOTE: "fits a support vector machine on X, and extrapolates from its support vectors",
        KMeansSMOTE: "clusters X with a model of its own before it interpolates",
        ClusterCentroids: "replaces images by centroids of clusters: means of many images",
        SMOTEN: "is made for categories, and pixels are numbers",
        SMOTENC: "is made for tables of which some columns are categories",
    }
)


def check_supported(sampler: BaseSampler) -> None:
    """Refuse samplers that would be silently wrong.

    Raises
    ------
    UnsupportedSamplerError
        With the reason, and what to use instead.
    """
    kind = type(sampler)
    if kind is RandomOverSampler and sampler.shrinkage is not None:
        reason = "with shrinkage adds noise to every pixel, which no recipe can hold"
    elif kind in SELECTS or kind in INTERPOLATES:
        return
    elif kind in COMBINES:
        if sampler.smote is not None:
            check_supported(sampler.smote)
        return
    else:
        reason = _REASONS.get(kind, "is not known to be right when it acts on recipes")
    known = ", ".join(sorted(k.__name__ for k in {*SELECTS, *INTERPOLATES, *COMBINES}))
    raise UnsupportedSamplerError(
        f"{kind.__name__} {reason}; samplers that can balance images are {known}. To use "
        "another one all the same, flatten the images (FlattenImages) and run it on the pixels"
    )
