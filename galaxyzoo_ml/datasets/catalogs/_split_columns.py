"""Positions in six or seven columns (RAh, RAm, RAs, DE-, DEd, DEm, DEs), as journals have them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["SPLIT_NAMES", "split_positions"]

_RA = ("RAh", "RAm", "RAs")
_DEC = ("DEd", "DEm", "DEs")
_SIGN = "DE-"
SPLIT_NAMES = frozenset((*_RA, *_DEC, _SIGN))
"""The names of VizieR and of the machine-readable tables of journals."""


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
