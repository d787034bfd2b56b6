"""Anybody's Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from galaxyzoo_ml.datasets.tables._plain_or_gzipped import open_bytes
from galaxyzoo_ml.exceptions import TableError

__all__ = ["read_parquet"]

_WORDS = {"units": (b"unit", b"units"), "ucds": (b"ucd",)}


def read_parquet(path: Path) -> pd.DataFrame:
    """Read a Parquet file: whole numbers stay whole numbers beside what is missing.

    Raises
    ------
    TableError
        A broken one.
    """
    try:
        with open_bytes(path) as file:
            table = pq.read_table(pa.BufferReader(file.read()))
        frame: pd.DataFrame = table.to_pandas(types_mapper=_nullable(table).get)
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        words = " ".join(str(error).split())[:200]
        raise TableError(
            f"{path}: no table can be read from this Parquet file ({words})"
        ) from error
    if frame.index.names != [None]:
        frame = frame.reset_index()
    frame.attrs = {kind: _said(table.schema, words) for kind, words in _WORDS.items()}
    units = _astropy_units(table.schema.metadata or {})
    frame.attrs["units"] = units | frame.attrs["units"]
    return frame


def _nullable(table: Any) -> dict[Any, Any]:
    """Return pandas' own types for those whose missing values would make floats of them."""
    dtypes = {pa.int8(): "Int8", pa.int16(): "Int16", pa.int32(): "Int32", pa.int64(): "Int64"}
    dtypes |= {pa.uint8(): "UInt8", pa.uint16(): "UInt16", pa.uint32(): "UInt32"}
    dtypes |= {pa.uint64(): "UInt64"}
    with_gaps = {column.type for column in table.columns if column.null_count}
    return {
        type_: pd.api.types.pandas_dtype(name)
        for type_, name in dtypes.items()
        if type_ in with_gaps
    }


def _said(schema: Any, words: tuple[bytes, ...]) -> dict[str, str]:
    """Return what the columns' own metadata say."""
    said = {}
    for each in schema:
        found = [each.metadata[word] for word in words if word in (each.metadata or {})]
        if found:
            said[each.name] = found[0].decode("utf-8", "replace")
    return said


def _astropy_units(metadata: dict[bytes, bytes]) -> dict[str, str]:
    """Return the units of a file that astropy wrote: it keeps a description of the columns."""
    text = metadata.get(b"table_meta_yaml")
    if text is None:
        return {}
    try:
        from astropy.table.meta import get_header_from_yaml

        header = get_header_from_yaml(text.decode().split("\n"))
        return {each["name"]: str(each["unit"]) for each in header["datatype"] if "unit" in each}
    except Exception:  # noqa: BLE001  a damaged description: the numbers are there without it
        return {}
