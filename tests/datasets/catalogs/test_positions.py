"""Anybody's catalogue: which format, which columns, where on the sky."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import find_positions, plan_cutouts, read_catalog
from galaxyzoo_ml.exceptions import DataError, DataWarning, TableError

FIRST = 587722981742084097
IDS = [FIRST, FIRST + 1, FIRST + 5]
TEXT = "objid,ra,dec,note\n" + "".join(f"{i},{k}.50,-0.25,00{k}\n" for k, i in enumerate(IDS))


def write(tmp_path: Path, text: str, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_a_csv_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path, TEXT))
    assert catalog.to_csv(index=False) == TEXT
    with pytest.warns(DataWarning, match="below 24"):  # they may be hours
        positions = find_positions(catalog)
    assert positions["OBJID"].tolist() == IDS
    assert positions["OBJID"].dtype == np.int64
    assert positions[["ra", "dec"]].values.tolist() == [[0.5, -0.25], [1.5, -0.25], [2.5, -0.25]]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: "#Table1\n" + text,
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_csv_as_people_have_it(tmp_path: Path, change) -> None:
    path = tmp_path / "mine.txt"
    path.write_bytes(change(TEXT).encode())
    zipped = tmp_path / "mine.csv.gz"
    zipped.write_bytes(gzip.compress(change(TEXT).encode()))
    for each in (path, zipped):
        pd.testing.assert_frame_equal(read_catalog(each), read_catalog(write(tmp_path, TEXT)))


@pytest.mark.parametrize("kind", ["fits", "votable"])
def test_fits_and_votable(tmp_path: Path, kind: str) -> None:
    table = pytest.importorskip("astropy.table").Table(
        {
            "OBJID": np.array(IDS),
            "RAJ2000": [0.5, 1.5, 2.5],
            "DEJ2000": [-0.25, 0.0, 89.5],
            "name": ["a", "b", "c"],
            "fluxes": np.ones((3, 5)),
        },
        units={"RAJ2000": "deg", "DEJ2000": "deg"},
    )
    path = tmp_path / f"mine.{kind}"
    table.write(path, format=kind)
    catalog = read_catalog(path)
    assert list(catalog) == ["OBJID", "RAJ2000", "DEJ2000", "name", "fluxes"]
    assert catalog["fluxes"].tolist() == [[1.0] * 5] * 3
    assert catalog["name"].tolist() == ["a", "b", "c"]
    positions = find_positions(catalog)
    assert positions["OBJID"].tolist() == IDS
    assert positions["dec"].tolist() == [-0.25, 0.0, 89.5]
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(TableError, match="no table can be read"):
        read_catalog(path)


@pytest.mark.parametrize("start", ["SIMPLE  =                    T", "<?xml?><VOTABLE></VOTABLE>"])
def test_without_astropy_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    for name in ("astropy", "astropy.table"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"pip install 'galaxyzoo-ml\[fits\]'"):
        read_catalog(write(tmp_path, start))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("<html><body>", "web page"),
        ("id,ra,dec\n", "no rows"),
        ("id,ra,dec\n1,2,3\n1,2,3,4,5\n", "not a table"),
        ("id,ra,dec\n1,2,3,4\n2,2,3,4\n", "not a table"),  # pandas would shift the columns
    ],
)
def test_files_that_are_no_catalogue(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(TableError, match=message) as caught:
        read_catalog(write(tmp_path, text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ("13:29:52.7", "+47:11:43"),
        ("13 29 52.7", "+47 11 43"),
        (" 13  29  52.7 ", "47 11 43.0"),
        ("13h29m52.7s", "+47d11m43s"),
        ("13h 29m 52.7s", "47d 11m 43s"),
        ("202.4695833333", "47.1952777778"),
        (202.4695833333, 47.1952777778),
    ],
)
def test_positions_as_people_write_them(ra: object, dec: object) -> None:
    found = find_positions(pd.DataFrame({"Name": ["M  51"], "RA": [ra], "DEC": [dec]}))
    assert found["OBJID"].tolist() == ["M_51"]
    np.testing.assert_allclose(found[["ra", "dec"]], [[202.46958333, 47.19527778]], atol=1e-8)


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"a": [1], "x": [2.0]}, {}, r"like the ra or the dec; there are a, x: .*--ra-.*--dec-col"),
        ({"id": [1], "x": [2.0], "dec": [3.0]}, {}, "like the ra; there are id, x, dec"),
        ({"id": [1], "ra": [2.0], "RA": [2.5], "dec": [3.0]}, {}, "several .* ra: ra, RA;"),
        ({"id": [1], "ra": [2.0], "RAJ2000": [2.5], "dec": [3.0]}, {}, "--ra-column"),
        ({"id": [1], "ra": [2.0], "dec": [3.0]}, {"dec_column": "de"}, "no column 'de'; there are"),
        ({"id": [1.5e17], "ra": [2.0], "dec": [3.0]}, {}, "row 0 .*rounded"),
        ({"id": ["1", "5.8E+17"], "ra": [2.0, 2.0], "dec": [3.0, 3.0]}, {}, "row 1 .*rounded"),
        ({"id": ["1", None], "ra": [2.0, 2.0], "dec": [3.0, 3.0]}, {}, "row 1 .*id is missing"),
        (
            {"id": [587722981742084000, 587722981742085000, 587722981742089000],
             "ra": [1.0, 2.0, 3.0], "dec": [0.0, 0.0, 0.0]}, {}, "rounded",
        ),
        ({"id": [7, 8], "ra": [2.0, 360.5], "dec": [3.0, 3.0]}, {}, r"row 1 .*\(8\): ra: '360.5'"),
        ({"id": [7, 8], "ra": [2.0, 3.0], "dec": [3.0, np.nan]}, {}, r"row 1 .*\(8\): dec"),
        ({"id": [7], "ra": ["24:00:00"], "dec": ["3"]}, {}, "row 0 .*'24:00:00' is out of range"),
        ({"id": [7, 8], "ra": ["1:2:3", "15.5"], "dec": [1.0, 2.0]}, {}, "row 1 .*'15.5' is not"),
        ({"id": [7], "ra": ["east"], "dec": [1.0]}, {}, "row 0 .*'east' is not from 0 to 360"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(columns, options, message: str) -> None:
    with pytest.raises(TableError, match=message):
        find_positions(pd.DataFrame(columns), **options)


def test_the_most_special_id_is_taken_and_any_by_name() -> None:
    catalog = pd.DataFrame(
        {"name": ["x"], "OBJID": [7], "RAJ2000": ["1:0:0"], "ra": [35.5], "dec": [0.0]}, index=[3]
    )
    found = find_positions(catalog, ra_column="RAJ2000")
    assert found.to_dict("index") == {3: {"OBJID": 7, "ra": 15.0, "dec": 0.0}}
    assert find_positions(catalog, ra_column="ra", id_column="name")["OBJID"].tolist() == ["x"]


def test_small_round_ids_are_ids() -> None:
    catalog = pd.DataFrame({"id": [1000, 2000, 3000], "ra": [1.0] * 3, "dec": [1.0] * 3})
    assert find_positions(catalog)["OBJID"].tolist() == [1000, 2000, 3000]


def test_each_galaxy_at_its_own_scale(tmp_path: Path) -> None:
    catalog = pd.DataFrame(
        {"OBJID": [1, 2], "ra": [1.0, 2.0], "dec": [0.0, 0.0], "s": [0.25, 0.5], "z": [1, 2]}
    )
    for columns in (None, ["z"]):
        urls = plan_cutouts(catalog, tmp_path / "g", scale="s", columns=columns).urls
        assert ["scale=0.25&" in urls[0], "scale=0.5&" in urls[1]] == [True, True]
    with pytest.raises(ValueError, match=r"0\.015 to 60"):
        plan_cutouts(catalog.assign(s=[0.2, 99.0]), tmp_path / "g", scale="s")
    with pytest.raises(ValueError, match="scale=nan"):
        plan_cutouts(catalog.assign(s=[0.2, np.nan]), tmp_path / "g", scale="s")
    with pytest.raises(DataError, match="column of numbers"):
        plan_cutouts(catalog, tmp_path / "g", scale="width")
