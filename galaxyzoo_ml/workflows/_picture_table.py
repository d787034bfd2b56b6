"""What a model makes of picture files."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import DataWarning
from galaxyzoo_ml.workflows._picture_files import LookedAt, PictureFiles, path_text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PictureTable", "PicturesInterrupted", "result_of"]


@dataclass(frozen=True)
class PictureTable:
    """What a model makes of picture files.

    Parameters
    ----------
    table : DataFrame
        One row a picture that could be read: ``OBJID``, what was found, ``path``.
    values : ndarray of shape (n, k)
        What was found, as numbers: probabilities, fractions of votes, or an embedding.
    broken : tuple of str
        What is wrong with the pictures that could not be read.
    plots : tuple of pathlib.Path
        What was not looked at: plots that this library has drawn beside its results.
    suspect : tuple of str
        What makes pictures of the table suspect that are probably none of the sky.

    See Also
    --------
    predict_pictures : Classes, or fractions of votes.
    embed_pictures : Numbers in which galaxies that look alike are near.
    """

    table: pd.DataFrame
    values: NDArray[Any]
    broken: tuple[str, ...]
    plots: tuple[Path, ...] = ()
    suspect: tuple[str, ...] = ()


class PicturesInterrupted(KeyboardInterrupt):
    """Ctrl-C came while pictures were looked at.

    Parameters
    ----------
    so_far : PictureTable
        Of those that were looked at before, at least one.
    """

    def __init__(self, so_far: PictureTable) -> None:
        super().__init__(f"{len(so_far.table):,} pictures were looked at")
        self.so_far = so_far


def result_of(
    found: PictureFiles,
    looked: LookedAt,
    table_of: Callable[[NDArray[Any]], pd.DataFrame],
    *,
    goes_on: bool,
) -> PictureTable:
    """Say of which picture each row is, and what became of the others.

    Parameters
    ----------
    found : PictureFiles
        What was meant.
    looked : LookedAt
        What was found of them.
    table_of : callable
        Makes a table of the numbers.
    goes_on : bool
        Whether an earlier result has pictures, too: then there may be no new ones.

    Raises
    ------
    BrokenImageError
        Not one picture can be read.
    PicturesInterrupted
        Ctrl-C came; a bare KeyboardInterrupt if nothing was looked at before.

    Warns
    -----
    DataWarning
        Pictures that are probably none of the sky.
    """
    import pandas as pd

    if goes_on and looked.is_whole and not looked.rows:
        table = pd.DataFrame()
    else:
        looked.check_any()
        table = table_of(looked.found)
        table["path"] = [path_text(found.files[i]) for i in looked.rows]  # names may be shared
        table.insert(0, "OBJID", [found.names[i] for i in looked.rows])
    suspect = tuple(f"{found.files[i]}: {reason}" for i, reason in looked.suspect.items())
    if suspect:
        from galaxyzoo_ml.datasets.folder._sound_stack import suspects_worded

        warnings.warn(suspects_worded(looked.suspect, found.names), DataWarning, stacklevel=3)
    result = PictureTable(table, looked.found, tuple(looked.broken.values()), found.plots, suspect)
    if not looked.is_whole:
        raise PicturesInterrupted(result)
    return result
