"""Positions in other than two columns: seven (RAh, RAm, RAs, DE-, DEd ...) in journals, or one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.catalogs._known_names import plain_name

__all__ = ["SPLIT_NAMES", "joint_positions", "split_positions"]

_RA = ("RAh", "RAm", "RAs")
_DEC = ("DEd", "DEm", "DEs")
_SIGN = "DE-"
SPLIT_NAMES = frozenset((*_RA, *_DEC, _SIGN))
"""The names of VizieR and of the machine-readable tables of journals."""
_JOINT = re.compile(r"(coord(inate)?s?|skycoord|position|pos|radec|icrs)[12]?((icrs|j2000|2000)+)?")
_BOTH = re.compile(
    r"\s*(?P<ra>\S.*?)[\s,]*(?P<dec>[+\-\u2212\u2013].*)|"
    r"\s*(?P<ra_>[0-9.]+)(?:\s*,\s*|\s+)(?P<dec_>[0-9.]+)\s*"
)


def split_positions(catalog: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]] | None:
    """Return right ascensions and declinations as text, ``13:29:52.7``; None without the columns.

    Seconds may be missing as a column, not in a row.
    """
    names = [str(name) for name in catalog.columns]
    if not {"RAh", "RAm", "DEd", "DEm"} <= set(names):
        return None
    ra, dec = (_joined(catalog, [name for name in part if name in names]) for part in (_RA, _DEC))
    if _SIGN in names:
        signs = catalog[_SIGN].astype(object).where(catalog[_SIGN].notna(), "").astype(str)
        dec = pd.Series(signs.str.strip() + dec, name=dec.name)
    return ra, dec


def joint_positions(catalog: pd.DataFrame) -> tuple[pd.Series[Any], pd.Series[Any]] | None:
    """Return the parts of a column that holds both, ``13 29 52.7 +47 11 43``; None without one."""
    places = [
        i for i, name in enumerate(catalog.columns) if _JOINT.fullmatch(plain_name(str(name)))
    ]
    if len(places) != 1:
        return None
    column = catalog.iloc[:, places[0]]
    cells = column.astype(object).where(column.notna(), "").astype(str)
    found = [_BOTH.fullmatch(cell) for cell in cells]
    if not any(found):
        return None
    pairs = [
        (each["ra"] or each["ra_"], each["dec"] or each["dec_"]) if each else (cell, cell)
        for each, cell in zip(found, cells, strict=True)
    ]
    ra, dec = (
        pd.Series([pair[i] for pair in pairs], catalog.index, dtype=object, name=column.name)
        for i in (0, 1)
    )
    return ra, dec


def _joined(catalog: pd.DataFrame, names: list[str]) -> pd.Series[Any]:
    rows = zip(*(catalog[name] for name in names), strict=True)
    cells = [":".join(map(_number, row)) for row in rows]
    return pd.Series(cells, catalog.index, dtype=object, name=" ".join(names))


def _number(cell: Any) -> str:
    """Return a number as it is written: no exponent, and nothing that is not there."""
    if pd.isna(cell):
        return ""
    if isinstance(cell, float | np.floating):
        return f"{cell:.9f}".rstrip("0").rstrip(".")
    return str(cell).strip()
