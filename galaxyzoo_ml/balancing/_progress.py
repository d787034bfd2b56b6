"""How far a sampler is, on standard error."""

from __future__ import annotations

from typing import Any

from tqdm import tqdm

__all__ = ["progress_bar"]


def progress_bar(doing: str, total: int, unit: str, verbose: int) -> tqdm[Any]:
    """Return a bar, which shows nothing where `verbose` is 0."""
    return tqdm(desc=doing, total=total, unit=unit, disable=not verbose)
