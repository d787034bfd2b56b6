"""Pictures that are probably none of the sky, among those that a model is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from galaxyzoo_ml.exceptions import BrokenImageError
from galaxyzoo_ml.images import ImageStack

__all__ = ["SuspectPictures"]


class SuspectPictures:
    """Looks for error tiles, block by block, and does about them what was asked for.

    Parameters
    ----------
    files : sequence of pathlib.Path
        All of them.
    on_suspect : {"warn", "skip", "raise", "ignore"}
        As in `~galaxyzoo_ml.datasets.load_galaxies`; whoever warns does so in the end.

    Attributes
    ----------
    found : dict of int to str
        Reasons, by the number of the file, of those that are not left out.

    Raises
    ------
    ValueError
        Another `on_suspect`.
    """

    def __init__(self, files: Sequence[Path], on_suspect: str) -> None:
        from galaxyzoo_ml.datasets.folder._sound_stack import check_on_suspect

        check_on_suspect(on_suspect)
        self.files, self.on_suspect = files, on_suspect
        self.found: dict[int, str] = {}

    def sifted(self, stack: ImageStack) -> ImageStack:
        """Return a block, without suspect pictures if they are to be left out.

        Raises
        ------
        BrokenImageError
            A suspect picture, if they are errors.
        """
        if self.on_suspect == "ignore" or not len(stack.rows):
            return stack
        from galaxyzoo_ml.datasets.folder._sound_stack import find_suspects, suspects_worded

        numbers = stack.rows.tolist()
        by_row = find_suspects(
            [self.files[i] for i in numbers], stack.pixels, are_as_in_files=False
        )
        reasons = {numbers[row]: reason for row, reason in by_row.items()}
        if reasons and self.on_suspect == "raise":
            raise BrokenImageError(suspects_worded(reasons, self.files))
        if self.on_suspect == "warn":
            self.found |= reasons
            return stack
        is_sound = ~np.isin(np.arange(len(numbers)), list(by_row))
        broken = {i: f"{self.files[i]}: {reason}" for i, reason in reasons.items()}
        return ImageStack(stack.pixels[is_sound], stack.rows[is_sound], stack.broken | broken)
