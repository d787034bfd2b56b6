"""Tables that describe their columns themselves: ECSV, IPAC, MRT, SExtractor's, Parquet."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from galaxyzoo_ml.datasets import find_positions, read_catalog
from galaxyzoo_ml.exceptions import TableError

ID = 587722981742084097


def galaxies() -> Any:
    return pytest.importorskip("astropy.table").Table(
        {
            "objid": np.array([ID, ID + 4]),
            "ra": [202.4696, 150.5],
            "dec": [47.1952, -2.25],
            "type": ["Sc", "E"],
        },
        units={"ra": "deg", "dec": "deg"},
    )


def check(path: Path) -> pd.DataFrame:
    catalog = read_catalog(path)
    found = find_positions(catalog)
    assert found["OBJID"].tolist() == [ID, ID + 4]
    assert found["OBJID"].dtype == np.int64
    np.testing.assert_allclose(
        found[["ra", "dec"]], [[202.4696, 47.1952], [150.5, -2.25]], rtol=0, atol=1e-9
    )
    assert catalog["type"].tolist() == ["Sc", "E"]
    assert catalog.attrs["units"] == {"ra": "deg", "dec": "deg"}
    return catalog


FORMATS = ["ascii.ecsv", "ascii.ipac", "ascii.mrt"]


@pytest.mark.parametrize("form", FORMATS)
def test_tables_of_text_that_declare_their_types(tmp_path: Path, form: str) -> None:
    galaxies().write(tmp_path / "mine.txt", format=form)
    check(tmp_path / "mine.txt")
    content = (tmp_path / "mine.txt").read_bytes()
    (tmp_path / "mine.gz").write_bytes(gzip.compress(content.replace(b"\n", b"\r\n")))
    check(tmp_path / "mine.gz")


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_missing_in_them(tmp_path: Path, form: str) -> None:
    table = pytest.importorskip("astropy.table").Table(galaxies(), masked=True)
    table["dec"].mask = [False, True]
    table.write(tmp_path / "mine.txt", format=form)
    catalog = read_catalog(tmp_path / "mine.txt")
    assert catalog["dec"].isna().tolist() == [False, True]
    with pytest.raises(TableError, match=rf"row 1 of the catalogue \({ID + 4}\): dec is missing"):
        find_positions(catalog)


@pytest.mark.parametrize("form", FORMATS)
def test_broken_ones_are_one_error(tmp_path: Path, form: str) -> None:
    galaxies().write(tmp_path / "mine.txt", format=form)
    lines = (tmp_path / "mine.txt").read_text().splitlines()
    rows = [*lines[:-1], "x" * 80] if form != "ascii.ecsv" else [*lines[:-3], *lines[-2:]]
    (tmp_path / "mine.txt").write_text("\n".join(rows))
    with pytest.raises(TableError, match=r"mine\.txt: ") as caught:
        find_positions(read_catalog(tmp_path / "mine.txt"))
    assert "\n" not in str(caught.value)


def test_ecsv_keeps_coordinates_times_and_meanings(tmp_path: Path) -> None:
    table = galaxies()["objid", "type"]
    sky = pytest.importorskip("astropy.coordinates").SkyCoord(
        [202.4696, 150.5], [47.1952, -2.25], unit="deg"
    )
    table["sky"] = sky.galactic
    table["seen"] = pytest.importorskip("astropy.time").Time(["2020-01-01", "2021-02-03T04:05:06"])
    table["fluxes"] = [[1.5, 2.5], [3.5, 4.5]]
    table["objid"].meta["ucd"] = "meta.id;meta.main"
    table.write(tmp_path / "mine.ecsv", serialize_method={"seen": "formatted_value"})
    catalog = read_catalog(tmp_path / "mine.ecsv")
    assert catalog.attrs["units"] == {"sky_ra": "deg", "sky_dec": "deg"}
    found = find_positions(catalog)
    np.testing.assert_allclose(found["ra"], sky.ra.deg, rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["dec"], sky.dec.deg, rtol=0, atol=1e-9)
    assert pd.to_datetime(catalog["seen"])[1] == pd.Timestamp("2021-02-03T04:05:06")
    assert catalog["fluxes"].tolist() == [[1.5, 2.5], [3.5, 4.5]]


MRT = """\
Title: A survey of galaxies
Authors: Someone
Table: Positions
================================================================================
Byte-by-byte Description of file: table1.dat
--------------------------------------------------------------------------------
   Bytes Format Units  Label  Explanations
--------------------------------------------------------------------------------
   1-  5 A5     ---    Name   Name
   7-  8 I2     h      RAh    Hour of Right Ascension (J2000)
  10- 11 I2     min    RAm    Minute of Right Ascension (J2000)
  13- 17 F5.2   s      RAs    Second of Right Ascension (J2000)
      19 A1     ---    DE-    Sign of the Declination (J2000)
  20- 21 I2     deg    DEd    Degree of Declination (J2000)
  23- 24 I2     arcmin DEm    Arcminute of Declination (J2000)
  26- 29 F4.1   arcsec DEs    Arcsecond of Declination (J2000)
