"""Which columns of a catalogue say what its galaxies are called and where they are."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._coordinate import Coordinate
from galaxyzoo_ml.datasets.catalogs._ids import find_ids, id_place
from galaxyzoo_ml.datasets.catalogs._made_names import names_of_positions
from galaxyzoo_ml.datasets.catalogs._position_columns import Positions, position_columns
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.exceptions import DataWarning, TableError

__all__ = ["find_positions"]

_ONE_FIELD = 0.5  # degrees


def find_positions(
    catalog: pd.DataFrame,
    *,
    id_column: str | None = None,
    ra_column: str | None = None,
    dec_column: str | None = None,
    on_error: str = "raise",
) -> pd.DataFrame:
    """Find names and positions in a catalogue, as `fetch_cutouts` takes them.

    Parameters
    ----------
    catalog : DataFrame
        From `read_catalog`, or any other. Positions are numbers (of the unit that
        ``attrs["units"]`` or brackets behind the name give, else degrees) or text: decimal, or
        sexagesimal. In ``10d30m00s`` and ``10h30m00s`` the letter says degrees (also ``°``) or
        hours; right ascensions without one, ``13:29:52.7`` or ``13 29 52.7``, are hours. J2000.
    id_column, ra_column, dec_column : str, default=None
        The columns. None takes those that the file itself calls so (UCDs, ``attrs["ucds"]``),
        else those of usual names. Of several ids the most special is taken; several positions
        have to agree within an arcsecond. Without ids, galaxies are called by where they are,
        ``J132952.70+471142.0``.
    on_error : {"raise", "mark"}, default="raise"
        What to do about a galaxy without a name or position. "mark" keeps its row, with the
        reason; its position is NaN, and a missing name "".

    Returns
    -------
    DataFrame of shape (n, 3), or (n, 4) with "mark"
        ``OBJID`` (int64 where all are whole numbers, else text in which each space is a _),
        ``ra`` and ``dec`` (float64, degrees), with the index of the catalogue; ``reason``, "" where
        nothing is wrong.

    Raises
    ------
    TableError
        No such columns, or several that differ; ids that were rounded; a unit that is no angle.
        Unless they are marked, an id that is missing, and a position that cannot be read or is
        off the sphere: the message has its row, from 0.
    ValueError
        Another `on_error`.

    Warns
    -----
    DataWarning
        Decimal right ascensions all below 24, of no unit: they may be hours.

    See Also
    --------
    read_catalog : Reads a table, with its units and UCDs.
    find_radii : How large the galaxies are.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import find_positions
    >>> catalog = pd.DataFrame({"Name": ["M 51"], "RAJ2000": ["13:29:52.7"], "DEJ2000": ["+47.25"]})
    >>> find_positions(catalog)
      OBJID          ra    dec
    0  M_51  202.469583  47.25
    """
    if on_error not in ("raise", "mark"):
        raise ValueError(f"on_error={on_error!r}: 'raise' or 'mark' is needed")
    _refuse_absent(catalog, [id_column, ra_column, dec_column])
    found = position_columns(catalog, ra_column, dec_column)
    ids, title = _ids(catalog, id_column, found)
    nameless = _are_nameless(ids)
    bad = nameless | np.isnan(found.ra.degrees) | np.isnan(found.dec.degrees)

    def reason(row: int) -> str:
        if nameless[row] and title:
            return f"{title} is missing"
        wrong = found.ra if np.isnan(found.ra.degrees[row]) else found.dec
        return wrong.wrong(row)

    if on_error == "raise" and bad.any():
        row = int(bad.argmax())
        name = "" if nameless[row] else f" ({ids.iloc[row]})"
        raise TableError(f"row {row} of the catalogue{name}: {reason(row)}")
    ra, dec = (np.where(bad, np.nan, each.degrees) for each in (found.ra, found.dec))
    if found.ra.is_bare:
        _warn_of_hours(ra[~bad], found.ra)
    positions = pd.DataFrame({"OBJID": ids, "ra": ra, "dec": dec}, index=catalog.index)
    if on_error == "mark":
        positions["reason"] = [reason(row) if is_bad else "" for row, is_bad in enumerate(bad)]
    return positions


def _refuse_absent(catalog: pd.DataFrame, given: list[str | None]) -> None:
    names = [str(name) for name in catalog.columns]
    absent = [f"no column {name!r}" for name in given if name is not None and name not in names]
    if absent:
        raise TableError(f"the catalogue has {', '.join(absent)}; there are {listed(names)}")


def _ids(
    catalog: pd.DataFrame, id_column: str | None, found: Positions
) -> tuple[pd.Series[Any], str]:
    place = id_place(catalog, id_column, found.join)
    if place is None:
        names = names_of_positions(found.ra.degrees, found.dec.degrees)
        return pd.Series(names, catalog.index, dtype=object), ""
    column = catalog.iloc[:, place]
    return find_ids(column), str(column.name)


def _are_nameless(ids: pd.Series[Any]) -> NDArray[np.bool_]:
    if ids.dtype.kind in "iu":
        return np.zeros(len(ids), bool)
    return np.asarray(ids == "", bool)


def _warn_of_hours(degrees: NDArray[np.float64], ra: Coordinate) -> None:
    """Warn of decimal right ascensions that may be hours: all below 24, and not of one field."""
    if len(degrees) == 0 or degrees.max() >= 24:
        return
    is_one_field = len(degrees) > 1 and np.ptp(degrees) < _ONE_FIELD
    if is_one_field or not (degrees % 1).any():  # whole hours would be no positions
        return
    warnings.warn(
        f"all right ascensions ({ra.name}) are below 24 and are taken for degrees; if they are "
        "hours, multiply them by 15",
        DataWarning,
        stacklevel=3,
    )
