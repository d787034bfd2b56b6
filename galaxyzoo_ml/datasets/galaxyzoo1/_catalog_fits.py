"""A table of Galaxy Zoo 1 from FITS, plain or gzipped."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.galaxyzoo1._catalog_columns import find_missing, wrong_cell
from galaxyzoo_ml.datasets.tables._rounded_ids import rounded_id
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_fits_table"]

_POSITIONS = ("RA", "DEC")
_DEGREES_PER = {
    **dict.fromkeys(("", "deg", "degree", "degrees", "[deg]", "---"), 1.0),
    **dict.fromkeys(("h", "hr", "hour", "hours", "hourangle"), 15.0),
    "rad": 180 / np.pi,
}


def read_fits_table(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Read the first binary table of a FITS file, in the types of a table of Galaxy Zoo 1.

    RA and DEC may be text (sexagesimal) or floats (degrees, or the unit that TUNIT names). A cell
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
    try:
        from astropy.io import fits
    except ImportError as error:
        raise ImportError(
            f"{path}: reading FITS needs astropy: pip install 'galaxyzoo-ml[fits]', "
            "or take the CSV file"
        ) from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on the header's style
            warnings.filterwarnings("error", message=".*truncated")
            with fits.open(path, memmap=False) as units:
                found = [
                    (each.data, each.columns)
                    for each in units
                    if isinstance(each, fits.BinTableHDU)
                ]
    except Exception as error:  # a damaged file makes astropy raise all there is
        words = " ".join(str(error).split()) or type(error).__name__
        raise TableError(f"{path}: a broken FITS file ({words[:200]}); fetch it again") from error
    if not found:
        raise TableError(f"{path}: there is no binary table in this FITS file")
    data, header = found[0]
    names = {name.upper(): name for name in header.names}  # FITS does not tell cases apart
    find_missing(path, "the header", names, columns)
    cells = {name: np.asarray(data[names[name]]) for name in columns}
    for name in columns:
        _refuse_null(cells[name], header[names[name]].null, name, path)
        if name in _POSITIONS and cells[name].dtype.kind == "f":
            cells[name] = _in_degrees(cells[name], header[names[name]].unit, name, path)
    return pa.table({name: _to_arrow(cells[name], name, columns[name], path) for name in columns})


def _refuse_null(values: NDArray[Any], null: float | str | None, name: str, path: Path) -> None:
    """Refuse a cell that is empty: whole numbers have a value (TNULL) that says so."""
    is_null = values == null if null is not None and values.dtype.kind in "iu" else np.zeros(1)
    if np.any(is_null):
        raise wrong_cell(path, f"row {int(np.argmax(is_null)) + 1}", name, "the cell is empty")


def _in_degrees(
    values: NDArray[Any], unit: str | None, name: str, path: Path
) -> NDArray[np.float64]:
    """Return an angle in degrees, whatever its unit (TUNIT) is; none means degrees."""
    word = (unit or "deg").strip().lower()
    if word not in _DEGREES_PER:
        what = f"its unit is {unit!r}: degrees, hours or radians are needed"
        raise wrong_cell(path, "the header", name, what)
    return values.astype(np.float64) * _DEGREES_PER[word]


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
