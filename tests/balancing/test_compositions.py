"""Every sequence of steps, samplers among them, renders to what NumPy computes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from numpy.typing import NDArray

from galaxyzoo_ml.balancing import ImageSampler, RotationOversampler
from galaxyzoo_ml.images import ImageArray, transform
from galaxyzoo_ml.preprocessing import FlattenImages

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (9, 4, 4, 2), dtype=np.uint8)
LABELS = np.array(list("aaabababb"))
ROWS = [8, 1, 0, 0, 5, 3, 2, 4]  # leaves one out, takes one twice, unbalances
TURNS = np.array([0, 1, 2, 3])


@dataclass
class State:
    """The same images twice: as recipes, and as numbers that were never rounded."""

    lazy: ImageArray
    eager: NDArray[np.float64]
    y: NDArray[Any]


def select(s: State) -> State:
    rows = np.array(ROWS) % len(s.y)
    return State(s.lazy[rows], s.eager[rows], s.y[rows])


def rotate(s: State) -> State:
    turns = np.resize(TURNS, len(s.y))
    return State(s.lazy.rotate(turns), turned(s.eager, turns), s.y)


def flip(s: State) -> State:
    return State(s.lazy.flip(), s.eager[:, :, ::-1], s.y)


def mix(s: State) -> State:
    """Put between each image and the next of its class."""
    weights = np.zeros((len(s.y), len(s.y)))
    for label in np.unique(s.y):
        own = np.flatnonzero(s.y == label)
        weights[own, own] += 0.7
        weights[own, np.roll(own, 1)] += 0.3
    return State(s.lazy.mix(weights), np.tensordot(weights, s.eager, 1), s.y)


def scale(s: State) -> State:
    return State((s.lazy - [10.0, 20.0]) / 3, (s.eager - [10.0, 20.0]) / 3, s.y)


def rotations(s: State) -> State:
    sampler = RotationOversampler(rotate="all", reflect=True, random_state=0)
    lazy, y = sampler.fit_resample(s.lazy, s.y)
    return State(lazy, turned(s.eager[sampler.sample_indices_], sampler.symmetries_), y)


def smote(s: State) -> State:
    sampler = ImageSampler(
        SMOTE(k_neighbors=1, random_state=0), embedding=FlattenImages(), random_state=0
    )
    lazy, y = sampler.fit_resample(s.lazy, s.y)
    eager = (sampler.recipe_ @ s.eager.reshape(len(s.y), -1)).reshape(len(y), 4, 4, 2)
    return State(lazy, eager, y)


def turned(images: NDArray[Any], symmetries: NDArray[Any]) -> NDArray[Any]:
    return np.stack(
        [transform(i[None], int(g))[0] for i, g in zip(images, symmetries, strict=True)]
    )


STEPS: tuple[Callable[[State], State], ...] = (select, rotate, flip, mix, scale)


def check(state: State) -> None:
    rendered = state.lazy.render()
    if rendered.dtype == np.uint8:  # rounded once
        assert np.abs(rendered - state.eager).max() <= 0.5 + 1e-4
    np.testing.assert_allclose(
        state.lazy.astype(np.float32).render(), state.eager, rtol=1e-5, atol=1e-3
    )


@pytest.mark.parametrize(("sampler", "n_steps"), [(rotations, 5), (smote, 4)])
def test_lazy_equals_eager_for_every_sequence_of_steps(
    sampler: Callable[[State], State], n_steps: int
) -> None:
    steps = (*STEPS, sampler)
    level = [State(ImageArray(PIXELS), PIXELS.astype(np.float64), LABELS)]
    for _ in range(n_steps - 1):
        level = [step(state) for state, step in product(level, steps)]
        for state in level:
            check(state)
    for state, step in product(level, steps):  # the last, of 6**n_steps, one at a time
        check(step(state))
