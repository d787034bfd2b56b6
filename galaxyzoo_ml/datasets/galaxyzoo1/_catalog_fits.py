"""A table of Galaxy Zoo 1 from FITS, plain or gzipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import find_missing, wrong_cell
from galaxyzoo_ml.datasets.tables._angle_units import DEGREES_PER, plain_unit
from galaxyzoo_ml.datasets.tables._astropy_tables import open_tables
from galaxyzoo_ml.datasets.tables._rounded_ids import rounded_id
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_fits_table"]

_POSITIONS = ("RA", "DEC")


def read_fits_table(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Read the first table of a FITS file, in the types of a table of Galaxy Zoo 1.

    RA and DEC may be text (sexagesimal) or numbers (degrees, or the unit that TUNIT names). A cell
    that TNULL declares empty is refused.

    Parameters
    ----------
    path : pathlib.Path
    columns : dict of str to pyarrow.DataType
        The columns that have to be there; others are left out.

    Returns
    -------
    pyarrow.Table

    Raises
    ------
    ImportError
        astropy is not installed.
    TableError
        A file that is broken, holds no table, or lacks a column.
    """
    first = open_tables(path, "fits").tables[0]
    names = {name.upper(): name for name in first.columns}  # FITS does not tell cases apart
    find_missing(path, "the header", names, columns)
    table = first.load()
    cells = {name: _cells(table[names[name]], name, path) for name in columns}
    return pa.table({name: _to_arrow(cells[name], name, columns[name], path) for name in columns})


def _cells(column: Any, name: str, path: Path) -> NDArray[Any]:
    """Return the values of a column: positions in degrees, nothing empty but votes."""
    values = np.ma.asarray(column)
    empty = np.ma.getmaskarray(values)
    if values.dtype.kind != "f" and empty.any():
        row = int(empty.reshape(len(empty), -1).any(axis=1).argmax())
        raise wrong_cell(path, f"row {row + 1}", name, "the cell is empty")
    # Votes may be missing; positions are checked later.
    cells = np.asarray(values.filled(np.nan) if values.dtype.kind == "f" else values)
    is_angle = name in _POSITIONS and cells.dtype.kind in "iuf"
    return _in_degrees(cells, column.unit, name, path) if is_angle else cells


def _in_degrees(values: NDArray[Any], unit: Any, name: str, path: Path) -> NDArray[np.float64]:
    """Return an angle in degrees, whatever its unit (TUNIT) is; none means degrees."""
    word = plain_unit(unit) or "deg"
    if word not in DEGREES_PER:
        what = f"its unit is {word!r}: degrees, hours or radians are needed"
        raise wrong_cell(path, "the header", name, what)
    return values.astype(np.float64) * DEGREES_PER[word]


def _to_arrow(values: NDArray[Any], name: str, type_: pa.DataType, path: Path) -> pa.Array:
    if values.dtype.kind == "S":
        values = np.char.decode(values, "ascii", "replace")
    if values.dtype.kind == "U":
        values = np.char.strip(values)  # text of FITS is padded
    values = values.astype(values.dtype.newbyteorder("="))  # FITS is big-endian
    if values.ndim != 1:
        raise TableError(f"{path}: the header, column {name}: it holds arrays, not numbers")
    if values.dtype.kind == "f" and name in _POSITIONS:
        return pa.array(values, pa.float64())
    if values.dtype.kind == "f" and name == "OBJID":
        raise wrong_cell(path, "row 1", name, rounded_id(values[0] if len(values) else "it"))
    try:
        if pa.types.is_boolean(type_) and values.dtype.kind in "iu":
            if not np.isin(values, (0, 1)).all():
                raise pa.ArrowInvalid("a flag that is neither 0 nor 1")
            values = values.astype(bool)
        return pa.array(values).cast(type_, safe=not pa.types.is_floating(type_))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise TableError(f"{path}: the header, column {name}: {error}") from error
