"""A stack of pictures, and which of them are probably none of the sky.

Services send error messages as pictures; nobody looks at thousands of them, and a net learns them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import BrokenImageError, DataWarning
from galaxyzoo_ml.images import ImageStack
from galaxyzoo_ml.images._soundness import black_share, contrast_share, suspicion
from galaxyzoo_ml.images.files._whole_picture import whole_picture

__all__ = [
    "SoundStack",
    "check_on_suspect",
    "find_suspects",
    "read_sound_stack",
    "suspects_worded",
]

_ON_SUSPECT = ("warn", "skip", "raise", "ignore")
# Error tiles have more, as they are or made smaller; few real pictures do.
_LEAST_BLACK, _LEAST_CONTRAST = 0.02, 0.002
_AT_ONCE = 256  # pictures: bounds the memory
_NAMED = 5


@dataclass(frozen=True)
class SoundStack:
    """Pictures, and what is known about those that are suspect.

    Parameters
    ----------
    pixels : ndarray of shape (n, height, width, 3), uint8
    rows : ndarray of shape (n,), int64
        The numbers of the files that they come from.
    left_out : list of str
        What is wrong with the other files.
    suspect : list of str
        What is odd about files that are not left out.
    """

    pixels: NDArray[np.uint8]
    rows: NDArray[np.int64]
    left_out: list[str]
    suspect: list[str]


def check_on_suspect(on_suspect: str) -> None:
    """Refuse what nobody can do about suspect pictures.

    Raises
    ------
    ValueError
        Not "warn", "skip", "raise" or "ignore".
    """
    if on_suspect not in _ON_SUSPECT:
        raise ValueError(f"on_suspect must be one of {', '.join(_ON_SUSPECT)}, got {on_suspect!r}")


def read_sound_stack(
    files: Sequence[Path],
    ids: Sequence[Any],
    read: Callable[[Sequence[Path]], ImageStack],
    *,
    are_as_in_files: bool,
    on_suspect: str,
) -> SoundStack:
    """Read pictures, and look for error tiles among them.

    Parameters
    ----------
    files : sequence of pathlib.Path
    ids : sequence
        What a message calls them.
    read : callable
        Makes a stack of files.
    are_as_in_files : bool
        Whether it neither cuts pictures nor makes them smaller.
    on_suspect : {"warn", "skip", "raise", "ignore"}

    Raises
    ------
    BrokenImageError
        Suspect pictures with "raise", or nothing but such pictures with "skip".
    """
    stack = read(files)
    found: dict[int, str] = {}
    if on_suspect != "ignore":
        found = find_suspects([files[row] for row in stack.rows], stack.pixels, are_as_in_files)
    by_file = {int(stack.rows[row]): reason for row, reason in found.items()}
    reasons = [f"{files[row]}: {reason}" for row, reason in by_file.items()]
    broken = list(stack.broken.values())
    if by_file and on_suspect == "skip":
        kept = np.array([row for row in range(len(files)) if row not in by_file], np.int64)
        if not len(kept):
            raise BrokenImageError(f"no picture is left: {suspects_worded(by_file, ids)}")
        # Read anew: a stack of exactly these files is what the rows of their table belong to.
        stack = read([files[row] for row in kept])
        return SoundStack(stack.pixels, kept[stack.rows], [*broken, *reasons], [])
    if by_file and on_suspect == "raise":
        raise BrokenImageError(suspects_worded(by_file, ids))
    if by_file:
        warnings.warn(suspects_worded(by_file, ids), DataWarning, stacklevel=3)
    return SoundStack(stack.pixels, stack.rows, broken, reasons)


def find_suspects(
    files: Sequence[Path], pixels: NDArray[np.uint8], are_as_in_files: bool
) -> dict[int, str]:
    """Return which pictures are probably none of the sky, and why.

    Of pictures that were made smaller, the few that are odd are decoded once more.

    Parameters
    ----------
    files : sequence of n pathlib.Path
    pixels : ndarray of shape (n, height, width, 3), uint8
        What was decoded of them.
    are_as_in_files : bool
        Whether they were neither cut nor made smaller.

    Returns
    -------
    dict of int to str
        Reasons by row.
    """
    found: dict[int, str] = {}
    for start in range(0, len(pixels), _AT_ONCE):
        some = pixels[start : start + _AT_ONCE]
        is_odd = (black_share(some) > _LEAST_BLACK) | (contrast_share(some) > _LEAST_CONTRAST)
        for row in (start + np.flatnonzero(is_odd)).tolist():
            picture = pixels[row] if are_as_in_files else np.asarray(whole_picture(files[row]))
            reason = suspicion(picture)
            if reason is not None:
                found[row] = reason
    return found


def suspects_worded(found: Mapping[int, str], ids: Sequence[Any]) -> str:
    """Say which pictures are suspect, and what can be done about them.

    Parameters
    ----------
    found : mapping of int to str
        From `find_suspects`.
    ids : sequence
        Of all pictures.
    """
    named = [f"{ids[row]} ({reason})" for row, reason in list(found.items())[:_NAMED]]
    more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    return (
        f"{len(found)} of {len(ids)} pictures are probably none of the sky: {', '.join(named)}"
        f"{more}; fetch them again, or leave them out by on_suspect='skip' (--on-suspect skip)"
    )
