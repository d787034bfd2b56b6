"""What an `ImageArray` is made of, what it says of itself, and how pixels come out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray
from scipy.sparse import csr_array

from galaxyzoo_ml.images import _recipe
from galaxyzoo_ml.images._affine import Affine
from galaxyzoo_ml.images._base_stack import BaseStack
from galaxyzoo_ml.images._memory_guard import ensure_memory
from galaxyzoo_ml.images._render import render
from galaxyzoo_ml.images._selection import number_of, rows_of, split_key
from galaxyzoo_ml.images._symmetry import split_columns

__all__ = ["LazyStack"]

_BATCH_BYTES = 4 << 20  # rendered at a time


class LazyStack:
    """A base stack, a recipe and an affine map: the ground that `ImageArray` stands on."""

    _base: BaseStack
    _affine: Affine | None  # None is uint8, or float32, as it lies in the base
    recipe: csr_array

    @classmethod
    def _of(cls, base: BaseStack, recipe: csr_array, affine: Affine | None) -> Self:
        array = cls.__new__(cls)
        array._base, array.recipe, array._affine = base, recipe, affine
        return array

    def _with_recipe(self, recipe: csr_array) -> Self:
        return self._of(self._base, recipe, self._affine)

    def _with_affine(self, affine: Affine | None) -> Self:
        return self._of(self._base, self.recipe, affine)

    def _any_affine(self) -> Affine:
        return self._affine or Affine.identity(self.shape[3])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._of, (self._base, self.recipe, self._affine)

    # --- what an array says of itself -----------------------------------------------------------

    @property
    def base(self) -> NDArray[Any]:
        """The base stack: ndarray or memory map of shape (n_base, height, width, channels)."""
        return self._base.pixels

    @property
    def token(self) -> str:
        """The name of the base: equal for equal pixels in memory, and for one place in a file."""
        return self._base.token

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Number of images, height, width, channels."""
        height, width, channels = self.base.shape[1:]
        return self.recipe.shape[0], height, width, channels

    @property
    def ndim(self) -> int:
        """Always 4."""
        return 4

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the rendered pixels: uint8 or float32."""
        return self.base.dtype if self._affine is None else np.dtype(np.float32)

    @property
    def size(self) -> int:
        """The number of values of the rendered array."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """The bytes that the rendered array would take."""
        return self.size * self.dtype.itemsize

    @property
    def is_finite(self) -> bool:
        """Whether no pixel of these images, and no factor of the scaling, is NaN or infinite.

        Base images that none of these is made of are not looked at.
        """
        affine = self._any_affine()
        factors = np.concatenate([affine.scale, affine.shift])
        return bool(np.isfinite(factors).all()) and self._base.are_finite(self._base_rows)

    @property
    def _base_rows(self) -> NDArray[np.intp]:
        """The numbers of the base images that these are made of, sorted, each once."""
        used = np.bincount(split_columns(self.recipe.indices)[0], minlength=len(self.base))
        return np.flatnonzero(used)

    @property
    def is_mixed(self) -> bool:
        """Whether any image is a sum of several."""
        return not _recipe.is_single(self.recipe)

    @property
    def sources(self) -> NDArray[np.int64]:
        """The number of the base image that each image comes from, of shape (n,), int64."""
        if self.is_mixed:
            n_mixed = int(np.count_nonzero(np.diff(self.recipe.indptr) > 1))
            raise ValueError(
                f"{n_mixed} of {len(self)} images are mixtures of several and have no single "
                "source; X.recipe names all of them"
            )
        return split_columns(self.recipe.indices)[0].astype(np.int64)

    def copy(self) -> Self:
        """Return an array of the same images: pixels are never written to, so none is copied."""
        return self._with_recipe(self.recipe.copy())

    if not TYPE_CHECKING:  # which shall find names that are misspelled

        def __getattr__(self, name: str) -> Any:
            # What only arrays of pixels have, said in place of a bare "no attribute".
            message = f"an ImageArray has no {name!r}"
            if name == "reshape":
                message += (
                    ": its images keep their shape; np.asarray(X).reshape(...) renders all of "
                    "them, and FlattenImages makes rows"
                )
            elif hasattr(np.ndarray, name) and not name.startswith("_"):
                message += f"; np.asarray(X).{name} renders all of them, for X[start:stop] a part"
            raise AttributeError(message, name=name, obj=self)

    def __len__(self) -> int:
        return int(self.recipe.shape[0])

    # --- selection ------------------------------------------------------------------------------

    @overload
    def __getitem__(self, key: int | np.integer[Any], /) -> NDArray[Any]: ...

    @overload
    def __getitem__(self, key: slice | Sequence[int] | NDArray[Any], /) -> Self: ...

    @overload
    def __getitem__(self, key: tuple[Any, ...], /) -> Self | NDArray[Any]: ...

    def __getitem__(self, key: Any, /) -> Any:
        first, rest = split_key(key)
        number = number_of(first)
        if number is not None:
            return self._pixels_at(number)[rest]
        if _are_whole(rest):
            return self._select(rows_of(first, len(self)))
        raise IndexError(
            "an ImageArray selects whole images: X[key] or X[key, ...]; for parts of images, "
            "render first: np.asarray(X[key])[:, ...]"
        )

    def _pixels_at(self, i: int) -> NDArray[Any]:
        if not -len(self) <= i < len(self):
            raise IndexError(f"image {i} of {len(self)} images")
        pixels: NDArray[Any] = self._select(np.array([i % len(self)])).render()[0]
        return pixels

    def _select(self, rows: NDArray[np.intp]) -> Self:
        return self._with_recipe(_recipe.select(self.recipe, rows))

    def __iter__(self) -> Iterator[NDArray[Any]]:
        for rows in self._batches():
            yield from self[rows].render()

    def _batches(self) -> Iterator[slice]:
        """Yield what to render at a time, where everything is needed once."""
        step = max(1, _BATCH_BYTES // max(1, self.nbytes // max(1, len(self))))
        return (slice(start, start + step) for start in range(0, len(self), step))

    # --- rendering ------------------------------------------------------------------------------

    def render(self, out: NDArray[Any] | None = None) -> NDArray[Any]:
        """Make the pixels.

        Parameters
        ----------
        out : ndarray of shape (n, height, width, channels), default=None
            A buffer to write into, of the dtype of this array or float32.

        Returns
        -------
        ndarray of shape (n, height, width, channels)
            `out`, or a new array. The free memory is not looked at: `np.asarray` does that.

        Raises
        ------
        ValueError
            A buffer of another shape or dtype.
        """
        if out is None:
            out = np.empty(self.shape, self.dtype)
        if out.shape != self.shape or out.dtype not in (self.dtype, np.dtype(np.float32)):
            raise ValueError(
                f"the buffer is {out.dtype} of shape {out.shape}; "
                f"{self.dtype} of shape {self.shape} is needed"
            )
        render(self.base, self.recipe, self._affine, out)
        return out

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        if copy is False:
            raise ValueError("an ImageArray has to be rendered to become an array: copy=False")
        wanted = self.dtype if dtype is None else np.dtype(dtype)
        ensure_memory(len(self), self.size * max(wanted.itemsize, self.dtype.itemsize))
        if wanted == self.dtype or wanted.kind not in "biufc":
            return self.render().astype(wanted, copy=False)
        pixels = np.empty(self.shape, wanted)
        for rows in self._batches():  # cast batch by batch: both at once would take too much
            pixels[rows] = self[rows].render()
        return pixels


def _are_whole(parts: tuple[Any, ...]) -> bool:
    """Tell whether keys select all of an image: ``:`` for up to three axes, and one ``...``."""
    slices = [part for part in parts if part is not Ellipsis]
    are_all = all(isinstance(part, slice) and part == slice(None) for part in slices)
    return are_all and len(slices) <= 3 and len(parts) - len(slices) <= 1
