"""Labels from votes: the flags are not a threshold, and float32 is not float64."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import (
    MIRRORED_LABELS,
    VOTES,
    fetch_galaxyzoo1_catalog,
    galaxyzoo1_labels,
)
from galaxyzoo_ml.exceptions import TableError

ROWS = "gz1_catalog/GalaxyZoo1_DR_table2_5000rows.csv"


def votes(**columns: list[float]) -> pd.DataFrame:
    return pd.DataFrame({name: np.array(values, np.float32) for name, values in columns.items()})


def six(*rows: list[float]) -> pd.DataFrame:
    names = ["P_EL", "P_CW", "P_ACW", "P_EDGE", "P_DK", "P_MG"]
    return pd.DataFrame(np.array(rows, np.float32), columns=names)


def test_flags_are_read_not_computed() -> None:
    catalog = pd.DataFrame(
        {
            "SPIRAL": [True, False, False],
            "ELLIPTICAL": [False, True, False],
            "UNCERTAIN": [False, False, True],
            "P_CS_DEBIASED": [0.1, 0.9, 0.9],
        }
    )
    assert galaxyzoo1_labels(catalog).tolist() == ["spiral", "elliptical", "uncertain"]


@pytest.mark.parametrize("flags", [(0, 0, 0), (1, 1, 0)])
def test_flags_name_one_class(flags: tuple[int, int, int]) -> None:
    names = ["SPIRAL", "ELLIPTICAL", "UNCERTAIN"]
    catalog = pd.DataFrame([(0, 0, 1), flags], columns=names).astype(bool)
    with pytest.raises(TableError, match=rf"1 rows .* is row 1 \(SPIRAL={flags[0]}, "):
        galaxyzoo1_labels(catalog)


@pytest.mark.parametrize("debiased", [True, False])
def test_clean_is_above_the_threshold_in_float32(debiased: bool) -> None:
    end = "_DEBIASED" if debiased else ""
    columns = {f"P_CS{end}": [0.8, 0.801, 0.1, 0.4], f"P_EL{end}": [0.2, 0.1, 0.81, 0.6]}
    labels = galaxyzoo1_labels(votes(**columns), "clean", debiased=debiased)
    assert labels.tolist() == ["uncertain", "spiral", "elliptical", "uncertain"]
    labels = galaxyzoo1_labels(votes(**columns), "clean", threshold=0.5, debiased=debiased)
    assert labels.tolist() == ["spiral", "spiral", "elliptical", "elliptical"]


def test_the_most_voted_answer_and_its_class() -> None:
    catalog = six(*np.eye(6).tolist(), [0.5, 0.5, 0, 0, 0, 0], [0, 0.4, 0, 0, 0, 0.6])
    answers = galaxyzoo1_labels(catalog, "vote")
    assert answers.tolist() == [*VOTES, "elliptical", "merger"]
    classes = galaxyzoo1_labels(catalog, "plurality").tolist()
    spirals, rest = ["spiral"] * 3, ["uncertain"] * 2
    assert classes == ["elliptical", *spirals, *rest, "elliptical", "uncertain"]


def test_handedness_swaps_in_the_mirror() -> None:
    catalog = votes(P_CW=[0.9, 0.05, 0.5], P_ACW=[0.05, 0.9, 0.5])
    labels = galaxyzoo1_labels(catalog, "handedness").tolist()
    assert labels == [*MIRRORED_LABELS, "uncertain"]
    mirrored = catalog.rename(columns={"P_CW": "P_ACW", "P_ACW": "P_CW"})
    swapped = [MIRRORED_LABELS.get(label, label) for label in labels]
    assert galaxyzoo1_labels(mirrored, "handedness").tolist() == swapped


@pytest.mark.parametrize("kind", ["vote", "plurality"])
def test_missing_votes_are_named(kind: str) -> None:
    catalog = six([1, 0, 0, 0, 0, 0], [np.nan, 0, 0, 0, 0, 1])
    with pytest.raises(TableError, match=r"1 rows lack one of the votes .* row 1; .*dropna"):
        galaxyzoo1_labels(catalog, kind)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("flag", r"no column SPIRAL, ELLIPTICAL, UNCERTAIN \(table 3 has no flags"),
        ("clean", r"no column P_CS_DEBIASED, P_EL_DEBIASED \(table 3"),
        ("handedness", "no column P_CW, P_ACW$"),
    ],
)
def test_missing_columns_are_named(kind: str, message: str) -> None:
    with pytest.raises(TableError, match=message):
        galaxyzoo1_labels(pd.DataFrame({"OBJID": [1]}), kind)


@pytest.mark.parametrize("options", [{"kind": "flags"}, {"threshold": 0.4}, {"threshold": 1.0}])
def test_wrong_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        galaxyzoo1_labels(pd.DataFrame(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "options", "counts"),
    [
        ("flag", {}, {"uncertain": 3097, "spiral": 1389, "elliptical": 514}),
        ("plurality", {}, {"elliptical": 3556, "spiral": 1348, "uncertain": 96}),
        ("clean", {}, {"uncertain": 3141, "spiral": 1178, "elliptical": 681}),
        ("clean", {"debiased": False}, {"uncertain": 3260, "elliptical": 1145, "spiral": 595}),
        (
            "handedness", {},
            {"uncertain": 4812, "spiral_clockwise": 96, "spiral_anticlockwise": 92},
        ),
        (
            "vote", {},
            {
                "elliptical": 3556, "edge_on": 752, "spiral_anticlockwise": 304,
                "spiral_clockwise": 292, "merger": 73, "dont_know": 23,
            },
        ),
    ],
)  # fmt: skip
def test_counts_of_the_docstring(
    real_data: Path, kind: str, options: dict[str, bool], counts: dict[str, int]
) -> None:
    catalog = fetch_galaxyzoo1_catalog(source=real_data / ROWS)
    names, found = np.unique(galaxyzoo1_labels(catalog, kind, **options), return_counts=True)
    assert dict(zip(names.tolist(), found.tolist(), strict=True)) == counts
