"""A row a picture, in files that an interrupted command goes on with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import galaxyzoo_ml
from galaxyzoo_ml._whole_file import written_whole
from galaxyzoo_ml.cli._output import print_table, written

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from galaxyzoo_ml.cli._outputs import Outputs
    from galaxyzoo_ml.workflows import PictureTable

__all__ = ["RowFiles", "asked_of", "kept", "printed"]

Look = Callable[[Collection[str]], "PictureTable"]
"""Asks a model about all pictures but those of some paths."""


@dataclass(frozen=True)
class RowFiles:
    """The files that rows go into: a table, or an array and a table that names its rows.

    Parameters
    ----------
    out : pathlib.Path
    is_array : bool, default=False
        Whether the numbers go into an array, and a table beside it has names alone.
    """

    out: Path
    is_array: bool = False

    @property
    def table(self) -> Path:
        """Where the table goes."""
        return self.out.with_suffix(".csv") if self.is_array else self.out

    @property
    def all(self) -> list[Path]:
        """All files, the one that was asked for first."""
        return list(dict.fromkeys([self.out, self.table]))

    def read(self) -> tuple[pd.DataFrame, NDArray[Any] | None]:
        """Return the rows as they were written, digit for digit, and the array."""
        import numpy as np
        import pandas as pd

        rows = pd.read_csv(
            self.table, dtype=str, keep_default_na=False, encoding_errors="surrogateescape"
        )
        return rows, np.load(self.out) if self.is_array else None

    def write(
        self,
        result: PictureTable,
        there: pd.DataFrame | None = None,
        array: NDArray[Any] | None = None,
    ) -> None:
        """Write what was found, behind what is there."""
        import numpy as np
        import pandas as pd

        more, values = result.table, result.values
        if self.is_array and not more.empty:
            more = more[["OBJID", "path"]]
        tables = [table for table in (there, more) if table is not None and not table.empty]
        written(pd.concat(tables, ignore_index=True) if tables else more, self.table)
        if not self.is_array:
            return
        parts = [part for part in (array, values) if part is not None and len(part)]
        with written_whole(self.out) as file:
            np.save(file, np.concatenate(parts))
        print(f"wrote {self.out}: {parts[0].shape[1]} features of each")


def asked_of(model: Path | None, *others: Any) -> str:
    """Return what rows depend on beside the pictures, as a digest."""
    content = b"" if model is None else model.read_bytes()
    what = repr((galaxyzoo_ml.__version__, *others))
    return hashlib.sha256(what.encode() + content).hexdigest()


def kept(look: Look, files: RowFiles, outputs: Outputs, asked: str) -> PictureTable:
    """Look at the pictures that an interrupted run has left, and write all rows.

    Parameters
    ----------
    look : callable
    files : RowFiles
    outputs : Outputs
        Of these files.
    asked : str
        From `asked_of`: what rows of another run are not gone on with.

    Raises
    ------
    KeyboardInterrupt
        With what is kept.
    """
    from galaxyzoo_ml.workflows import PicturesInterrupted

    there, array = None, None
    if all(outputs.state(path) == asked for path in files.all):
        there, array = files.read()
    try:
        result = look(() if there is None else there["path"].tolist())
    except PicturesInterrupted as interrupt:
        files.write(interrupt.so_far, there, array)
        outputs.remember(asked)
        raise KeyboardInterrupt(
            f"{files.out} keeps the rows so far; the same command goes on"
        ) from None
    except KeyboardInterrupt:
        so_far = "no picture was looked at yet"
        if there is not None:
            so_far = f"{files.out} keeps the rows so far"
        raise KeyboardInterrupt(f"{so_far}; the same command goes on") from None
    files.write(result, there, array)
    outputs.remember()
    return result


def printed(look: Look) -> PictureTable:
    """Look at the pictures, and print a table.

    Raises
    ------
    KeyboardInterrupt
        Behind the rows so far.
    """
    from galaxyzoo_ml.workflows import PicturesInterrupted

    try:
        result = look(())
    except PicturesInterrupted as interrupt:
        print_table(interrupt.so_far.table)
        raise KeyboardInterrupt(
            f"{len(interrupt.so_far.table):,} rows are printed; with --out FILE.csv the same "
            "command could go on"
        ) from None
    except KeyboardInterrupt:
        raise KeyboardInterrupt("no picture was looked at yet") from None
    print_table(result.table)
    return result
