"""Units of angles, as FITS, VOTable, VizieR and people write them."""

from __future__ import annotations

import math
import re

__all__ = ["DEGREES_PER", "plain_unit"]

DEGREES_PER = {
    "deg": 1.0,
    "h": 15.0,
    "rad": 180 / math.pi,
    "arcmin": 1 / 60,
    "arcsec": 1 / 3600,
    "mas": 1 / 3_600_000,
    "uas": 1 / 3_600_000_000,
}
"""Degrees per unit, by the names that `plain_unit` gives."""

_WORDS = {
    "deg": "deg degs degree degrees degr ° º angle_degree",
    "h": "h hr hrs hour hours hourangle hour_angle 15deg 15.0deg",
    "rad": "rad rads radian radians",
    "arcmin": "arcmin arcmins arcminute arcminutes amin ' \u2032",
    "arcsec": "arcsec arcsecs arcsecond arcseconds asec \" \u2033 ''",
    "mas": "mas milliarcsec milliarcsecond milliarcseconds",
    "uas": "uas µas μas microarcsec microarcsecond microarcseconds",
    "h:m:s": "h:m:s hms hh:mm:ss hh:mm:ss.s hh:mm:ss.ss hour:min:sec hours:minutes:seconds",
    "d:m:s": "d:m:s dms dd:mm:ss dd:mm:ss.s deg:min:sec deg:arcmin:arcsec degrees:minutes:seconds",
    "": "- -- --- none null nan unknown unitless dimensionless",
}
_NAMES = {word: name for name, words in _WORDS.items() for word in words.split()}
# What says no unit, beside one: "deg (J2000)", "decimal degrees", "ICRS".
_BESIDES = re.compile(r"\b(?:j2000(?:\.0)?|2000(?:\.0)?|icrs|fk5|decimal|equinox|epoch)\b")
_BRACKETS = re.compile(r"[\[\](){}]")


def plain_unit(unit: object) -> str:
    """Return the unit in its plain spelling; "" where nothing is said.

    What is no angle comes back as it is written, and is none of `DEGREES_PER`.

    Examples
    --------
    >>> [plain_unit(unit) for unit in ("DEG", "[degrees]", "deg (J2000)", "---", "hourangle")]
    ['deg', 'deg', 'deg', '', 'h']
    >>> plain_unit("pix")
    'pix'
    """
    written = "" if unit is None else str(unit).strip()
    word = _BRACKETS.sub(" ", written.lower())
    word = "".join(_BESIDES.sub(" ", word).split()).strip(",;")
    if word not in _NAMES and len(word) > 2:  # '"h:m:s"', as SIMBAD writes it
        word = word.strip("\"'")
    return _NAMES.get(word, written) if word else ""
