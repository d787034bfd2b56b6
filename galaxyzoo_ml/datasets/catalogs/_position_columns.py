"""Which columns hold the positions: by what they mean, then by what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from galaxyzoo_ml.datasets.catalogs._coordinate import Coordinate, read_coordinate
from galaxyzoo_ml.datasets.catalogs._known_names import (
    FAMILIES,
    KnownName,
    known_position,
    plain_name,
    unit_in,
)
from galaxyzoo_ml.datasets.catalogs._split_columns import (
    SPLIT_NAMES,
    joint_positions,
    split_positions,
)
from galaxyzoo_ml.datasets.catalogs._ucds import by_ucd
from galaxyzoo_ml.datasets.tables._listed import listed
from galaxyzoo_ml.exceptions import TableError

__all__ = ["Positions", "given_place", "has_positions", "position_columns"]

_COORDINATES = ("ra", "dec")
_SAME = 1 / 3600  # degrees: columns that agree so well are one position, measured twice
# What a name says of its numbers, beside what stands in brackets.
_UNITS = {
    "radeg": "deg", "dedeg": "deg", "decdeg": "deg", "radegrees": "deg", "decdegrees": "deg",
    "rad": "deg", "decd": "deg", "rahours": "h", "rahour": "h",
}  # fmt: skip
_HOURS_BELOW_24 = "al2000"  # HyperLEDA's are decimal hours


@dataclass(frozen=True)
class Positions:
    """The positions of a catalogue.

    Parameters
    ----------
    ra, dec : Coordinate
    join : str
        Of which table of a join they are, as in ``ra_1``; may be empty.
    """

    ra: Coordinate
    dec: Coordinate
    join: str


def has_positions(names: Sequence[str], ucds: Mapping[str, str]) -> bool:
    """Tell from the header of a table whether positions would be found."""
    if all(by_ucd(names, ucds, f"pos.eq.{each}") for each in _COORDINATES):
        return True
    if {"RAh", "RAm", "DEd", "DEm"} <= set(names):
        return True
    return all(any(known_position(name, place) for name in names) for place in (0, 1))


def given_place(names: Sequence[str], given: str) -> int:
    """Return the place of a column that is asked for.

    Raises
    ------
    TableError
        There is none, or more than one.
    """
    if names.count(given) != 1:
        there = "several columns" if given in names else "no column"
        raise TableError(f"the catalogue has {there} {given!r}; there are {listed(names)}")
    return names.index(given)


def position_columns(
    catalog: pd.DataFrame, ra_column: str | None = None, dec_column: str | None = None
) -> Positions:
    """Find the positions of a catalogue.

    Raises
    ------
    TableError
        No such columns: all that is missing in one message. Several that differ.
    """
    names = [str(name) for name in catalog.columns]
    if ra_column is None and dec_column is None:
        if (pair := _by_meaning(catalog, names)) is not None:
            return Positions(_read(catalog, pair[0], 0), _read(catalog, pair[1], 1), "")
        in_parts = None if _found(names, 0) else _in_other_columns(catalog)
        if in_parts is not None:
            return in_parts
    candidates = [
        _found(names, place) if given is None else _given(names, given, place)
        for place, given in enumerate((ra_column, dec_column))
    ]
    _refuse_missing(names, candidates)
    return _agreed(catalog, names, candidates)


def _in_other_columns(catalog: pd.DataFrame) -> Positions | None:
    """Return positions that stand in seven columns, or in one."""
    found = split_positions(catalog) or joint_positions(catalog)
    if found is None:
        return None
    return Positions(read_coordinate(found[0], "ra"), read_coordinate(found[1], "dec"), "")


def _by_meaning(catalog: pd.DataFrame, names: list[str]) -> tuple[int, int] | None:
    """Return the columns that the file itself says are the positions."""
    ucds = {k: v for k, v in catalog.attrs.get("ucds", {}).items() if k not in SPLIT_NAMES}
    found = [by_ucd(names, ucds, f"pos.eq.{each}") for each in _COORDINATES]
    if all(name is not None and names.count(name) == 1 for name in found):
        return names.index(str(found[0])), names.index(str(found[1]))
    return None


def _found(names: list[str], place: int) -> dict[int, KnownName]:
    """Return the columns of known names; those that are asked last only without others."""
    known = {i: known_position(name, place) for i, name in enumerate(names)}
    there = {i: each for i, each in known.items() if each is not None}
    first = {i: each for i, each in there.items() if not FAMILIES[each.rank].is_second}
    return first or there


def _given(names: list[str], given: str, place: int) -> dict[int, KnownName]:
    """Return the column that is asked for, with what its name says of its partner."""
    return {given_place(names, given): known_position(given, place) or KnownName(0, "")}


def _refuse_missing(names: list[str], candidates: list[dict[int, KnownName]]) -> None:
    missing = [name for name, found in zip(_COORDINATES, candidates, strict=True) if not found]
    if not missing:
        return
    options = ", ".join(f"{name}_column=" for name in missing)
    flags = ", ".join(f"--{name}-column" for name in missing)
    message = (
        f"no column looks like the {' or the '.join(missing)}; there are {listed(names)}: "
        f"name {'it' if len(missing) == 1 else 'them'} by {options} ({flags})"
    )
    if any("1950" in name for name in names):
        message += "; positions of B1950 have to be precessed to J2000 first"
    raise TableError(message)


def _agreed(
    catalog: pd.DataFrame, names: list[str], candidates: list[dict[int, KnownName]]
) -> Positions:
    """Return the pair of the most usual names, if all others lie at the same place."""
    chosen = min(
        ((i, j) for i in candidates[0] for j in candidates[1]),
        key=lambda pair: _rank(names, candidates, pair),
    )
    ra, dec = _read(catalog, chosen[0], 0), _read(catalog, chosen[1], 1)
    cosine = np.cos(np.deg2rad(dec.degrees))
    for place, read, scale in ((0, ra, cosine), (1, dec, 1.0)):
        others = [i for i in candidates[place] if i != chosen[place]]
        if any(_differ(read, catalog, i, place, scale) for i in others):
            several = ", ".join(names[i] for i in sorted(candidates[place]))
            name = _COORDINATES[place]
            raise TableError(
                f"several columns may be the {name}: {several}; they differ: name the one that "
                f"is meant by {name}_column= (--{name}-column)"
            )
    return Positions(ra, dec, candidates[0][chosen[0]].join)


def _rank(
    names: list[str], candidates: list[dict[int, KnownName]], pair: tuple[int, int]
) -> tuple[Any, ...]:
    """Rank a pair: of one family and one table, the usual names first."""
    ra, dec = (candidates[place][pair[place]] for place in (0, 1))
    return (
        (ra.rank, ra.join) != (dec.rank, dec.join),
        max(ra.rank, dec.rank),
        max(ra.join, dec.join),
        _style(names[pair[0]]) != _style(names[pair[1]]),
        pair,
    )


def _style(name: str) -> tuple[bool, bool]:
    return name.startswith("_"), name.isupper()


def _differ(chosen: Coordinate, catalog: pd.DataFrame, other: int, place: int, scale: Any) -> bool:
    try:
        degrees = _read(catalog, other, place).degrees
    except TableError:  # in pixels, say: no position
        return False
    apart = np.abs(chosen.degrees - degrees)
    if place == 0:
        apart = np.minimum(apart, 360 - apart)
    return bool((apart * scale > _SAME).any())  # what is missing in one of them tells nothing


def _read(catalog: pd.DataFrame, i: int, place: int) -> Coordinate:
    column = catalog.iloc[:, i]
    name = str(column.name)
    unit = catalog.attrs.get("units", {}).get(name) or unit_in(name)
    plain = plain_name(name)
    return read_coordinate(
        column,
        _COORDINATES[place],
        unit or _UNITS.get(plain),
        hours_below_24=plain == _HOURS_BELOW_24,
    )
