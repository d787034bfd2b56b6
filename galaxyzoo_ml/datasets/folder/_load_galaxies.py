"""Galaxies from a folder: a table beside pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets._bunch import make_bunch
from galaxyzoo_ml.datasets._home import made_data_home
from galaxyzoo_ml.datasets.folder._read_table import read_folder_table
from galaxyzoo_ml.datasets.folder._sound_stack import check_on_suspect, read_sound_stack
from galaxyzoo_ml.datasets.folder._status import Status
from galaxyzoo_ml.datasets.network._progress import is_shown
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.datasets.tables._typed_column import NUMBER
from galaxyzoo_ml.exceptions import DataError, FolderNotFoundError, TableError
from galaxyzoo_ml.images import ImageArray, ImageStack, read_stack

__all__ = ["load_galaxies"]


def load_galaxies(
    folder: str | os.PathLike[str],
    column: str | Sequence[str] = "target",
    *,
    id_column: str = "OBJID",
    size: int | None = None,
    crop: int | None = None,
    on_error: str = "raise",
    on_suspect: str = "warn",
    return_X_y: bool = False,
    data_home: str | os.PathLike[str] | None = None,
    progress: bool | str = "auto",
) -> Any:
    """Load the galaxies of a folder.

    A folder of galaxies is ``images/<OBJID>.jpg`` beside a table: ``manifest.csv`` (as written by
    ``galaxyzoo fetch``) or ``labels.csv``. A column ``path``, relative to the folder, wins over
    the default place; rows whose ``status`` is not ``ok`` are left out. The layout of the course
    is read, too: ``training_data.txt``, a list of ``[OBJID, spiral, elliptical, uncertain]``,
    beside ``<OBJID>.jpg``; it is parsed, never executed.

    The pictures are decoded once, on all cores, into a memory-mapped stack in the cache.

    Parameters
    ----------
    folder : path-like
    column : str or list of str, default="target"
        The column of labels, which are taken as they are written ("01", "NA"); only an empty cell
        is none. Where all are whole numbers written as 1.0, 2.0, they are 1, 2. A list of columns
        gives a float target of shape (n, k), such as vote fractions.
    id_column : str, default="OBJID"
        The column that names the pictures. Whole numbers are read as int64, never through a
        float; ids with zeros in front (004) stay text.
    size : int, default=None
        Side of the images, in pixels: the central square of each picture, resampled. None keeps
        the pictures as they are and demands that all have one size.
    crop : int, default=None
        Side of the central square that is used, in pixels of the files, before resampling.
    on_error : {"raise", "skip"}, default="raise"
        Whether a missing or broken picture is an error, or is left out and counted.
    on_suspect : {"warn", "skip", "raise", "ignore"}, default="warn"
        What to do about pictures that are probably none of the sky, such as the error messages
        that SkyServer draws and sends as pictures: warn and name them, leave them out and count
        them, raise, or not look.
    return_X_y : bool, default=False
        Return ``(images, target)`` alone.
    data_home : path-like, default=None
        The cache folder; see `get_data_home`.
    progress : bool or "auto", default="auto"
        Show a progress bar on standard error while decoding; "auto" does so where that is a
        terminal.

    Returns
    -------
    sklearn.utils.Bunch
        ``images`` (`~galaxyzoo_ml.images.ImageArray`, uint8), ``target`` (ndarray of str of shape
        (n,), or float64 of shape (n, k)), ``target_names`` (ndarray of str), ``catalog``
        (DataFrame, one row an image), ``skipped`` (int: rows left out because their status or
        picture was bad), ``broken`` (list of str: what is wrong with those pictures),
        ``suspect`` (list of str: what makes pictures suspect that are not left out),
        ``unlabelled`` (int: rows left out because the column was empty) and ``DESCR``.

    Raises
    ------
    FolderNotFoundError
        No such folder.
    TableError
        No table, no such column, ids that are not unique or that a spreadsheet has rounded.
    BrokenImageError
        A picture that is missing or broken, or suspect with ``on_suspect="raise"``.
    ImageSizeError
        Pictures of different sizes without `size`.
    DataError
        Nothing to load.

    Warns
    -----
    DataWarning
        Pictures that are probably none of the sky; two ids that have one picture.
    """
    check_on_suspect(on_suspect)
    root, shown = Path(folder), is_shown(progress)
    if not root.is_dir():
        raise FolderNotFoundError(f"{root}: there is no such folder")
    columns = _columns_of(column)
    labels = columns if isinstance(column, str) else []
    table = read_folder_table(root, id_column, as_written=labels)
    _check_columns(table, columns, root)
    good, skipped = _with_good_status(table)
    labelled = good[good[columns].notna().all(axis=1)]
    unlabelled = len(good) - len(labelled)
    if labelled.empty:
        raise DataError(f"{root}: no row is left that has a good picture and {', '.join(columns)}")

    def read(paths: Sequence[Path]) -> ImageStack:
        return read_stack(
            paths,
            size=size,
            crop=crop,
            cache_dir=made_data_home(data_home) / "stacks",
            on_error=on_error,
            progress=shown,
        )

    sound = read_sound_stack(
        [root / path for path in labelled["path"]],
        labelled[id_column].tolist(),
        read,
        are_as_in_files=size is None and crop is None,
        on_suspect=on_suspect,
    )
    catalog = labelled.iloc[sound.rows].reset_index(drop=True)
    return make_bunch(
        return_X_y=return_X_y,
        images=ImageArray(sound.pixels),
        target=_target_of(catalog, column),
        target_names=None if isinstance(column, str) else columns,
        catalog=catalog,
        skipped=skipped + len(sound.left_out),
        unlabelled=unlabelled,
        broken=sound.left_out,
        suspect=sound.suspect,
        descr=f"{len(catalog)} galaxies of {root}, labelled by {', '.join(columns)}.",
    )


def _columns_of(column: Any) -> list[str]:
    """Return the names of the columns that labels are in."""
    is_one = isinstance(column, str) or not isinstance(column, Iterable)
    names = [column] if is_one else list(column)
    if names and all(isinstance(name, str) for name in names):
        return names
    hint = f"; the side of the images is size={column}" if isinstance(column, int) else ""
    raise ValueError(f"column names the labels ('target', say), and is {column!r}{hint}")


def _check_columns(table: pd.DataFrame, columns: list[str], root: Path) -> None:
    for column in columns:
        if column not in table:
            raise TableError(f"{root}: there is no column {column!r}; there are {listed(table)}")


def _with_good_status(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    if "status" not in table:
        return table, 0
    good = table[table["status"] == Status.OK]
    return good, len(table) - len(good)


def _target_of(catalog: pd.DataFrame, column: str | Sequence[str]) -> NDArray[Any]:
    if not isinstance(column, str):
        try:
            return catalog[list(column)].to_numpy(np.float64)
        except ValueError as error:
            raise TableError(f"the columns {', '.join(column)} do not hold numbers") from error
    labels = catalog[column].astype(str)
    if labels.str.fullmatch(NUMBER).all() and (labels.astype(np.float64) % 1 != 0).any():
        raise TableError(
            f"the column {column!r} holds fractions, not labels; give a list of columns "
            f"([{column!r}]) for a target of numbers"
        )
    if labels.str.fullmatch(r"-?[0-9]+\.0").all():  # whole numbers that an empty cell made floats
        labels = labels.str.removesuffix(".0")
    return labels.to_numpy().astype(str)
