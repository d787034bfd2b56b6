"""An astropy Table as a DataFrame: what a column means and its unit stay beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["to_frame"]


def to_frame(table: Any, ucds: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return a DataFrame with units and UCDs in ``attrs``.

    Masked cells are missing, and whole numbers stay whole numbers beside them. A cell that holds
    several values is a list. Times are pandas' own; a column of coordinates becomes two, in
    degrees (ICRS).

    Parameters
    ----------
    table : astropy.table.Table
    ucds : dict of str to str, default=None
        What the file says of columns; what the columns themselves say is added.

    Returns
    -------
    DataFrame
        ``attrs["units"]`` and ``attrs["ucds"]`` are dicts of str to str, by column.
    """
    table = _with_text(_with_split_coordinates(table))
    names = list(table.colnames)
    ours = {name: _cells(table[name]) for name in names}
    plain = table[[name for name, cells in ours.items() if cells is None]]
    frame: pd.DataFrame = plain.to_pandas() if len(plain.colnames) else pd.DataFrame()
    frame = frame.assign(**{name: cells for name, cells in ours.items() if cells is not None})
    frame = frame[names]
    infos = {name: table[name].info for name in names}
    frame.attrs["units"] = {
        name: str(info.unit) for name, info in infos.items() if getattr(info, "unit", None)
    }
    said = {name: (info.meta or {}).get("ucd") for name, info in infos.items()}
    frame.attrs["ucds"] = {name: str(ucd) for name, ucd in said.items() if ucd} | {
        name: ucd for name, ucd in (ucds or {}).items() if name in names
    }
    return frame


def _cells(column: Any) -> pd.Series[Any] | None:
    """Return what astropy cannot make: lists, and whole numbers beside missing ones."""
    first_is_array = len(column) > 0 and isinstance(column[0], np.ndarray)  # of any length each
    if getattr(column, "ndim", 1) > 1 or first_is_array:
        return pd.Series([np.ma.asarray(cell).tolist() for cell in column], dtype=object)
    mask = getattr(column, "mask", None)
    if mask is None or not np.any(mask) or column.dtype.kind not in "iu":
        return None
    numbers = np.asarray(column)  # older versions take them through floats, which round ids
    numbers = numbers.astype(numbers.dtype.newbyteorder("="))
    return pd.Series(pd.arrays.IntegerArray(numbers, np.array(mask, bool)))


def _with_split_coordinates(table: Any) -> Any:
    """Return a table whose coordinates (SkyCoord) are columns of degrees."""
    from astropy.coordinates import SkyCoord
    from astropy.table import Column, Table

    if not any(isinstance(table[name], SkyCoord) for name in table.colnames):
        return table
    split = Table()
    for name in table.colnames:
        if not isinstance(table[name], SkyCoord):
            split[name] = table[name]
            continue
        sky = table[name].icrs
        for part, angle in (("ra", sky.ra), ("dec", sky.dec)):
            meta = {"ucd": f"pos.eq.{part}"}
            split[f"{name}_{part}"] = Column(angle.deg, unit="deg", meta=meta)
    return split


def _with_text(table: Any) -> Any:
    """Return a table whose bytes are text."""
    from astropy.table import Column, MaskedColumn

    for name in table.colnames:
        column = table[name]
        if not isinstance(column, Column) or column.dtype.kind != "S":
            continue
        is_masked = isinstance(column, MaskedColumn)
        text = _decoded(np.asarray(column.filled(b"") if is_masked else column))
        mask = {"mask": column.mask} if is_masked else {}
        table[name] = type(column)(text, meta=column.meta, **mask)
    return table


def _decoded(bytes_: NDArray[np.bytes_]) -> NDArray[np.str_]:
    """Decode UTF-8, as it should be, or else Latin-1."""
    try:
        return np.char.decode(bytes_, "utf-8")
    except UnicodeDecodeError:
        return np.char.decode(bytes_, "latin-1")
