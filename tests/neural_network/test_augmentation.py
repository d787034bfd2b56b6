"""Whether images vary at all while a net learns."""

from __future__ import annotations

import pytest

from galaxyzoo_ml.neural_network.training._augmentation import Augmentation


def test_nothing_varies_unless_asked_for() -> None:
    assert Augmentation().is_none
    assert not Augmentation().moves


def test_brightness_varies_and_moves_no_pixel() -> None:
    assert not Augmentation(brightness=0.1).is_none
    assert not Augmentation(brightness=0.1).moves


@pytest.mark.parametrize(
    "augmentation",
    [
        Augmentation(rotation="quarters"), Augmentation(rotation="any"), Augmentation(reflect=True),
        Augmentation(zoom=0.1), Augmentation(shift=1.0),
    ],
)  # fmt: skip
def test_everything_else_moves_pixels(augmentation: Augmentation) -> None:
    assert augmentation.moves
    assert not augmentation.is_none
