"""Names in a message: some of them, none endless."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed"]

_MOST, _LONGEST = 30, 60


def listed(names: Iterable[object]) -> str:
    """Return the names of columns for a message, in one line.

    Examples
    --------
    >>> listed(["OBJID", "ra", "dec"])
    'OBJID, ra, dec'
    """
    words = [" ".join(str(name).split()) for name in names]
    short = [word if len(word) <= _LONGEST else f"{word[:_LONGEST]}..." for word in words[:_MOST]]
    return ", ".join(short + ["..."] * (len(words) > _MOST))
