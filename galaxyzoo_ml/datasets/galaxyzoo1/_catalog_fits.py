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


def read_fits_table(path: Path, columns: Mapping[str, Any]) -> Any:
    """Read the first binary table of a FITS file, in the types of a table of Galaxy Zoo 1.

    RA and DEC may be text (sexagesimal) or floats (degrees).

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
                found = [each.data for each in units if isinstance(each, fits.BinTableHDU)]
    except (OSError, ValueError, TypeError, IndexError, EOFError, Warning) as error:
        raise TableError(f"{path}: a broken FITS file ({error}); fetch it again") from error
    if not found:
        raise TableError(f"{path}: there is no binary table in this FITS file")
    names = {name.upper(): name for name in found[0].names}  # FITS does not tell cases apart
    find_missing(path, "the header", names, columns)
    return pa.table(
        {
            name: _to_arrow(np.asarray(found[0][names[name]]), name, type_, path)
            for name, type_ in columns.items()
        }
    )


def _to_arrow(values: NDArray[Any], name: str, type_: Any, path: Path) -> Any:
    if values.dtype.kind == "S":
        values = np.char.decode(values, "ascii", "replace")
    values = values.astype(values.dtype.newbyteorder("="))  # FITS is big-endian
    if values.ndim != 1:
        raise TableError(f"{path}: the header, column {name}: it holds arrays, not numbers")
    if values.dtype.kind == "f" and name in ("RA", "DEC"):
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
