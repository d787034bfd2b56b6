"""VOTables that send their reader elsewhere: to local files, or to the network."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import Never
from xml.parsers import expat

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.exceptions import TableError

__all__ = ["refuse_references"]


def refuse_references(path: Path) -> None:
    """Refuse a VOTable whose data are not in it: astropy would read whatever it names.

    Entities are refused, too: they can name files, and a few lines of them fill the memory.

    Raises
    ------
    TableError
        A ``STREAM`` with an ``href``, an entity, or no XML.
    """

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2].upper() == "STREAM" and "href" in attributes:
            raise TableError(
                f"{path}: its data are not in it but in {attributes['href'][:100]!r}, which is not "
                "followed; save the table with its data"
            )

    def entity(name: str, *_: object) -> Never:
        raise TableError(f"{path}: it declares the entity {name[:60]!r}; save the table without")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EntityDeclHandler = element, entity
    try:
        with open_bytes(path) as file:
            parser.ParseFile(file)
    except (
        expat.ExpatError,
        ValueError,
        LookupError,
        EOFError,
        zlib.error,
        gzip.BadGzipFile,
    ) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{path}: no table can be read from it ({error})") from error
