"""The three routes from a sampler to recipes: select, interpolate, or both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from imblearn.base import BaseSampler
from imblearn.over_sampling import SMOTE
from imblearn.under_sampling import EditedNearestNeighbours, TomekLinks
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array
from sklearn.base import BaseEstimator, clone
from sklearn.neighbors import NearestNeighbors

from galaxyzoo_ml.balancing import _supported_samplers
from galaxyzoo_ml.balancing._enough_neighbors import ensure_enough_neighbors
from galaxyzoo_ml.balancing._fitted import fitted_of, in_labels
from galaxyzoo_ml.balancing._neighbors import EmbeddedNeighbors
from galaxyzoo_ml.balancing._resample import selection
from galaxyzoo_ml.balancing._sampler import SamplingStrategy

__all__ = ["recipe_of"]


def recipe_of(
    sampler: BaseSampler, coordinates: NDArray[Any], labels: NDArray[Any], *, lower: bool
) -> tuple[csr_array, NDArray[Any]]:
    """Run a sampler where images lie, and return what each new image is made of.

    Parameters
    ----------
    sampler : sampler of imbalanced-learn
        Supported (`check_supported`). It is left fitted, where it was run itself.
    coordinates : ndarray of shape (n, n_dimensions)
    labels : ndarray of shape (n,)
    lower : bool
        Whether it may look for fewer neighbours where a class is too small.

    Returns
    -------
    recipe : csr_array of shape (n_out, n)
    new_labels : ndarray of shape (n_out,)
    """
    if type(sampler) in _supported_samplers.COMBINES:
        sampler.set_params(smote=_parts_of(sampler)[0])
    interpolates = getattr(sampler, "smote", sampler)
    ensure_enough_neighbors(interpolates, labels, lower=lower)
    # Some samplers take labels for column numbers: give them what they expect.
    classes, numbers = np.unique(labels, return_inverse=True)
    numbered = clone(sampler)
    for name, value in sampler.get_params(deep=True).items():
        if name.split("__")[-1] == "sampling_strategy":
            numbered.set_params(**{name: _numbered(value, classes)})
    recipe, new_numbers = _recipe_of_numbers(numbered, coordinates, numbers)
    for name, value in fitted_of(numbered).items():
        setattr(sampler, name, in_labels(name, value, classes))
    return recipe, classes[new_numbers]


class _OnNumbers:
    """A user's function of labels, seen as a function of class numbers."""

    def __init__(
        self, strategy: Callable[[NDArray[Any]], Mapping[Any, int]], classes: NDArray[Any]
    ) -> None:
        self.strategy, self.classes = strategy, classes

    def __call__(self, numbers: NDArray[np.intp]) -> dict[int, int]:
        return _numbered_keys(self.strategy(self.classes[numbers]), self.classes)


def _numbered(
    strategy: SamplingStrategy | list[Any], classes: NDArray[Any]
) -> SamplingStrategy | list[int]:
    if isinstance(strategy, Mapping):
        return _numbered_keys(strategy, classes)
    if isinstance(strategy, list | tuple):
        return list(_numbered_keys(dict.fromkeys(strategy, 0), classes))
    return _OnNumbers(strategy, classes) if callable(strategy) else strategy


def _numbered_keys(strategy: Mapping[Any, int], classes: NDArray[Any]) -> dict[int, int]:
    number_of = {label: number for number, label in enumerate(classes.tolist())}
    unknown = [label for label in strategy if label not in number_of]
    if unknown:
        raise ValueError(f"sampling_strategy names {unknown}; the classes are {classes.tolist()}")
    return {number_of[label]: n for label, n in strategy.items()}


def _recipe_of_numbers(
    sampler: BaseSampler, coordinates: NDArray[Any], numbers: NDArray[np.intp]
) -> tuple[csr_array, NDArray[np.intp]]:
    if type(sampler) in _supported_samplers.SELECTS:
        _, new_numbers = sampler.fit_resample(coordinates, numbers)
        return selection(np.asarray(sampler.sample_indices_), len(numbers)), new_numbers
    if type(sampler) in _supported_samplers.INTERPOLATES:
        return _interpolated(sampler, coordinates, numbers)
    first, second = _parts_of(sampler)
    recipe, new_numbers = _interpolated(first, coordinates, numbers)
    sampler.sampling_strategy_ = first.sampling_strategy_
    sampler.smote_ = first
    setattr(sampler, f"{_supported_samplers.COMBINES[type(sampler)]}_", second)
    chosen, new_numbers = _recipe_of_numbers(second, recipe @ coordinates, new_numbers)
    return recipe[chosen.indices], new_numbers


def _interpolated(
    sampler: BaseSampler, coordinates: NDArray[Any], numbers: NDArray[np.intp]
) -> tuple[csr_array, NDArray[np.intp]]:
    """Run a sampler on the identity matrix, with neighbours looked up in the embedding."""
    lookups = {
        name: EmbeddedNeighbors(_neighbors(getattr(sampler, name)), coordinates)
        for name in _supported_samplers.INTERPOLATES[type(sampler)]
    }
    on_identity = clone(sampler).set_params(**lookups)
    identity = csr_array(eye_array(len(numbers), format="csr"))
    recipe, new_numbers = on_identity.fit_resample(identity, numbers)
    for name, value in fitted_of(on_identity).items():
        is_lookup = isinstance(value, EmbeddedNeighbors)
        # Not fitted where no class had to be enlarged.
        own = getattr(value, "neighbors_", value.neighbors) if is_lookup else value
        setattr(sampler, name, own)
    return csr_array(recipe), new_numbers


def _neighbors(value: int | BaseEstimator) -> BaseEstimator:
    """Return the estimator that imbalanced-learn would make of a number of neighbours."""
    return value if hasattr(value, "kneighbors") else NearestNeighbors(n_neighbors=value + 1)


def _parts_of(sampler: BaseSampler) -> tuple[BaseSampler, BaseSampler]:
    """Return the two samplers of a combination, as imbalanced-learn would make them."""
    first, parameter = sampler.smote, _supported_samplers.COMBINES[type(sampler)]
    if first is None:
        first = SMOTE(
            sampling_strategy=sampler.sampling_strategy, random_state=sampler.random_state
        )
    second = getattr(sampler, parameter)
    if second is None:
        kind = EditedNearestNeighbours if parameter == "enn" else TomekLinks
        second = kind(sampling_strategy="all", n_jobs=sampler.n_jobs)
    return clone(first), clone(second)
