"""Labels and ids are taken as they are written."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from galaxyzoo_ml.datasets import find_positions, load_galaxies, read_table
from galaxyzoo_ml.exceptions import DataWarning, TableError


def write(folder: Path, labels: Sequence[str], ids: Sequence[str] = (), more: str = "") -> Path:
    ids = ids or [str(i) for i in range(len(labels))]
    (folder / "images").mkdir(exist_ok=True)
    for objid in ids:
        Image.new("RGB", (8, 8), "grey").save(folder / "images" / f"{objid}.jpg")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(
        [["OBJID", "target"], *zip(ids, labels, strict=True)]
    )
    (folder / "labels.csv").write_text(text.getvalue() + more, "utf-8")
    return folder


WORDS = [
    "None", "NA", "N/A", "n/a", "null", "NULL", "nan", "NaN", "-nan", "#N/A", "<NA>", "inf",
    "01", "1e5", "1_000", "+1", "-0", "True", "FALSE", " x ", "1.50", "0x10", "2020-01-01",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_label_is_what_is_written(tmp_path: Path, word: str) -> None:
    galaxies = load_galaxies(write(tmp_path, [word, "spiral", ""]))
    assert galaxies.target.tolist() == [word, "spiral"]
    assert galaxies.unlabelled == 1


@pytest.mark.parametrize("pair", [["01", "02"], ["1e5", "2"], ["NA", "null"], ["None", "nan"]])
def test_labels_that_are_all_alike_are_what_is_written(tmp_path: Path, pair: list[str]) -> None:
    assert load_galaxies(write(tmp_path, pair)).target.tolist() == pair


@given(words=st.lists(st.text(string.printable[:94], min_size=1), min_size=1, max_size=5))
def test_any_label_survives(words: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("labels")
    labels = [f"{word}x" for word in words]  # no numbers, which may be fractions
    assert load_galaxies(write(folder, labels)).target.tolist() == labels


@pytest.mark.parametrize("words", [["0.5", "0.25"], [".5", "1"], ["1", "1e-3"]])
def test_fractions_are_no_labels(tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(TableError, match="holds fractions"):
        load_galaxies(write(tmp_path, words))


def test_an_id_keeps_its_zeros(tmp_path: Path) -> None:
    galaxies = load_galaxies(write(tmp_path, ["a", "b"], ["004", "4"]))
    assert galaxies.catalog["OBJID"].tolist() == ["004", "4"]
    catalog = pd.DataFrame({"objid": ["004", "010"], "ra": [100.0, 101.0], "dec": [1.0, 2.0]})
    assert find_positions(catalog)["OBJID"].tolist() == ["004", "010"]


@pytest.mark.parametrize("name", ["labels.csv", "manifest.csv"])
@pytest.mark.parametrize("rows", ["1,a,\n2,b,\n", "1,a\n2,b,\n"])
def test_a_comma_too_many_shifts_no_column(tmp_path: Path, name: str, rows: str) -> None:
    (tmp_path / name).write_text(f"OBJID,target\n{rows}")
    with pytest.raises(TableError, match="not a table"):
        load_galaxies(tmp_path)


def test_a_comma_too_many_in_the_header_too_is_an_empty_column(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("OBJID,target,\n1,a,\n2,b,\n")
    table = read_table(tmp_path / "labels.csv")
    assert table[["OBJID", "target"]].to_numpy().tolist() == [[1, "a"], [2, "b"]]


def test_other_columns_are_numbers_where_that_loses_nothing(tmp_path: Path) -> None:
    big = 2**53 + 1
    text = (
        "OBJID,whole,part,gap,big,zeros,flag,word\n"
        f"1,7,0.5,3,{big},007,True,NA\n2,-8,1e-3,,,010,False,x\n3,9,nan,5,{big},011,True,\n"
    )
    (tmp_path / "labels.csv").write_text(text)
    table = read_table(tmp_path / "labels.csv")
    assert table["whole"].dtype == np.int64
    assert table["part"].dtype == table["gap"].dtype == np.float64
    assert table["flag"].dtype == bool
    np.testing.assert_array_equal(table["part"], [0.5, 1e-3, np.nan])
    np.testing.assert_array_equal(table["gap"], [3, np.nan, 5])
    assert table["big"].dropna().tolist() == [str(big)] * 2  # no float holds it
    assert table["zeros"].tolist() == ["007", "010", "011"]
    assert table["word"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize("spelling", ["x.jpg", "./x.jpg", ".//x.jpg"])
def test_two_ids_with_one_picture_are_a_warning(tmp_path: Path, spelling: str) -> None:
    (tmp_path / "labels.csv").write_text(
        f"OBJID,target,path\n1,a,y.jpg\n2,a,x.jpg\n3,b,{spelling}\n"
    )
    with pytest.warns(DataWarning, match=r"OBJID 2 and 3 have one picture, x\.jpg .*leak"):
        read_table(tmp_path / "labels.csv")


def test_a_path_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_bytes(b"OBJID,target,path\n1,a,x\0y.jpg\n")
    with pytest.raises(TableError):
        load_galaxies(tmp_path)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_tables_of_spreadsheets_are_read(tmp_path: Path, separator: str) -> None:
    text = "\ufeff" + "OBJID,target\n1,a\n2,b\n".replace(",", separator)
    (tmp_path / "labels.csv").write_text(text, "utf-8")
    assert read_table(tmp_path / "labels.csv")["OBJID"].tolist() == [1, 2]


def test_a_table_of_one_endless_line_is_refused_briefly(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(",".join(f"column{i}" for i in range(20_000)))
    with pytest.raises(TableError) as caught:
        load_galaxies(tmp_path)
    assert len(str(caught.value)) < 2_000
