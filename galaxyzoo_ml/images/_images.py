"""What a stack of images offers, lazy or not."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Images"]


class Images(Protocol):
    """A stack of images of shape (n, height, width, channels): `ImageArray` or ndarray.

    Whatever takes `Images` asks for no more than this, and so renders nothing by accident.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of images, height, width, channels."""

    @property
    def ndim(self) -> int:
        """The number of dimensions: 4."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the pixels: uint8 or float32."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any, /) -> Any: ...

    def __array__(self) -> NDArray[Any]: ...
