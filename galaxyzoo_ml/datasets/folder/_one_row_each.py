"""Each galaxy, and each picture, in one row: on both sides of a split it would leak."""

from __future__ import annotations

import warnings
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from galaxyzoo_ml.exceptions import DataWarning, TableError

__all__ = ["line_of_first", "refuse_twins", "warn_of_shared_pictures"]


def line_of_first(flags: pd.Series[Any]) -> int:
    """Return the line of the file of the first row that is flagged (the header is line 1)."""
    return int(flags.to_numpy().argmax()) + 2


def refuse_twins(ids: pd.Series[Any], path: Path) -> None:
    """Refuse an id that stands in two rows.

    Raises
    ------
    TableError
        There is one.
    """
    twins = ids.duplicated()
    if twins.any():
        raise TableError(
            f"{path}: {ids.name} {ids[twins].iloc[0]} stands twice (again in row "
            f"{line_of_first(twins)}); a galaxy on both sides of a split would leak"
        )


def warn_of_shared_pictures(table: pd.DataFrame, ids: pd.Series[Any], path: Path) -> None:
    """Warn of one picture under two ids: nothing else tells that they are one galaxy."""
    pictures = table["path"].map(_plain)
    shared = pictures.duplicated(keep=False).to_numpy()
    if shared.any():
        picture = pictures[shared].iloc[0]
        both = ids[(pictures == picture).to_numpy()]
        warnings.warn(
            f"{path}: {ids.name} {both.iloc[0]} and {both.iloc[1]} have one picture, {picture} "
            f"({int(shared.sum())} such rows): on both sides of a split it would leak",
            DataWarning,
            stacklevel=2,
        )


def _plain(name: object) -> str:
    """Return one spelling of a path: ``./a//b`` is ``a/b``."""
    return str(PurePosixPath(str(name).replace("\\", "/")))
