"""What Galaxy Zoo's volunteers could answer, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["CLASS_OF_VOTE", "MIRRORED_LABELS", "VOTES"]

CLASS_OF_VOTE: Mapping[str, str] = MappingProxyType(
    {
        "elliptical": "elliptical",
        "spiral_clockwise": "spiral",
        "spiral_anticlockwise": "spiral",
        "edge_on": "spiral",
        "dont_know": "uncertain",
        "merger": "uncertain",
    }
)
"""The three classes of the course, by the six answers of Galaxy Zoo 1 (Lintott et al. 2008)."""

VOTES: tuple[str, ...] = tuple(CLASS_OF_VOTE)
"""The six answers of Galaxy Zoo 1: the columns P_EL, P_CW, P_ACW, P_EDGE, P_DK, P_MG."""

# A plain dict: it is made to be a parameter of samplers, which are cloned and pickled.
MIRRORED_LABELS: dict[str, str] = {
    "spiral_clockwise": "spiral_anticlockwise",
    "spiral_anticlockwise": "spiral_clockwise",
}
"""The labels that swap when an image is mirrored. All others stay; rotations swap none."""
