"""Every class gets the same diet of rotations, if that is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import MIRRORED_LABELS
from galaxyzoo_ml.images import ImageArray, transform


@settings(max_examples=150)
@given(
    sizes=st.lists(st.integers(1, 13), min_size=2, max_size=4),
    extra=st.integers(0, 70),
    reflect=st.booleans(),
    square=st.booleans(),
    seed=st.integers(0, 9),
)
def test_each_class_is_turned_evenly(
    sizes: list[int], extra: int, reflect: bool, square: bool, seed: int
) -> None:
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    X = np.zeros((len(y), 4, 4 if square else 6, 1), np.uint8)
    strategy = {label: n + extra for label, n in enumerate(sizes) if label}
    sampler = RotationOversampler(
        rotate="all", sampling_strategy=strategy, reflect=reflect, random_state=seed
    )
    _, labels = sampler.fit_resample(X, y)
    rows, symmetries = sampler.sample_indices_, sampler.symmetries_
    np.testing.assert_array_equal(rows[: len(y)], np.arange(len(y)))
    np.testing.assert_array_equal(y[rows], labels)
    allowed = [g for g in range(8) if (square or g % 2 == 0) and (reflect or g < 4)]
    uses = np.zeros((len(y), 8), int)
    np.add.at(uses, (rows, symmetries), 1)
    assert uses[:, allowed].sum() == len(labels)
    for label in range(len(sizes)):
        of_class = uses[y == label][:, allowed]
        assert of_class.sum() == strategy.get(label, sizes[label])
        assert np.ptp(of_class.sum(axis=0)) <= 1  # every symmetry equally often
        assert np.ptp(of_class.sum(axis=1)) <= 1  # and every image
        assert np.ptp(of_class) <= 1  # and no pair twice before all once


def test_rotation_tells_classes_apart_unless_all_are_turned() -> None:
    y = np.repeat(["many", "few"], [400, 40])
    X = ImageArray(np.zeros((440, 4, 4, 1), np.uint8))
    shares = {}
    for rotate in ("new", "all"):
        sampler = RotationOversampler(rotate=rotate, random_state=0)
        _, labels = sampler.fit_resample(X, y)
        untouched = sampler.symmetries_ == 0
        shares[rotate] = [untouched[labels == label].mean() for label in ("many", "few")]
    assert shares["new"][0] == 1
    assert shares["new"][1] < 0.35
    assert shares["all"] == [0.25, 0.25]


@pytest.mark.parametrize("lazy", [True, False])
def test_what_is_rendered_is_what_the_symmetries_say(lazy: bool) -> None:
    rng = np.random.default_rng(0)
    pixels, y = rng.integers(0, 256, (14, 5, 5, 3), dtype=np.uint8), np.repeat([0, 1], [9, 5])
    sampler = RotationOversampler(rotate="all", reflect=True, random_state=0)
    X, _ = sampler.fit_resample(ImageArray(pixels) if lazy else pixels, y)
    assert (sampler.symmetries_[:9] > 0).any()  # the originals of the larger class, too
    for image, row, g in zip(X, sampler.sample_indices_, sampler.symmetries_, strict=True):
        np.testing.assert_array_equal(image, transform(pixels[row][None], int(g))[0])


def test_labels_that_swap_cannot_be_mirrored_evenly() -> None:
    X, labels = np.zeros((6, 4, 4, 1), np.uint8), ["spiral_clockwise", "spiral_anticlockwise"]
    sampler = RotationOversampler(rotate="all", reflect=MIRRORED_LABELS, random_state=0)
    with pytest.raises(ValueError, match=r"'spiral_anticlockwise'.*reflect=False"):
        sampler.fit_resample(X, np.repeat(labels, [4, 2]))
    X_out, _ = sampler.fit_resample(X, np.repeat(["elliptical", "merger"], [4, 2]))
    assert len(X_out) == 8
    with pytest.raises(ValueError, match="The 'rotate' parameter"):
        RotationOversampler(rotate="none").fit_resample(X, np.repeat(labels, [4, 2]))


def test_seeds() -> None:
    X, y = np.zeros((30, 4, 4, 1), np.uint8), np.repeat([0, 1], [20, 10])

    def drawn(seed: Any) -> list[int]:
        sampler = RotationOversampler(rotate="all", random_state=seed)
        sampler.fit_resample(X, y)
        return (8 * sampler.sample_indices_ + sampler.symmetries_).tolist()

    assert drawn(0) == drawn(0)
    assert drawn(0) != drawn(1)
