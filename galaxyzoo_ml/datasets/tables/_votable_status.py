"""What the service that made a VOTable says of it: whole, truncated, or an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxyzoo_ml.exceptions import TableError

__all__ = ["truncation"]


def truncation(votable: Any, path: Path) -> str:
    """Say that a service has cut its answer off; nothing where it has not.

    Parameters
    ----------
    votable : astropy.io.votable.tree.VOTableFile
    path : pathlib.Path

    Raises
    ------
    TableError
        The service answered with an error: the message has its words.
    """
    remark = ""
    for name, value, text in _remarks(votable):
        words = " ".join((text or value).split())[:200]
        if name == "error" or (name == "query_status" and value.upper() == "ERROR"):
            raise TableError(f"{path}: the service that made it says: {words}")
        if name == "query_status" and value.upper() == "OVERFLOW":
            said = f" ({words})" if text else ""
            remark = (
                f"the service has cut its answer off{said}: further rows are missing; ask for "
                "more of them (MAXREC, TOP or the like)"
            )
    return remark


def _remarks(element: Any) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and text of all INFO and PARAM, here and below."""
    for each in (*element.infos, *getattr(element, "params", ())):
        value = each.value.decode() if isinstance(each.value, bytes) else str(each.value or "")
        yield str(each.name or "").lower(), value, getattr(each, "content", None) or ""
    for below in (*element.resources, *getattr(element, "tables", ())):
        if hasattr(below, "resources"):
            yield from _remarks(below)
        else:
            for each in below.infos:
                yield str(each.name or "").lower(), str(each.value or ""), each.content or ""
