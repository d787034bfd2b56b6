"""Sexagesimal coordinates to degrees, exactly and for whole catalogues at once.

The text of a column has few layouts (``-dd:mm:ss.s`` is one). A regular expression reads a layout
once; NumPy then computes all rows that share it from their bytes. Everything is done in whole units
of the last digit, so that the one division at the end rounds correctly.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

__all__ = ["parse_sexagesimal", "sexagesimal_to_degrees"]

_LAYOUT = re.compile(
    rb"(?P<sign>[+-]?)(?P<whole>\d{1,3})(?P<by>[: ])(?P<minutes>\d{1,2})"
    rb"(?:(?P=by)(?P<seconds>\d{1,2})(?:\.(?P<decimals>\d*))?)?"
)
_DIGIT = ord("0")
_SIGNS = b"+-"
_MAX_DECIMALS = 9  # of a second. More do not change a float64, and would not fit one exactly.
# Degrees per unit, and the limit.
_UNITS = {"hours": (15, 24), "degrees": (1, 90), "degrees of a circle": (1, 360)}
_PUBLIC_UNITS = ("hours", "degrees")


def sexagesimal_to_degrees(text: ArrayLike, unit: str = "degrees") -> NDArray[np.float64]:
    """Convert ``hh:mm:ss.ss`` or ``±dd:mm:ss.s`` to degrees.

    Parameters
    ----------
    text : array-like of str of shape (n,)
        Parts separated by colons or single spaces; seconds may be missing. Exactly 60 seconds
        are read as the next minute: rounding writes them so.
    unit : {"degrees", "hours"}, default="degrees"
        What the first part counts: "hours" (of 15 degrees) for right ascensions from 0h to below
        24h, "degrees" for declinations from -90 to 90.

    Returns
    -------
    ndarray of shape (n,), float64
        Degrees, each the float64 nearest to the value that is written (digits beyond the ninth
        decimal of a second are dropped). ``-00:00:00`` is -0.0.

    Raises
    ------
    ValueError
        A value that is no such coordinate, or that is out of range, by its place and content.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import sexagesimal_to_degrees
    >>> sexagesimal_to_degrees(["-00:05:12.3", "+07:30:00"])
    array([-0.08675,  7.5    ])
    >>> sexagesimal_to_degrees(["00:00:00.41"], unit="hours")
    array([0.00170833])
    """
    if unit not in _PUBLIC_UNITS:
        raise ValueError(f"unit={unit!r}: one of {', '.join(map(repr, _PUBLIC_UNITS))} is needed")
    strings = text if isinstance(text, pa.Array | pa.ChunkedArray) else pa.array(text, pa.string())
    degrees = parse_sexagesimal(strings, unit)
    wrong = np.isnan(degrees)
    if wrong.any():
        i = int(wrong.argmax())
        raise ValueError(f"element {i}: {wrong_coordinate(strings[i].as_py(), unit)}")
    return degrees


def wrong_coordinate(text: str | None, unit: str) -> str:
    """Say what is wrong with a coordinate."""
    form, limits = {
        "hours": ("hh:mm:ss.ss", "from 0h to below 24h"),
        "degrees": ("±dd:mm:ss.s", "from -90 to 90 degrees"),
    }[unit]
    if text is not None and _LAYOUT.fullmatch(text.strip().encode()):
        return f"{text!r} is out of range ({form}, {limits}, minutes and seconds below 60)"
    return f"{text!r} is not a coordinate of the form {form}"


def parse_sexagesimal(strings: pa.Array | pa.ChunkedArray, unit: str) -> NDArray[np.float64]:
    """Return degrees, NaN where an Arrow array of strings holds no coordinate in range."""
    if isinstance(strings, pa.ChunkedArray):
        if strings.num_chunks == 0:
            return np.empty(0)
        return np.concatenate([parse_sexagesimal(chunk, unit) for chunk in strings.chunks])
    plain = pc.fill_null(strings.cast(pa.large_string()), "")
    degrees = _parse_chunk(plain, unit)
    if np.isnan(degrees).any():  # spaces around the text are rare: looked for only now
        trimmed = pc.utf8_trim_whitespace(plain)
        if not trimmed.equals(plain):
            degrees = _parse_chunk(trimmed, unit)
    return degrees


def _parse_chunk(strings: pa.Array, unit: str) -> NDArray[np.float64]:
    content = np.frombuffer(strings.buffers()[2] or b"", np.uint8)
    offsets = np.frombuffer(strings.buffers()[1] or bytes(8), np.int64)
    offsets = offsets[strings.offset : strings.offset + len(strings) + 1]
    lengths = np.diff(offsets)
    if len(lengths) and 0 < lengths.min() == lengths.max():  # as in the catalogue: a matrix already
        rows = content[offsets[0] : offsets[-1]].reshape(len(lengths), -1)
        return _parse_equally_long(np.ascontiguousarray(rows.T), unit)
    degrees = np.full(len(lengths), np.nan)
    for length in np.unique(lengths[lengths > 0]):
        same = np.flatnonzero(lengths == length)
        rows = content[offsets[same, None] + np.arange(length)]
        degrees[same] = _parse_equally_long(np.ascontiguousarray(rows.T), unit)
    return degrees


def _parse_equally_long(columns: NDArray[np.uint8], unit: str) -> NDArray[np.float64]:
    """Parse texts of one length, given as one row of bytes for each place in the text."""
    degrees = np.full(columns.shape[1], np.nan)
    left = np.arange(columns.shape[1])
    while len(left):
        part = columns if len(left) == columns.shape[1] else columns[:, left]
        first = part[:, 0].tobytes()
        layout = _LAYOUT.fullmatch(first)
        if layout is None:
            break  # not a coordinate: the caller reports it, and has no use for the others
        alike = _has_layout(part, first)
        if alike.all():
            degrees[left] = _compute(part, layout, unit)
            break
        degrees[left[alike]] = _compute(part[:, alike], layout, unit)
        left = left[~alike]
    return degrees


def _has_layout(columns: NDArray[np.uint8], first: bytes) -> NDArray[np.bool_]:
    """Tell which texts have digits, signs and separators where the first one has them."""
    alike = np.ones(columns.shape[1], bool)
    for column, character in zip(columns, first, strict=True):
        if _DIGIT <= character <= _DIGIT + 9:
            alike &= column - np.uint8(_DIGIT) <= 9  # below "0", uint8 wraps around to above 9
        elif character in _SIGNS:
            alike &= (column == _SIGNS[0]) | (column == _SIGNS[1])
        else:
            alike &= column == character
    return alike


def _compute(columns: NDArray[np.uint8], layout: re.Match[bytes], unit: str) -> NDArray[np.float64]:
    per_unit, limit = _UNITS[unit]
    whole, minutes, seconds = (
        _number(columns, *layout.span(name)) for name in ("whole", "minutes", "seconds")
    )
    start, stop = layout.span("decimals")
    decimals = min(stop - start, _MAX_DECIMALS) if start >= 0 else 0
    fraction = _number(columns, start, start + decimals)
    scale = 10**decimals
    units = whole * np.int64(3600 * scale) + minutes * np.int32(60) * np.int64(scale)
    units += seconds * np.int64(scale) + fraction
    degrees: NDArray[np.float64] = units * per_unit / (3600 * scale)
    good = (minutes < 60) & ((seconds < 60) | ((seconds == 60) & (fraction == 0)))
    top = limit * 3600 * scale
    good &= units < top if unit == "hours" else units <= top
    if layout["sign"]:
        negative = columns[0] == ord("-")
        np.negative(degrees, out=degrees, where=negative)  # -0.0 for -00:00:00, too
        if unit == "hours":
            good &= ~negative | (units == 0)
    degrees[~good] = np.nan
    return degrees


def _number(columns: NDArray[np.uint8], start: int, stop: int) -> NDArray[Any]:
    """Read digits as a number, in the smallest type that holds it: memory is what costs time."""
    if start < 0 or start == stop:  # no such group
        return np.zeros(columns.shape[1], np.uint8)
    value: NDArray[Any] = columns[start] - np.uint8(_DIGIT)
    if stop - start > 2:
        value = value.astype(np.int64)
    for place in range(start + 1, stop):
        value = value * value.dtype.type(10) + (columns[place] - np.uint8(_DIGIT))
    return value
