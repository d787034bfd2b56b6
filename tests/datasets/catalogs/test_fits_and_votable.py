"""FITS and VOTable: which table, what is missing, what is said of it."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from galaxyzoo_ml.datasets import find_positions, read_catalog
from galaxyzoo_ml.exceptions import DataWarning, TableError

Table = pytest.importorskip("astropy.table").Table
fits = pytest.importorskip("astropy.io.fits")
votable = pytest.importorskip("astropy.io.votable")

IDS = [587722981742084097, 587722981742084098, 587722981742084102]


def galaxies(**more: Any) -> Any:
    return Table(
        {"OBJID": IDS, "ra": [202.5, 150.5, 1.5], "dec": [47.25, -2.25, 0.0], **more},
        units={"ra": "deg", "dec": "deg"},
    )


def other(n: int = 5) -> Any:
    return Table({"filter": ["r"] * n, "zeropoint": np.arange(n) * 1.5})


def fits_of(path: Path, *tables: tuple[Any, str]) -> Path:
    units = [fits.BinTableHDU(table, name=name) for table, name in tables]
    fits.HDUList([fits.PrimaryHDU(np.zeros((2, 2))), *units]).writeto(path)
    return path


def votable_of(path: Path, *tables: tuple[Any, str]) -> Path:
    whole = votable.tree.VOTableFile()
    for table, name in tables:
        resource = votable.tree.Resource()
        whole.resources.append(resource)
        element = votable.tree.TableElement.from_table(whole, table)
        element.name = name
        resource.tables.append(element)
    whole.to_xml(str(path))
    return path


# Which table

WRITERS = {"hdu": (fits_of, 1), "table": (votable_of, 0)}


@pytest.mark.parametrize("option", WRITERS)
def test_the_table_with_positions_is_found(tmp_path: Path, option: str) -> None:
    write, _ = WRITERS[option]
    path = write(tmp_path / "mine", (other(), "OBSERVATION"), (galaxies(), "GALAXIES"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        catalog = read_catalog(path)
    assert find_positions(catalog)["OBJID"].tolist() == IDS
    path.with_suffix(".gz").write_bytes(gzip.compress(path.read_bytes()))
    assert read_catalog(path.with_suffix(".gz")).equals(catalog)


@pytest.mark.parametrize("option", WRITERS)
def test_a_table_is_asked_for_by_number_or_name(tmp_path: Path, option: str) -> None:
    write, first = WRITERS[option]
    path = write(tmp_path / "mine", (other(), "OBSERVATION"), (galaxies(), "GALAXIES"))
    for wanted in (first, "observation", "OBSERVATION"):
        assert list(read_catalog(path, **{option: wanted})) == ["filter", "zeropoint"]
    for absent in (first + 2, "STARS", -1):
        with pytest.raises(TableError, match=rf"{option}={absent!r}; there are .*\(GALAXIES\)"):
            read_catalog(path, **{option: absent})


@pytest.mark.parametrize("option", WRITERS)
def test_several_tables_with_positions_are_said(tmp_path: Path, option: str) -> None:
    write, first = WRITERS[option]
    tables = (galaxies(), "A"), (galaxies(x=[1, 2, 3]), "B"), (other(), "C")
    path = write(tmp_path / "mine", *tables)
    said = rf"several tables {first} \(A\) is read, and not {first + 1} \(B\): .*--{option}"
    with pytest.warns(DataWarning, match=said) as caught:
        read_catalog(path)
    assert caught[0].filename == __file__
    assert "x" in read_catalog(path, **{option: "B"})


def test_fits_of_sextractor(tmp_path: Path) -> None:
    header = Table({"Field Header Card": [["SIMPLE  = T", "END"]]})
    objects = Table(
        {"NUMBER": [1, 2], "ALPHA_J2000": [10.5, 11.5], "DELTA_J2000": [1.0, 2.0]},
        units={"ALPHA_J2000": "deg", "DELTA_J2000": "deg"},
    )
    path = fits_of(tmp_path / "mine.cat", (header, "LDAC_IMHEAD"), (objects, "LDAC_OBJECTS"))
    assert find_positions(read_catalog(path))["ra"].tolist() == [10.5, 11.5]


def test_a_table_of_text_in_fits(tmp_path: Path) -> None:
    columns = [fits.Column("ra", "F9.4", "deg", array=np.array([150.5])), fits.Column(
        "dec", "F9.4", "deg", array=np.array([2.25]))]  # fmt: skip
    fits.TableHDU.from_columns(columns).writeto(tmp_path / "mine.fits")
    assert find_positions(read_catalog(tmp_path / "mine.fits"))["dec"].tolist() == [2.25]


def test_the_choice_is_for_files_that_have_one(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("id,ra,dec\n1,2,3\n")
    with pytest.raises(TableError, match=r"hdu=1 \(--hdu\) is for a FITS file"):
        read_catalog(tmp_path / "mine.csv", hdu=1)
    with pytest.raises(TableError, match=r"table='A' \(--table\) is for a VOTable"):
        read_catalog(fits_of(tmp_path / "mine.fits", (galaxies(), "A")), table="A")
    fits.PrimaryHDU(np.zeros((3, 3))).writeto(tmp_path / "picture.fits")
    with pytest.raises(TableError, match="no binary table"):
        read_catalog(tmp_path / "picture.fits")


# What is in it


@pytest.mark.parametrize("kind", ["fits", "votable"])
def test_what_is_missing_is_missing(tmp_path: Path, kind: str) -> None:
    table = Table(galaxies(n=[1, 2, 3], name=["a", "b", "c"], z=[0.1, 0.2, 0.3]), masked=True)
    table["OBJID"].mask = table["n"].mask = table["z"].mask = [False, True, False]
    table["n"].fill_value = table["OBJID"].fill_value = -9999
    table.write(tmp_path / "mine", format=kind)
    catalog = read_catalog(tmp_path / "mine")
    assert catalog["OBJID"].dropna().tolist() == [IDS[0], IDS[2]]  # through no float
    assert catalog["n"].isna().tolist() == catalog["z"].isna().tolist() == [False, True, False]
    with pytest.raises(TableError, match="row 1 of the catalogue: OBJID is missing"):
        find_positions(catalog)
    found = find_positions(catalog, on_error="mark")
    assert found["reason"].tolist() == ["", "OBJID is missing", ""]
    assert found["ra"].isna().tolist() == [False, True, False]
    assert [found["OBJID"][0], found["OBJID"][2]] == [str(IDS[0]), str(IDS[2])]


def test_tnull_of_fits_is_missing(tmp_path: Path) -> None:
    columns = [
        fits.Column("OBJID", "K", null=-9999, array=np.array([1, -9999])),
        fits.Column("ra", "D", unit="h", array=np.array([10.0, 11.5])),
        fits.Column("dec", "D", array=np.array([1.0, 2.0])),
    ]
    fits.BinTableHDU.from_columns(columns).writeto(tmp_path / "mine.fits")
    catalog = read_catalog(tmp_path / "mine.fits")
    assert catalog["OBJID"].isna().tolist() == [False, True]
    assert find_positions(catalog[:1])["ra"].tolist() == [150.0]  # hours


@pytest.mark.parametrize("kind", ["fits", "votable"])
def test_cells_of_several_values_survive(tmp_path: Path, kind: str) -> None:
    fluxes = np.arange(6, dtype=np.float32).reshape(3, 2) / 4
    bits = np.array([[True, False], [False, False], [True, True]])
    table = galaxies(fluxes=fluxes, bits=bits, vote=[b"s", b"e", b"s"])
    table.write(tmp_path / "mine", format=kind)
    catalog = read_catalog(tmp_path / "mine")
    assert catalog["fluxes"].tolist() == fluxes.tolist()
    assert catalog["bits"].tolist() == bits.tolist()
    assert catalog["vote"].tolist() == ["s", "e", "s"]
    assert list(catalog) == table.colnames
    assert "[0.5, 0.75]" in catalog.to_csv()


def test_cells_of_any_length_survive(tmp_path: Path) -> None:
    cells = np.empty(3, object)
    cells[:] = [np.array([1, 2]), np.array([3]), np.array([4, 5, 6])]
    columns = [
        fits.Column("ra", "D", array=np.array([1.5, 2.5, 3.5])),
        fits.Column("all", "PJ()", array=cells),
    ]
    fits.BinTableHDU.from_columns(columns).writeto(tmp_path / "mine.fits")
    assert read_catalog(tmp_path / "mine.fits")["all"].tolist() == [[1, 2], [3], [4, 5, 6]]


def test_latin_1_in_fits_is_read(tmp_path: Path) -> None:
    names = np.array(["M\xe9chain".encode("latin-1"), b"b"])
    columns = [fits.Column("name", "8A", array=names), fits.Column("ra", "D", array=np.ones(2))]
    fits.BinTableHDU.from_columns(columns).writeto(tmp_path / "mine.fits")
    assert read_catalog(tmp_path / "mine.fits")["name"].tolist() == ["Méchain", "b"]


@pytest.mark.parametrize("kind", ["fits", "votable"])
def test_what_columns_mean_is_kept(tmp_path: Path, kind: str) -> None:
    meanings = {"cat": "meta.id;meta.main", "x": "pos.eq.ra;meta.main", "y": "pos.eq.dec;meta.main"}
    table = Table({"ra": [9.0], "dec": [9.0], "id": [9], "cat": [77], "x": [2.5], "y": [47.25]})
    table["x"].unit = table["y"].unit = "rad" if kind == "fits" else "deg"
    if kind == "fits":
        unit = fits.BinTableHDU(table)
        for i, name in enumerate(table.colnames, 1):
            if name in meanings:
                unit.header[f"TUCD{i}"] = meanings[name]
        table["y"][0] = 0.5
        unit.data["y"][0] = 0.5
        unit.writeto(tmp_path / "mine")
    else:
        for name, ucd in meanings.items():
            table[name].meta["ucd"] = ucd
        table.write(tmp_path / "mine", format="votable")
    catalog = read_catalog(tmp_path / "mine")
    assert catalog.attrs["ucds"] == meanings
    assert catalog.attrs["units"] == {"x": table["x"].unit.to_string(), "y": str(table["y"].unit)}
    found = find_positions(catalog)
    assert found["OBJID"].tolist() == [77]
    expected = [np.rad2deg(2.5), np.rad2deg(0.5)] if kind == "fits" else [2.5, 47.25]
    np.testing.assert_allclose(found[["ra", "dec"]].to_numpy()[0], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("unit", ["hourangle", "rad", "arcsec"])
@pytest.mark.parametrize("kind", ["fits", "votable", "ascii.ecsv"])
def test_units_of_astropy_are_converted(tmp_path: Path, kind: str, unit: str) -> None:
    units = pytest.importorskip("astropy.units")
    table = galaxies()
    table["ra"] = table["ra"].quantity.to(unit)
    table["dec"] = table["dec"].quantity.to("rad" if unit == "rad" else "deg")
    if kind == "fits" and unit == "hourangle":
        table["ra"] = table["ra"].value  # no unit of FITS
        table["ra"].unit = units.Unit("h")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table.write(tmp_path / "mine", format=kind)
    found = find_positions(read_catalog(tmp_path / "mine"))
    np.testing.assert_allclose(found["ra"], [202.5, 150.5, 1.5], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["dec"], [47.25, -2.25, 0], rtol=0, atol=1e-9)


# What a service says

ANSWER = """<?xml version="1.0"?><VOTABLE version="1.4"><RESOURCE type="results">
{before}<TABLE><FIELD name="id" datatype="int"/><FIELD name="ra" datatype="double" unit="deg"/>
<FIELD name="dec" datatype="double" unit="deg"/><DATA><TABLEDATA>{rows}</TABLEDATA></DATA></TABLE>
{after}</RESOURCE></VOTABLE>"""
ROW = "<TR><TD>7</TD><TD>150.5</TD><TD>2.25</TD></TR>"
OVERFLOW = '<INFO name="QUERY_STATUS" value="OVERFLOW">maxrec=1</INFO>'
OK = '<INFO name="QUERY_STATUS" value="OK"/>'


@pytest.mark.parametrize("infos", [(OVERFLOW, ""), (OK, OVERFLOW)])
def test_a_truncated_answer_is_said(tmp_path: Path, infos: tuple[str, str]) -> None:
    path = tmp_path / "mine.vot"
    path.write_text(ANSWER.format(before=infos[0], after=infos[1], rows=ROW))
    with pytest.warns(DataWarning, match=r"cut its answer off \(maxrec=1\).*missing.*MAXREC"):
        assert find_positions(read_catalog(path))["OBJID"].tolist() == [7]


@pytest.mark.parametrize(
    "info",
    [
        '<INFO name="QUERY_STATUS" value="ERROR">No such column: rax</INFO>',
        '<INFO name="Error" value="No such column: rax"/>',
        '<PARAM name="Error" datatype="char" arraysize="*" value="No such column: rax"/>',
    ],
)
def test_an_error_of_a_service_is_shown(tmp_path: Path, info: str) -> None:
    path = tmp_path / "mine.vot"
    for text in (
        ANSWER.format(before=info, after="", rows=""),
        ANSWER.format(before=OK, after=info, rows=ROW),
        f'<VOTABLE version="1.4"><RESOURCE type="results">{info}</RESOURCE></VOTABLE>',
    ):
        path.write_text(text)
        with pytest.raises(TableError, match="service that made it says: No such column: rax"):
            read_catalog(path)


def test_no_rows_and_no_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.vot"
    path.write_text(ANSWER.format(before=OK, after="", rows=""))
    with pytest.raises(TableError, match="no rows"):
        read_catalog(path)
    path.write_text('<VOTABLE version="1.4"><RESOURCE/></VOTABLE>')
    with pytest.raises(TableError, match="no table in this VOTable"):
        read_catalog(path)
