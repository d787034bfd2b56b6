"""Which columns of a catalogue say what its galaxies are called and where they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from galaxyzoo_ml.datasets.catalogs._sexagesimal import parse_sexagesimal, wrong_coordinate
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.datasets.tables._rounded_ids import (
    EXACT_FLOATS,
    are_rounded,
    look_rounded,
    rounded_id,
    whole_numbers,
)
from galaxyzoo_ml.exceptions import TableError

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
_LETTERS = r"^([+-]?\d+)\s*[hd]\s*(\d+)\s*m\s*([\d.]+)\s*s$"  # 13h29m52.7s, +47d11m43s


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
        sexagesimal as ``13:29:52.7``, ``13 29 52.7`` or ``13h29m52.7s``, of which right
        ascensions are hours. J2000.
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
        raise TableError(f"row 0 of the catalogue: {column.name} {rounded_id(column.iloc[0])}")
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
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
    least, most, first_part = (0, 360, "hours") if name == "ra" else (-90, 90, "degrees")
    wording = f"{least} to {most} degrees"
    if pd.api.types.is_numeric_dtype(column):
        if unit not in (None, "deg"):
            raise TableError(f"{column.name} is in {unit}: degrees are needed")
        degrees = column.to_numpy(np.float64, na_value=np.nan)
        text = column.astype(str)
    else:
        text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
        if text.str.contains(r"[:hd\s]").any():
            text = text.str.replace(_LETTERS, r"\1:\2:\3", regex=True)
            text = text.str.replace(r"\s+", " ", regex=True)
            degrees = parse_sexagesimal(pa.array(text.tolist(), pa.string()), first_part)
            wording = ""
        else:
            degrees = np.asarray(pd.to_numeric(text, errors="coerce"), np.float64)
    wrong = ~((degrees >= least) & (degrees <= most))  # NaN is wrong, too
    if wrong.any():
        row = int(wrong.argmax())
        value = text.iloc[row]
        what = (
            f"{value!r} is not from {wording}" if wording else wrong_coordinate(value, first_part)
        )
        raise TableError(f"row {row} of the catalogue ({ids.iloc[row]}): {column.name}: {what}")
    return degrees
