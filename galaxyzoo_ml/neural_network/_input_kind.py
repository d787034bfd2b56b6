"""What kind of numbers a net was given: bytes, or floats of some scale."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.images import ImageArray

__all__ = ["InputKind"]

_ROWS = 64  # that are looked at: the scale of all is that of some
_UNSCALED = 5.0  # root mean square: of images of unit variance it is 1, of bytes 20 to 150
_FACTOR = 8.0
_FLAT = 60.0
_ALIKE = 2.5


class InputKind(NamedTuple):
    """The dtype of images, and the scale of what a net makes of them.

    Parameters
    ----------
    dtype : {"uint8", "float32"}
    low, high : float
        The least and greatest value that the net is given: of bytes 0 and 1.
    mean, spread : float
        And their mean and root mean square about it; of bytes not known, and 0.
    """

    dtype: str
    low: float = 0.0
    high: float = 1.0
    mean: float = 0.0
    spread: float = 0.0

    @classmethod
    def of(cls, images: ImageArray | NDArray[Any]) -> InputKind:
        """Return the kind of images: of bytes from their dtype, of floats from some of them."""
        if images.dtype == np.uint8:
            return cls("uint8")
        rows = np.unique(np.linspace(0, len(images) - 1, min(len(images), _ROWS)).astype(np.intp))
        some = images[rows]
        values = some.render() if isinstance(some, ImageArray) else np.asarray(some, np.float32)
        low, high = float(values.min()), float(values.max())
        mean, spread = values.mean(dtype=np.float64), values.std(dtype=np.float64)
        return cls("float32", low, high, float(mean), float(spread))

    @property
    def is_unit(self) -> bool:
        """Whether values lie between 0 and 1, as those of bytes do."""
        return self.low >= 0 and self.high <= 1

    def warn_unscaled(self) -> None:
        """Warn of floats that nobody scaled."""
        if np.hypot(self.mean, self.spread) > _UNSCALED:
            warnings.warn(
                f"X holds floats from {self.low:.3g} to {self.high:.3g}, which are taken as they "
                "are: nets learn from numbers of about unit variance. Put a StandardScaler "
                "before the net, or divide by 255; uint8 is divided by itself",
                DataWarning,
                stacklevel=2,
            )

    def difference(self, other: InputKind) -> str | None:
        """Say how images of another kind differ from these; None if they may be alike."""
        if self.dtype != other.dtype:
            alike = self.is_unit and other.is_unit
            return None if alike else f"{other}, and {self} before"
        scale, other_scale = (max(abs(each.low), abs(each.high)) for each in (self, other))
        beyond = other_scale > _FACTOR * max(scale, 1.0)
        below = scale > _UNSCALED * _FACTOR and other_scale <= 1
        below = below or 0 < other.spread < self.spread / _FLAT  # divided by 255, and scaled after
        return f"{other}, and {self} before" if beyond or below else None

    def is_scaled_as(self, other: InputKind) -> bool:
        """Tell whether floats have about the mean and spread of these."""
        if "uint8" in (self.dtype, other.dtype) or 0 in (self.spread, other.spread):
            return True
        ratio = other.spread / self.spread
        return 1 / _ALIKE < ratio < _ALIKE and abs(other.mean - self.mean) < 2 * self.spread

    def __str__(self) -> str:
        if self.dtype == "uint8":
            return "uint8 (divided by 255)"
        return f"floats from {self.low:.3g} to {self.high:.3g}"
