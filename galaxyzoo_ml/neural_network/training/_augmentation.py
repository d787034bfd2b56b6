"""How images vary while a net learns."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Augmentation"]


@dataclass(frozen=True)
class Augmentation:
    """How images vary while a net learns.

    Parameters
    ----------
    rotation : {"none", "quarters", "any"}
        Turns by no angle, by quarters, or by any angle.
    reflect : bool
        Whether every second image is mirrored.
    zoom : float
        Sizes are multiplied by exp(u), u uniform in [-zoom, zoom].
    shift : float
        Largest shift along each axis, in pixels of the net's input.
    brightness : float
        Values are multiplied by exp(u), u uniform in [-brightness, brightness].
    """

    rotation: str = "none"
    reflect: bool = False
    zoom: float = 0.0
    shift: float = 0.0
    brightness: float = 0.0

    @property
    def moves(self) -> bool:
        """Whether pixels have to be sampled anew."""
        return self.rotation != "none" or self.reflect or self.zoom > 0 or self.shift > 0

    @property
    def is_none(self) -> bool:
        return not self.moves and self.brightness == 0
