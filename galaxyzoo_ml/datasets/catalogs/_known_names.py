"""What surveys, services and people call the id, right ascension and declination of a galaxy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "FAMILIES",
    "ID_NAMES",
    "Family",
    "KnownName",
    "known_id",
    "known_position",
    "plain_name",
    "unit_in",
]

# Names that belong together, the usual first. Letters and digits alone, in small letters.
_USUAL = (
    ("ra", "dec de decl"),  # SDSS, Gaia, WISE, Legacy Survey, GAMA, 2MASS and most others
    ("targetra", "targetdec"),  # DESI
    ("rightascension", "declination"),  # Euclid
    ("coordra", "coorddec"),  # LSST
    ("ramean", "decmean"),  # Pan-STARRS
    ("objra", "objdec"),  # MaNGA
    ("raj2000 ra2000 rafk5", "dej2000 decj2000 dec2000 defk5 decfk5"),  # VizieR
    ("raicrs", "deicrs decicrs"),
    ("radeg radegrees", "dedeg decdeg decdegrees"),
    ("alphaj2000", "deltaj2000"),  # SExtractor, DES
    ("rad", "decd"),  # SIMBAD's RA_d and DEC_d
    ("al2000", "de2000"),  # HyperLEDA, decimal hours
    ("rahours rahour rahms", "decdegrees decdms dedms"),
    ("alpha", "delta"),
    ("\u03b1", "\u03b4"),
    ("\u03b1j2000", "\u03b4j2000"),
)
# Positions of something else in the same row, or by another measure: only where there is no other.
_SECOND = (
    ("alphawinj2000", "deltawinj2000"),  # SExtractor, DES
    ("alphapsfj2000", "deltapsfj2000"),
    ("ira", "idec"),  # HSC, by band
    ("rastack", "decstack"),
    ("supra", "supdec"),  # 2MASS, extended
    ("plugra", "plugdec"),
    ("meanfiberra", "meanfiberdec"),
    ("fiberra", "fiberdec"),
    ("ifura", "ifudec"),
)


class Family(NamedTuple):
    """Names that belong together.

    Parameters
    ----------
    spellings : tuple of tuple of str
        Those of right ascensions, and of declinations.
    is_second : bool
        Asked last.
    """

    spellings: tuple[tuple[str, ...], tuple[str, ...]]
    is_second: bool


FAMILIES = tuple(
    Family((tuple(ras.split()), tuple(decs.split())), rank >= len(_USUAL))
    for rank, (ras, decs) in enumerate(_USUAL + _SECOND)
)
"""All of them, by rank."""

# The most special first: "name" and "id" are anybody's.
ID_NAMES = (
    "lsid", "targetid", "sourceid", "coaddobjectid", "coaddobjectsid", "dr3objid",
    "objid", "dr7objid", "dr8objid", "dr12objid", "dr16objid", "photoobjid", "bestobjid",
    "specobjid", "objectid", "diaobjectid", "mangaid", "plateifu", "nsaid", "nsatlasid",
    "cataid", "galaxyid", "galaxyzooid", "assetid", "zooid", "subjectid", "tmassid", "2massid",
    "2mass", "2masx", "wiseid", "allwise", "allwiseid", "unwiseid", "designation", "mainid",
    "iauname", "iauid", "sdssname", "sdssid", "sdss", "objname", "objectname", "pgc", "pgcno",
    "leda", "ugc", "ngc", "sourcename", "galaxyname", "galaxy", "object", "source", "target",
    "targetname", "id", "identifier", "name", "names", "designations", "number", "objno", "objnum",
    "seq", "catid", "catno", "recno", "index", "rowid", "no", "nr",
)  # fmt: skip

_BRACKETS = re.compile(r"(.*?\S)\s*[\[(]([^\])]*)[\])]")
_JOINED_LAST = re.compile(r"(.*)[._](\d|[abcxy]|left|right)", re.IGNORECASE)
_JOINED_FIRST = re.compile(r"(\w+)\.(.*)")


@dataclass(frozen=True)
class KnownName:
    """What a name means.

    Parameters
    ----------
    rank : int
        Its place in `FAMILIES` or `ID_NAMES`.
    join : str
        Of which table of a join it is, as in ``ra_1``; may be empty.
    """

    rank: int
    join: str


def plain_name(name: str) -> str:
    """Return the letters and digits of a name, in small letters."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def unit_in(name: str) -> str:
    """Return what stands in brackets behind a name, as in ``ra [deg]``."""
    found = _BRACKETS.fullmatch(name.strip())
    return found[2] if found else ""


def known_position(name: str, place: int) -> KnownName | None:
    """Tell whether a name is that of a right ascension (place 0) or declination (1)."""
    for plain, join in _readings(name):
        for rank, family in enumerate(FAMILIES):
            if plain in family.spellings[place]:
                return KnownName(rank, join)
    return None


def known_id(name: str) -> KnownName | None:
    """Tell whether a name is that of an id."""
    for plain, join in _readings(name):
        if plain in ID_NAMES:
            return KnownName(ID_NAMES.index(plain), join)
    return None


def _readings(name: str) -> list[tuple[str, str]]:
    """Return what a name may be without brackets and marks of a join, and those marks."""
    bracket = _BRACKETS.fullmatch(name.strip())
    bare = bracket[1] if bracket else name.strip()
    readings = [(plain_name(name), ""), (plain_name(bare), "")]
    if last := _JOINED_LAST.fullmatch(bare):
        readings.append((plain_name(last[1]), last[2].lower()))
    if first := _JOINED_FIRST.fullmatch(bare):
        readings.append((plain_name(first[2]), first[1].lower()))
    return readings
