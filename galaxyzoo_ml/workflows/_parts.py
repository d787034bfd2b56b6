"""Which galaxies a classifier learns from, and which judge it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.cli._errors import UsageError
from galaxyzoo_ml.cli._galaxies import load_folder

__all__ = ["Part", "parts_of", "split"]


@dataclass(frozen=True)
class Part:
    """The galaxies of one side of a split."""

    images: Any
    target: NDArray[Any]
    ids: NDArray[Any]


def parts_of(galaxies: Any, arguments: argparse.Namespace) -> tuple[Part, Part]:
    """Split the galaxies before anything is balanced, or take a folder of others for the test."""
    whole = Part(galaxies.images, galaxies.target, galaxies.catalog[arguments.id_column].to_numpy())
    if arguments.test_dir is None:
        option = f"--test-size {arguments.test_size}"
        return split(whole, arguments.test_size, arguments.seed, option)
    other = load_folder(arguments.test_dir, arguments)
    unknown = sorted(set(other.target) - set(galaxies.target))
    if unknown:
        raise UsageError(f"{arguments.test_dir} has classes unknown in training: {unknown}")
    other_ids = other.catalog[arguments.id_column].to_numpy()
    return whole, Part(other.images, other.target, other_ids)


def split(part: Part, size: float, seed: int, option: str) -> tuple[Part, Part]:
    """Set a fraction of galaxies aside, every class on both sides.

    Raises
    ------
    UsageError
        That cannot be: says what `option` asks for.
    """
    from sklearn.model_selection import train_test_split

    n = len(part.ids)
    try:
        rows = train_test_split(
            np.arange(n), test_size=size, stratify=part.target, random_state=seed
        )
    except ValueError as error:
        raise UsageError(
            f"{option} of {n} galaxies cannot be split so that every class is on both sides"
        ) from error
    kept, set_aside = (Part(part.images[r], part.target[r], part.ids[r]) for r in rows)
    return kept, set_aside
