"""Which columns of a catalogue say what its galaxies are called and where they are."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import wrong_coordinate
from galaxyzoo_ml.datasets.catalogs._written_angles import angles, are_sexagesimal, plain_text
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.datasets.tables._rounded_ids import (
    EXACT_FLOATS,
    MISSING,
    are_rounded,
    look_rounded,
    refuse_missing,
    rounded_id,
    whole_numbers,
)
from galaxyzoo_ml.datasets.tables._sphere import LIMITS, are_off
from galaxyzoo_ml.exceptions import DataWarning, TableError

__all__ = ["find_positions"]

# As SDSS, Galaxy Zoo, Gaia, VizieR, SExtractor and people write them; cases are not told apart.
_ID_NAMES = (
    "objid", "dr7objid", "dr8objid", "dr12objid", "source_id", "galaxyid", "galaxy_id", "main_id",
    "iauname", "id", "name",
)  # fmt: skip
_RA_NAMES = (
    "ra", "_ra", "raj2000", "_raj2000", "ra_j2000", "ra_icrs", "ra_deg", "radeg", "alpha_j2000",
)  # fmt: skip
_DEC_NAMES = (
    "dec", "_dec", "de", "_de", "dej2000", "_dej2000", "decj2000", "dec_j2000", "de_icrs",
    "dec_icrs", "dec_deg", "decdeg", "dedeg", "delta_j2000",
)  # fmt: skip
_ONE_FIELD = 0.5  # degrees
_DEGREES = ("deg", "d:m:s", "dms")  # units of columns of text, as FITS and VizieR name them


def find_positions(
    catalog: pd.DataFrame,
    *,
    id_column: str | None = None,
    ra_column: str | None = None,
    dec_column: str | None = None,
) -> pd.DataFrame:
    """Find names and positions in a catalogue, as `fetch_cutouts` takes them.

    Parameters
    ----------
    catalog : DataFrame
        From `read_catalog`, or any other. Positions are numbers in degrees, or text: degrees, or
        sexagesimal. In ``10d30m00s`` and ``10h30m00s`` the letter says degrees (also ``°``) or
        hours; right ascensions without one, ``13:29:52.7`` or ``13 29 52.7``, are hours. J2000.
    id_column, ra_column, dec_column : str, default=None
        The columns. None takes a column of a usual name: of several ids the most special, while
        several positions are refused, for they may differ.

    Returns
    -------
    DataFrame of shape (n, 3)
        ``OBJID`` (int64 where all are whole numbers, else text in which each space is a _),
        ``ra`` and ``dec`` (float64, degrees), with the index of the catalogue.

    Raises
    ------
    TableError
        No such column, or several; an id that is missing or was rounded; a position that cannot be
        read or is off the sphere: the message has its row, from 0.

    Warns
    -----
    DataWarning
        Decimal right ascensions all below 24, of no unit: they may be hours.

    Examples
    --------
    >>> import pandas as pd
    >>> from galaxyzoo_ml.datasets import find_positions
    >>> catalog = pd.DataFrame({"Name": ["M 51"], "RAJ2000": ["13:29:52.7"], "DEJ2000": ["+47.25"]})
    >>> find_positions(catalog)
      OBJID          ra    dec
    0  M_51  202.469583  47.25
    """
    id_name = _find(catalog, id_column, _ID_NAMES, "id")
    ids = _ids(catalog[id_name])
    positions = {"OBJID": ids}
    for name, given, usual in (("ra", ra_column, _RA_NAMES), ("dec", dec_column, _DEC_NAMES)):
        column = _find(catalog, given, usual, name)
        unit = catalog.attrs.get("units", {}).get(column)
        positions[name] = pd.Series(_degrees(catalog[column], ids, name, unit), catalog.index)
        if name == "ra":
            ra_column, is_decimal = column, unit is None and _are_decimal(catalog[column])
    if is_decimal:
        _warn_of_hours(positions["ra"].to_numpy(np.float64), str(ra_column))
    return pd.DataFrame(positions)


def _find(catalog: pd.DataFrame, given: str | None, usual: tuple[str, ...], what: str) -> str:
    """Return the column that is asked for, or the one of a usual name."""
    there = [str(name) for name in catalog.columns]
    if given is not None:
        if there.count(given) != 1:
            raise TableError(f"the catalogue has no column {given!r}; there are {listed(there)}")
        return given
    found = sorted(
        (name for name in there if name.lower() in usual),
        key=lambda name: usual.index(name.lower()),
    )
    option = f"name it by {what}_column= (--{what}-column)"
    if not found:
        raise TableError(f"no column looks like the {what}; there are {listed(there)}: {option}")
    is_one_name = len(found) > 1 and found[0].lower() == found[1].lower()
    if is_one_name or (len(found) > 1 and what != "id"):
        raise TableError(f"several columns may be the {what}: {', '.join(found)}; {option}")
    return found[0]


def _ids(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return ids as int64 if all are whole numbers, else as text that can name files."""
    if column.dtype.kind == "f":
        refuse_missing(column)
        raise TableError(f"row 0 of the catalogue: {column.name} {rounded_id(column.iloc[0])}")
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    text = text.mask(text.isin(MISSING), "")
    wrong = text.eq("") | are_rounded(text)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        what = rounded_id(text.iloc[row]) if text.iloc[row] else "is missing"
        raise TableError(f"row {row} of the catalogue: {column.name} {what}")
    numbers = whole_numbers(text)
    if numbers is None:
        return text.str.replace(r"\s+", "_", regex=True)
    if numbers.min() > EXACT_FLOATS and look_rounded(np.asarray(numbers, np.int64)):
        raise TableError(f"row 0 of the catalogue: {column.name} {rounded_id(text.iloc[0])}")
    return numbers


