"""The journal of a run: a line for each result, until it is folded into ``manifest.csv``."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd

from galaxyzoo_ml.datasets.folder._cutout_result import RESULT_COLUMNS, CutoutResult
from galaxyzoo_ml.datasets.folder._status import Status

__all__ = ["journal_beside", "read_journal", "with_results"]


def journal_beside(manifest: Path) -> Path:
    """Return where the journal of a manifest lies."""
    return manifest.with_name("manifest.journal")


def read_journal(journal: Path, id_column: str) -> dict[str, CutoutResult]:
    """Read what a run that was killed, or that goes on, has recorded: the last result of each id.

    Torn lines are of images in flight.
    """
    try:
        lines = journal.read_bytes().split(b"\n")
    except FileNotFoundError:
        return {}
    results: dict[str, CutoutResult] = {}
    for line in lines[:-1]:  # the last is empty, or torn
        try:
            entry = json.loads(line)
            objid, status = entry.pop(id_column), Status(entry.pop("status"))
            results[objid] = CutoutResult(status=status, **entry)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue
    return results


def with_results(table: pd.DataFrame, results: Mapping[str, CutoutResult]) -> pd.DataFrame:
    """Return the table of a manifest (text, indexed by id) with newer results in it.

    Results of galaxies that it does not have are left out.
    """
    rows: dict[Hashable, dict[str, str]] = {
        objid: result.as_text() for objid, result in results.items()
    }
    columns = list(RESULT_COLUMNS)
    fresh = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    fresh = fresh.loc[fresh.index.isin(table.index)]
    table = table.copy()
    table.loc[fresh.index, columns] = fresh
    return table
