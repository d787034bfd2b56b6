"""Which label each label becomes in the mirror."""

from __future__ import annotations

from typing import Any

import pytest

from galaxyzoo_ml._mirrored_labels import mirrored_numbers

WINDING = {"spiral_clockwise": "spiral_anticlockwise", "spiral_anticlockwise": "spiral_clockwise"}
LABELS = ["elliptical", "spiral_anticlockwise", "spiral_clockwise"]


def test_each_label_becomes_its_twin() -> None:
    numbers = mirrored_numbers(LABELS, WINDING)
    assert numbers is not None
    assert numbers.tolist() == [0, 2, 1]


def test_without_handedness_each_label_stays() -> None:
    numbers = mirrored_numbers(LABELS, True)
    assert numbers is not None
    assert numbers.tolist() == [0, 1, 2]
    assert mirrored_numbers(LABELS, False) is None


@pytest.mark.parametrize(
    ("labels", "swaps"),
    [
        (LABELS[:2], WINDING),  # the twin is no class here
        (LABELS, {"elliptical": "spiral_clockwise"}),  # which stays what it is
    ],
)
def test_labels_that_no_mirror_gives_back_are_refused(labels: list[str], swaps: Any) -> None:
    with pytest.raises(ValueError, match="no class here or does not become"):
        mirrored_numbers(labels, swaps)