def _degrees(
    column: pd.Series[Any], ids: pd.Series[Any], name: str, unit: str | None
) -> NDArray[np.float64]:
    usual = "hours" if name == "ra" else "degrees"
    wording = "{:g} to {:g} degrees".format(*LIMITS[name])
    if pd.api.types.is_numeric_dtype(column):
        if unit not in (None, "deg"):
            raise TableError(f"{column.name} is in {unit}: degrees are needed")
        degrees = column.to_numpy(np.float64, na_value=np.nan)
        text = column.astype(str)
    else:
        text = plain_text(column)
        if are_sexagesimal(text):
            circle = {"d": "degrees of a circle"}
            kinds = {"h": "hours", **circle} if name == "ra" else {"d": "degrees"}
            is_degrees = name == "ra" and unit in _DEGREES
            degrees = angles(text, circle["d"] if is_degrees else usual, kinds)
            wording = ""
        else:
            degrees = np.asarray(pd.to_numeric(text, errors="coerce"), np.float64)
    wrong = are_off(degrees, name)
    if wrong.any():
        row = int(wrong.argmax())
        value = text.iloc[row]
        what = f"{value!r} is not from {wording}" if wording else wrong_coordinate(value, usual)
        raise TableError(f"row {row} of the catalogue ({ids.iloc[row]}): {column.name}: {what}")
    return degrees


def _are_decimal(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) or not are_sexagesimal(plain_text(column))


def _warn_of_hours(degrees: NDArray[np.float64], column: str) -> None:
    """Warn of decimal right ascensions that may be hours: all below 24, and not of one field."""
    if len(degrees) == 0 or degrees.max() >= 24 or "deg" in column.lower():
        return
    is_one_field = len(degrees) > 1 and np.ptp(degrees) < _ONE_FIELD
    if is_one_field or not (degrees % 1).any():  # whole hours would be no positions
        return
    warnings.warn(
        f"all right ascensions ({column}) are below 24 and are taken for degrees; if they are "
        "hours, multiply them by 15",
        DataWarning,
        stacklevel=3,
    )
