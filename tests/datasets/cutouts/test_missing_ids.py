"""An id that is missing, of whatever kind, is no galaxy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import find_positions, plan_cutouts
from galaxyzoo_ml.exceptions import TableError

MISSING = {
    "a left join of text": pd.Series(["a", "b"]).reindex([0, 2]),
    "a left join of numbers": pd.Series([2**60, 2**60 + 1]).reindex([0, 2]),
    "nullable numbers": pd.Series([7, None], dtype="Int64"),
    "nullable text": pd.Series(["a", None], dtype="string"),
    "None": pd.Series(["a", None], dtype=object),
    "NaN": pd.Series(["a", np.nan], dtype=object),
    "NaN among numbers": pd.Series([7, np.nan], dtype=object),
    "NaT": pd.Series(["a", pd.NaT], dtype=object),
    "NA": pd.Series(["a", pd.NA], dtype=object),
    "category": pd.Series(["a", None], dtype="category"),
    "empty": pd.Series(["a", ""], dtype=object),
    "as text": pd.Series([7, np.nan]).astype(object).astype(str).replace("7.0", "7"),
    "None as text": pd.Series(["a", "None"], dtype=object),
    "<NA> as text": pd.Series(["a", "<NA>"], dtype=object),
}


@pytest.mark.parametrize("kind", MISSING)
def test_a_missing_id_is_refused_by_its_row(tmp_path: Path, kind: str) -> None:
    catalog = pd.DataFrame({"OBJID": MISSING[kind].to_numpy(), "ra": [100.0, 101.0], "dec": 1.0})
    catalog["OBJID"] = MISSING[kind].reset_index(drop=True)
    for use in (find_positions, lambda table: plan_cutouts(table, tmp_path / "g")):
        with pytest.raises(TableError, match=r"row 1 of the catalogue: OBJID is missing"):
            use(catalog)