--------------------------------------------------------------------------------
M  51 13 29 52.70 +47 11 43.0
X   1 00 00 00.02 -00 00 59.9
X   2 23 58 60.00  00 30 00.0
"""


def test_positions_in_seven_columns(tmp_path: Path) -> None:
    pytest.importorskip("astropy")
    (tmp_path / "table1.txt").write_text(MRT)
    found = find_positions(read_catalog(tmp_path / "table1.txt"))
    assert found["OBJID"].tolist() == ["M_51", "X_1", "X_2"]
    expected = [[202.4695833333, 47.1952777778], [0.02 / 240, -59.9 / 3600]]
    np.testing.assert_allclose(found[["ra", "dec"]][:2], expected, rtol=0, atol=1e-9)


def test_seven_columns_of_text_and_what_is_wrong_with_them() -> None:
    names = ["RAh", "RAm", "RAs", "DE-", "DEd", "DEm", "DEs"]
    rows = [
        ["13", "29", "52.7", "-", "00", "11", "43"],
        ["13", "61", "52.7", "", "00", "11", "43"],
        ["13", "29", "52.7", "+", "", "11", "43"],
    ]
    found = find_positions(pd.DataFrame(rows, columns=names), on_error="mark")
    assert found["dec"][0] == -703 / 3600
    assert found["OBJID"].tolist() == ["J132952.70-001143.0", "", ""]
    assert found["reason"][1].startswith("RAh RAm RAs: '13:61:52.7' is out of range")
    assert found["reason"][2].startswith("DEd DEm DEs: '+:11:43' is not a coordinate")
    minutes = pd.DataFrame({"RAh": [13], "RAm": [29.878], "DEd": [-47], "DEm": [11.7]})
    np.testing.assert_allclose(find_positions(minutes)["ra"], 15 * (13 + 29.878 / 60), atol=1e-9)
    np.testing.assert_allclose(find_positions(minutes)["dec"], -47.195, atol=1e-9)


SEXTRACTOR = """\
#   1 NUMBER                 Running object number
#   2 ALPHA_J2000            Right ascension of barycenter (J2000)              [deg]
#   3 DELTA_J2000            Declination of barycenter (J2000)                  [deg]
#   4 FLUX_RADIUS            Fraction-of-light radii                            [pixel]
#   5 MAG_APER               Fixed aperture magnitude vector                    [mag]
#   7 FLAGS                  Extraction flags
         1  150.5000000  +2.2500000      3.5  18.1  18.0   0
         2  150.6000000  -2.2500000      2.5  19.1  19.0   2
"""


def test_catalogues_of_sextractor(tmp_path: Path) -> None:
    pytest.importorskip("astropy")
    (tmp_path / "mine.cat").write_text(SEXTRACTOR)
    catalog = read_catalog(tmp_path / "mine.cat")
    assert catalog["FLAGS"].tolist() == [0, 2]
    assert catalog.attrs["units"]["ALPHA_J2000"] == "deg"
    found = find_positions(catalog)
    assert found.to_numpy().tolist() == [[1, 150.5, 2.25], [2, 150.6, -2.25]]


def test_ipac_of_irsa(tmp_path: Path) -> None:
    pytest.importorskip("astropy")
    (tmp_path / "mine.tbl").write_text(
        "\\fixlen = T\n\\RowsRetrieved = 1\n\\ Right ascensions are J2000\n"
        "|        designation|        ra|       dec| sup_ra|\n"
        "|               char|    double|    double| double|\n"
        "|                   |       deg|       deg|    deg|\n"
        "|               null|      null|      null|   null|\n"
        "    13295270+4711429 202.469575  47.195258  202.47 \n"
    )
    found = find_positions(read_catalog(tmp_path / "mine.tbl"))
    assert found.to_numpy().tolist() == [["13295270+4711429", 202.469575, 47.195258]]


# Parquet


def parquet(path: Path, **columns: Any) -> Path:
    units = {"ra": {"unit": "deg"}, "dec": {"unit": "deg"}, "objid": {"ucd": "meta.id;meta.main"}}
    arrays = {
        "objid": pa.array([ID, ID + 4]),
        "ra": pa.array([202.4696, 150.5]),
        "dec": pa.array([47.1952, -2.25]),
        "type": pa.array(["Sc", "E"]),
        **columns,
    }
    schema = [pa.field(k, v.type, metadata=units.get(k)) for k, v in arrays.items()]
    pq.write_table(pa.table(list(arrays.values()), schema=pa.schema(schema)), path)
    return path


def test_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path / "mine", n=pa.array([None, ID]), fluxes=pa.array([[1.5], [2.5, 3]]))
    catalog = check(path)
    assert catalog.attrs["ucds"] == {"objid": "meta.id;meta.main"}
    assert catalog["n"].isna().tolist() == [True, False]
    assert catalog["n"][1] == ID  # through no float
    assert [list(cell) for cell in catalog["fluxes"]] == [[1.5], [2.5, 3]]
    (tmp_path / "mine.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert check(tmp_path / "mine.gz")["n"][1] == ID


def test_parquet_of_astropy_and_of_pandas(tmp_path: Path) -> None:
    galaxies().write(tmp_path / "astropy.parquet")
    check(tmp_path / "astropy.parquet")
    frame = galaxies().to_pandas().set_index("objid")
    frame.to_parquet(tmp_path / "pandas.parquet")
    assert find_positions(read_catalog(tmp_path / "pandas.parquet"))["OBJID"].tolist() == [
        ID,
        ID + 4,
    ]


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.99])
def test_broken_parquet_is_one_error(tmp_path: Path, keep: float) -> None:
    path = parquet(tmp_path / "mine")
    path.write_bytes(path.read_bytes()[: int(len(path.read_bytes()) * keep)])
    with pytest.raises(TableError, match="no table can be read from this Parquet file"):
        read_catalog(path)


@pytest.mark.parametrize(
    "start", ["# %ECSV 1.0\n", "|ra|dec|\n|r|r|\n 1 2\n", MRT, SEXTRACTOR], ids=len
)
def test_without_astropy_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    for name in ("astropy", "astropy.table"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "mine").write_text(start)
    with pytest.raises(ImportError, match=r"pip install 'galaxyzoo-ml\[fits\]'"):
        read_catalog(tmp_path / "mine")
