"""Mirror images keep their label, or join the class they are called by."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone

from galaxyzoo_ml.balancing import RotationOversampler
from galaxyzoo_ml.datasets import MIRRORED_LABELS
from galaxyzoo_ml.images import ImageArray

CW, ACW, EL = "spiral_clockwise", "spiral_anticlockwise", "elliptical"
Y = np.repeat([CW, ACW, EL], [3, 1, 40])
PIXELS = np.random.default_rng(1).integers(0, 256, (len(Y), 4, 4, 1), dtype=np.uint8)
SWAPS = {CW: ACW, ACW: CW}


def balanced(reflect: Any, seed: int = 0, **options: Any) -> tuple[RotationOversampler, Any, Any]:
    sampler = RotationOversampler(reflect=reflect, random_state=seed, **options)
    X, y = sampler.fit_resample(ImageArray(PIXELS), Y)
    return sampler, X, y


@pytest.mark.parametrize("seed", range(5))
def test_without_reflection_nothing_is_mirrored(seed: int) -> None:
    sampler, X, y = balanced(False, seed)
    assert sampler.symmetries_.max() == 3
    np.testing.assert_array_equal(Y[X.sources], y)


def test_mirror_images_join_the_class_that_they_belong_to() -> None:
    sampler, X, y = balanced(SWAPS, sampling_strategy={CW: 16, ACW: 16, EL: 330})
    mirrored = sampler.symmetries_ >= 4
    sources = Y[X.sources]
    np.testing.assert_array_equal(y[~mirrored], sources[~mirrored])
    expected = [SWAPS.get(label, label) for label in sources[mirrored]]
    assert y[mirrored].tolist() == expected
    assert {(CW, ACW), (ACW, CW), (EL, EL)} <= set(zip(y[mirrored], sources[mirrored], strict=True))


@pytest.mark.parametrize("label", [CW, ACW])
def test_own_rotations_and_the_twins_mirror_images_are_used_up_before_any_repeats(
    label: str,
) -> None:
    sampler, _, y = balanced(SWAPS, sampling_strategy={label: 16})
    of_class = y == label
    pairs = set(zip(sampler.sample_indices_[of_class], sampler.symmetries_[of_class], strict=True))
    assert len(pairs) == 16  # four spirals, each in four positions
    sampler, _, y = balanced(SWAPS, sampling_strategy={label: 64})
    used = np.bincount(sampler.sample_indices_[y == label], minlength=4)[:4]
    assert used.tolist() == [16, 16, 16, 16]


def test_a_class_without_its_twin_uses_its_own_images() -> None:
    alone = Y != ACW
    sampler = RotationOversampler(reflect=SWAPS, random_state=0)
    X, y = sampler.fit_resample(ImageArray(PIXELS[alone]), Y[alone])
    np.testing.assert_array_equal(Y[alone][X.sources], y)
    assert sampler.symmetries_[y == CW].max() == 3


@pytest.mark.parametrize("reflect", [True, {}, {"merger": "edge_on", "edge_on": "merger"}])
def test_labels_without_a_twin_keep_their_mirror_images(reflect: Any) -> None:
    sampler, X, y = balanced(reflect, sampling_strategy={EL: 320})
    np.testing.assert_array_equal(Y[X.sources], y)
    pairs = set(zip(sampler.sample_indices_[y == EL], sampler.symmetries_[y == EL], strict=True))
    assert len(pairs) == (320 if reflect else 160)


def test_labels_that_swap_one_way_only_are_refused() -> None:
    with pytest.raises(ValueError, match="both labels"):
        balanced({CW: ACW})


def test_the_public_mapping_can_be_given_cloned_and_pickled() -> None:
    sampler, _, y = balanced(MIRRORED_LABELS)
    again = pickle.loads(pickle.dumps(clone(sampler)))
    _, y_again = again.fit_resample(ImageArray(PIXELS), Y)
    np.testing.assert_array_equal(y_again, y)
    assert dict(again.reflect) == dict(MIRRORED_LABELS)
