"""Which table of a file: the one that is asked for, or the one with positions."""

from __future__ import annotations

from pathlib import Path

from galaxyzoo_ml.datasets.catalogs._position_columns import has_positions
from galaxyzoo_ml.datasets.tables._astropy_tables import FileTable, TablesOfFile
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.exceptions import TableError

__all__ = ["choose_table"]


def choose_table(
    found: TablesOfFile, wanted: int | str | None, option: str, path: Path
) -> tuple[FileTable, str]:
    """Choose a table of a FITS file or VOTable.

    Parameters
    ----------
    found : TablesOfFile
    wanted : int, str or None
        Its number or name. None takes the one with positions.
    option : {"hdu", "table"}
        What the choice is called, for messages.
    path : pathlib.Path

    Returns
    -------
    FileTable
    str
        What a user should know of the choice, or "".

    Raises
    ------
    TableError
        There is no such table.
    """
    if wanted is not None:
        named = [each for each in found.tables if _is_named(each, wanted)]
        if named:
            return named[0], ""
        raise TableError(
            f"{path}: there is no table {option}={wanted!r}; there are {listed(found.tables)}"
        )
    tables = [each for each in found.tables if each.n_rows] or list(found.tables)
    with_positions = [each for each in tables if has_positions(each.columns, each.ucds)]
    chosen = (with_positions or tables)[0]
    others = [each for each in (with_positions or tables) if each is not chosen]
    if not others:
        return chosen, ""
    return chosen, (
        f"of several tables {chosen} is read, and not {listed(others)}: choose by {option}= "
        f"(--{option})"
    )


def _is_named(table: FileTable, wanted: int | str) -> bool:
    if isinstance(wanted, str):
        return table.name.strip().lower() == wanted.strip().lower()
    return table.number == wanted
