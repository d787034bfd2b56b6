"""What saving has written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["SavedFiles"]


@dataclass(frozen=True)
class SavedFiles:
    """Files that were written, and why others were not.

    Parameters
    ----------
    paths : tuple of pathlib.Path
    left_out : tuple of str
        Reasons: what is not installed, what a file cannot hold.
    """

    paths: tuple[Path, ...]
    left_out: tuple[str, ...] = ()
