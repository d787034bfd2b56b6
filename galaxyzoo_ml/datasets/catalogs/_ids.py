"""What the galaxies of a catalogue are called."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.catalogs._known_names import known_id
from galaxyzoo_ml.datasets.catalogs._position_columns import given_place
from galaxyzoo_ml.datasets.catalogs._ucds import by_ucd
from galaxyzoo_ml.datasets.tables._rounded_ids import (
    EXACT_FLOATS,
    MISSING,
    are_rounded,
    look_rounded,
    refuse_missing,
    rounded_id,
    whole_numbers,
)
from galaxyzoo_ml.exceptions import TableError

__all__ = ["find_ids", "id_place"]


def id_place(catalog: pd.DataFrame, given: str | None, join: str) -> int | None:
    """Return the place of the column of ids, or None where there is none.

    Parameters
    ----------
    catalog : DataFrame
    given : str or None
        The name that is asked for.
    join : str
        Of which table of a join the positions are: its ids come first.

    Raises
    ------
    TableError
        No column of the name that is asked for; several that are called alike, and differ.
    """
    names = [str(name) for name in catalog.columns]
    if given is not None:
        return given_place(names, given)
    ucds = catalog.attrs.get("ucds", {})
    main = by_ucd(names, ucds, "meta.id", main=True)
    if main is not None and names.count(main) == 1:
        return names.index(main)
    known = {i: known_id(name) for i, name in enumerate(names)}
    ranked = sorted(
        ((bool(each.join) and each.join != join, each.rank, i) for i, each in known.items() if each)
    )
    if not ranked:
        other = by_ucd(names, ucds, "meta.id")
        return names.index(other) if other is not None and names.count(other) == 1 else None
    best = [i for *rank, i in ranked if tuple(rank) == ranked[0][:2]]
    if any(not catalog.iloc[:, i].equals(catalog.iloc[:, best[0]]) for i in best[1:]):
        raise TableError(
            f"several columns may be the id: {', '.join(names[i] for i in best)}; they differ: "
            "name the one that is meant by id_column= (--id-column)"
        )
    return best[0]


def find_ids(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return ids as int64 if all are whole numbers, else as text that can name files.

    Returns
    -------
    Series
        As text, "" where an id is missing.

    Raises
    ------
    TableError
        Ids that were rounded.
    """
    if column.dtype.kind == "f":
        column = _whole_floats(column)
    text = column.astype(object).where(column.notna(), "").astype(str).str.strip()
    text = text.mask(text.isin(MISSING), "")
    rounded = are_rounded(text)
    if rounded.any():
        raise _rounded(text, int(rounded.to_numpy().argmax()), column.name)
    there = text[text != ""]
    numbers = whole_numbers(there) if len(there) else None
    if numbers is None:
        return text.str.replace(r"\s+", "_", regex=True)
    if numbers.min() > EXACT_FLOATS and look_rounded(np.asarray(numbers, np.int64)):
        raise _rounded(text, int((text != "").to_numpy().argmax()), column.name)
    return numbers if len(there) == len(text) else text


def _whole_floats(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return numbers that a float holds exactly, as a join with missing rows leaves them."""
    there = column.dropna()
    exact = (there % 1 == 0) & (there.abs() < EXACT_FLOATS)
    if not exact.all():
        refuse_missing(column)  # which has made floats of them
        row = int(column.index.get_indexer(exact.index[~exact])[0])
        raise _rounded(column, row, column.name)
    return column.astype("Int64")


def _rounded(ids: pd.Series[Any], row: int, name: object) -> TableError:
    return TableError(f"row {row} of the catalogue: {name} {rounded_id(ids.iloc[row])}")
