"""Picture files, and asking a model about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from galaxyzoo_ml.exceptions import BrokenImageError, DataError
from galaxyzoo_ml.images import ImageArray, iter_stacks
from galaxyzoo_ml.workflows._suspect_pictures import SuspectPictures
from galaxyzoo_ml.workflows._training_files import is_plot

__all__ = ["PICTURE_SUFFIXES", "LookedAt", "PictureFiles", "find_pictures", "look_at", "path_text"]

Pictures: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""Names of files, folders and tables."""

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp"})
"""How the names of files end that are taken for pictures, in any case of letters."""


@dataclass(frozen=True)
class PictureFiles:
    """Names of galaxies, and the files of their pictures.

    Parameters
    ----------
    names : list of str
        Two of them may have one name.
    files : list of pathlib.Path
    plots : tuple of pathlib.Path
        What was left out: plots that this library has drawn beside its results.
    """

    names: list[str]
    files: list[Path]
    plots: tuple[Path, ...] = ()

    def without(self, paths: Collection[str]) -> PictureFiles:
        """Leave files out.

        Parameters
        ----------
        paths : collection of str
            Of these files.

        Returns
        -------
        PictureFiles
        """
        pairs = zip(self.names, self.files, strict=True)
        kept = [(name, file) for name, file in pairs if path_text(file) not in paths]
        return PictureFiles([name for name, _ in kept], [file for _, file in kept], self.plots)


@dataclass(frozen=True)
class LookedAt:
    """What was found of pictures that could be read, and what is wrong with the others.

    Parameters
    ----------
    found : ndarray of shape (n, k)
    rows : list of int
        The numbers of the n files.
    broken : dict of int to str
    suspect : dict of int to str
        What makes pictures suspect that were looked at all the same.
    is_whole : bool
        Whether all files were looked at. False if Ctrl-C came between.
    """

    found: NDArray[Any]
    rows: list[int]
    broken: dict[int, str]
    suspect: dict[int, str]
    is_whole: bool = True

    def check_any(self) -> None:
        """Refuse to go on without a single picture.

        Raises
        ------
        BrokenImageError
            Not one of them can be read.
        KeyboardInterrupt
            None has been read yet.
        """
        if not self.rows and not self.is_whole:
            raise KeyboardInterrupt
        if not self.rows:
            first, *others = self.broken.values()
            raise BrokenImageError(first + (f" (and {len(others)} more)" if others else ""))


def look_at(
    files: Sequence[Path],
    size: int,
    function: Callable[[ImageArray], NDArray[Any]],
    *,
    on_suspect: str = "ignore",
    progress: bool = False,
) -> LookedAt:
    """Ask a function about pictures, which are decoded block by block: few are in memory.

    Ctrl-C ends it early; what has been found by then is returned, and the caller raises.
    """
    found: list[NDArray[Any]] = []
    rows: list[int] = []
    broken: dict[int, str] = {}
    suspects = SuspectPictures(files, on_suspect)
    is_whole = True
    try:
        for block in iter_stacks(files, size=size, progress=progress) if files else ():
            stack = suspects.sifted(block)
            answers = function(ImageArray(stack.pixels)) if len(stack.rows) else None
            broken |= stack.broken
            if answers is not None:
                found.append(answers)
                rows += stack.rows.tolist()
    except KeyboardInterrupt:
        is_whole = False
    values = np.concatenate(found) if found else np.empty((0, 0))
    n = min(len(values), len(rows))  # Ctrl-C may have come between two lines
    return LookedAt(values[:n], rows[:n], broken, suspects.found, is_whole)


def find_pictures(pictures: Pictures, *, id_column: str = "OBJID") -> PictureFiles:
    """Return the names and files of all pictures that are meant.

    Parameters
    ----------
    pictures : path-like, or sequence of path-like
        Picture files; folders, with all that is in them; tables beside their pictures (``.csv``),
        of which rows with another status than "ok" are left out. Plots that this library has drawn
        beside its results are no pictures of galaxies, and left out.
    id_column : str, default="OBJID"
        The column of a table that names the pictures. Elsewhere the file does, without its suffix.

    Returns
    -------
    PictureFiles
        In the order given; those of a folder sorted.

    Raises
    ------
    DataError
        A path that is not there or cannot hold pictures, or a folder without any.
    TableError
        See `read_table`.

    Examples
    --------
    >>> from galaxyzoo_ml.workflows import find_pictures
    >>> find_pictures("no-such-folder")
    Traceback (most recent call last):
        ...
    galaxyzoo_ml.exceptions.DataError: no-such-folder: there is no such file or folder
    """
    if isinstance(pictures, str | os.PathLike):
        pictures = [pictures]
    places = [Path(path) for path in pictures]
    names: list[str] = []
    files: list[Path] = []
    plots: list[Path] = []
    for path in places:
        if path.suffix.lower() == ".csv" and not path.is_dir():
            more_names, more_files = _of_table(path, id_column)
        elif path.is_dir():
            more_files = sorted(_pictures_among(path.rglob("*")))
            plots += [file for file in more_files if is_plot(file)]
            more_files = [file for file in more_files if not is_plot(file)]
            more_names = [path_text(file.stem) for file in more_files]
            if not more_files:
                but = " but plots of results" if plots else ""
                raise DataError(f"there are no pictures in {path}{but}")
        elif path.is_file():
            more_files = _pictures_among([path])
            more_names = [path_text(path.stem)]
            if not more_files:
                raise DataError(f"{path} is no picture, folder or table; a model comes first")
            if is_plot(path):
                plots.append(path)
                continue
        else:
            raise DataError(f"{path}: there is no such file or folder")
        names += more_names
        files += more_files
    if not files:
        but = " but plots of results" if plots else ""
        raise DataError(f"there are no pictures in {', '.join(str(path) for path in places)}{but}")
    _check_names(files)
    return PictureFiles(names, files, tuple(plots))


def _check_names(files: Sequence[Path]) -> None:
    """Refuse names that no table can hold, before the work."""
    for file in files:
        try:
            os.fsencode(file).decode()
        except UnicodeDecodeError:
            raise DataError(f"{path_text(file)}: the name is no UTF-8: rename the file") from None


def path_text(path: str | Path) -> str:
    """Return a path as text, the same wherever the process thinks it is (``LANG=C``)."""
    return os.fsencode(path).decode(errors="backslashreplace")


def _pictures_among(paths: Iterable[Path]) -> list[Path]:
    return [
        path
        for path in paths
        if path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith(".")
    ]


def _of_table(path: Path, id_column: str) -> tuple[list[str], list[Path]]:
    from galaxyzoo_ml.datasets import read_table

    table = read_table(path, id_column)
    if "status" in table:
        table = table[table["status"] == "ok"]
    names = table[id_column].astype(str).tolist()
    return names, [path.parent / name for name in table["path"]]
