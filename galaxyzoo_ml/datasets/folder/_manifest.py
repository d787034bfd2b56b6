"""What has become of every cutout: ``manifest.csv``, and a journal while a run goes on.

A line is appended to the journal, in one write, after the image has got its final name. So the
manifest never claims an image that is not there, and a process that is killed loses no more than
what was in flight. The next run, or the end of this one, folds the journal into ``manifest.csv``,
which is replaced as a whole.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from galaxyzoo_ml._whole_file import write_whole
from galaxyzoo_ml.datasets.folder._cutout_result import RESULT_COLUMNS, CutoutResult
from galaxyzoo_ml.datasets.folder._journal import journal_beside, read_journal, with_results
from galaxyzoo_ml.datasets.tables._read_csv import read_csv
from galaxyzoo_ml.datasets.tables._rounded_ids import are_rounded, rounded_id
from galaxyzoo_ml.exceptions import TableError

__all__ = ["Manifest"]


_POSITION = ["ra", "dec"]


class Manifest:
    """The table of a folder of cutouts. All of it is text: what was written comes back as it was.

    Parameters
    ----------
    folder : pathlib.Path
        The folder of ``manifest.csv`` and ``manifest.journal``. Hold its lock.
    id_column : str, default="OBJID"

    Attributes
    ----------
    table : DataFrame
        Text, indexed by id: ``ra``, ``dec``, labels, then `RESULT_COLUMNS`; as it was when the
        manifest was read or last folded.

    Raises
    ------
    TableError
        A manifest that cannot be read.
    """

    def __init__(self, folder: Path, id_column: str = "OBJID") -> None:
        self.path = folder / "manifest.csv"
        self.journal = journal_beside(self.path)
        self.id_column = id_column
        self.table = self._read()
        self._fresh: dict[str, CutoutResult] = {}
        self._descriptor: int | None = None
        self._is_changed = False
        for objid, result in read_journal(self.journal, id_column).items():
            if objid in self.table.index:
                self._fresh[objid] = result

    def _read(self) -> pd.DataFrame:
        if not self.path.exists():
            columns = [*_POSITION, *RESULT_COLUMNS]
            return pd.DataFrame(columns=columns, index=pd.Index([], name=self.id_column), dtype=str)
        try:
            table = read_csv(self.path)
        except TableError as error:
            raise TableError(
                f"{error}; put back a copy of it, or fetch into another folder"
            ) from error
        missing = {self.id_column, *_POSITION, *RESULT_COLUMNS} - set(table.columns)
        if missing:
            raise TableError(
                f"{self.path}: not a manifest: there is no column {', '.join(sorted(missing))}"
            )
        rounded = are_rounded(table[self.id_column])
        if rounded.any():
            what = rounded_id(table[self.id_column][rounded].iloc[0])
            raise TableError(f"{self.path}: {self.id_column} {what}, or put back a copy of it")
        # Of an id that stands twice, by whatever accident, the later row counts.
        return table.drop_duplicates(self.id_column, keep="last").set_index(self.id_column)

    def add(self, request: pd.DataFrame) -> None:
        """Add the galaxies of a request; those already there keep their results.

        Parameters
        ----------
        request : DataFrame
            Text, indexed by id: ``ra``, ``dec`` and labels, which replace what was there.
        """
        self.absorb()
        there, asked = [str(name) for name in self.table], [str(name) for name in request]
        labels = [name for name in there if name not in {*_POSITION, *RESULT_COLUMNS}]
        labels += [name for name in asked if name not in {*_POSITION, *labels}]
        ids = self.table.index.union(request.index, sort=False)
        nothing = {**dict.fromkeys(labels, ""), **CutoutResult().as_text()}
        columns: dict[str, Any] = {}
        for name in (*_POSITION, *labels, *RESULT_COLUMNS):
            column = pd.Series(nothing.get(name, ""), ids, dtype=object)
            for source in (self.table, request):
                if name in source:
                    column.loc[source.index] = source[name]
            columns[name] = column.astype(str)
        table = pd.DataFrame(columns, ids)
        table.index.name = self.id_column
        self._is_changed |= not table.equals(self.table)
        self.table = table

    def set(self, objid: str, result: CutoutResult) -> None:
        """Change a result without the journal: `fold` writes it."""
        self._fresh[objid] = result

    def claim(self, paths: Mapping[str, str]) -> None:
        """Say that what lies, or is about to lie, in these places is this folder's own.

        Parameters
        ----------
        paths : dict of str to str
            By id, relative to the folder; nothing where it owns nothing.
        """
        self.absorb()
        old = self.table["path"]
        new = old.mask(old.index.isin(list(paths)), old.index.to_series().map(paths))
        self._is_changed |= not new.equals(old)
        self.table = self.table.assign(path=new)

    def record(self, objid: str, result: CutoutResult) -> None:
        """Append a result to the journal: from here on it survives the death of the process.

        Raises
        ------
        OSError
            The disk is full, or the folder cannot be written.
        """
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._descriptor = os.open(self.journal, flags, 0o644)
        entry = {self.id_column: objid, **dataclasses.asdict(result)}
        line = json.dumps(entry).encode() + b"\n"
        if os.write(self._descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.journal))
        self._fresh[objid] = result

    def fold(self) -> None:
        """Write the whole manifest anew, then drop the journal.

        Killed in between, the journal is read once more and says the same again.
        """
        self.absorb()
        if self._is_changed or not self.path.exists():
            write_whole(self.path, self.table.to_csv(lineterminator="\n").encode(), durable=True)
            self._is_changed = False
        self.close()
        self.journal.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the journal, and leave it where it is."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def absorb(self) -> None:
        """Take what was recorded into `table`."""
        if self._fresh:
            self.table = with_results(self.table, self._fresh)
            self._fresh, self._is_changed = {}, True

    def results(self, ids: pd.Index[Any]) -> pd.DataFrame:
        """Return the results of some galaxies, in that order.

        Parameters
        ----------
        ids : Index of str

        Returns
        -------
        DataFrame
            `RESULT_COLUMNS` by id, ``tries`` and ``bytes`` as int64.
        """
        self.absorb()
        results = self.table.loc[ids, list(RESULT_COLUMNS)]
        for name in ("tries", "bytes"):  # a spreadsheet writes 1.0, or nothing
            numbers = pd.to_numeric(results[name], errors="coerce")
            results[name] = numbers.fillna(0).clip(0, 2**53).astype("int64")
        return results
