"""Tables of text in every form in which people have them."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import find_positions, read_catalog
from galaxyzoo_ml.exceptions import TableError

ID = 587722981742084097
CSV = f"objid,ra,dec,type\n{ID},202.4696,47.1952,Sc\n{ID + 4},150.5,-2.25,E\n"
SEPARATED = {
    "commas": CSV,
    "semicolons": CSV.replace(",", ";"),
    "tabs": CSV.replace(",", "\t"),
    "bars": CSV.replace(",", "|"),
    "bars and spaces": CSV.replace(",", " | "),
    "a space": CSV.replace(",", " "),
    "spaces": "".join(f"  {line.replace(',', '    ')}  \n" for line in CSV.splitlines()),
    "spaces and tabs": CSV.replace(",", " \t "),
    "a hash before the names": f"#{CSV}",
    "a hash, spaces": f"# {CSV.replace(',', '  ')}",
    "numpy.savetxt": f"# made by hand, in 2020, at home\n# {CSV.replace(',', ' ')}",
    "remarks above": f"# one\n#\n# id: SDSS, position: SDSS, type: mine, 2\n{CSV}",
    "remarks between": CSV.replace("Sc\n", "Sc\n# the next one is odd\n").join(["# mine\n", ""]),
    "remarks below": f"# mine\n{CSV}#END#\n",
    "CasJobs": f"#Table1\n{CSV}",
    "a spreadsheet's remark": f'"# mine, all of them",,,\n{CSV}',
    "empty lines": "\n\n" + CSV.replace("\n", "\n\n"),
    "quotes": '"objid", "ra", "dec", "type"\n' + "\n".join(CSV.splitlines()[1:]) + "\n",
    "dashes below the names": CSV.replace("type\n", "type\n-----,----,----,---\n"),
    "TOPCAT": f"# {CSV}".replace(",", "  ").replace("Sc", '"Sc"'),
    "psql": CSV.replace(",", " | ").replace("type\n", "type\n------+-----+-----+-----\n"),
    "markdown": "".join(f"| {line.replace(',', ' | ')} |\n" for line in CSV.splitlines()).replace(
        "type |\n", "type |\n|---|---|---|---|\n"
    ),
    "units below the names": CSV.replace("type\n", "type\n,deg,[deg],\n"),
    "rows of nothing at the end": f"{CSV},,,\n , ,,\n",
    "ends of Windows": CSV.replace("\n", "\r\n"),
}


def write(tmp_path: Path, text: str | bytes, name: str = "mine.txt") -> Path:
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path / name


def check(catalog: pd.DataFrame) -> None:
    found = find_positions(catalog)
    assert found["OBJID"].tolist() == [ID, ID + 4]
    assert found[["ra", "dec"]].values.tolist() == [[202.4696, 47.1952], [150.5, -2.25]]
    assert catalog["type"].str.strip().tolist() == ["Sc", "E"]


@pytest.mark.parametrize("form", SEPARATED)
def test_what_separates_cells_is_found(tmp_path: Path, form: str) -> None:
    check(read_catalog(write(tmp_path, SEPARATED[form])))
    check(read_catalog(write(tmp_path, gzip.compress(SEPARATED[form].encode()), "mine.gz")))


ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "latin-1": b"",
    "cp1252": b"",
    "utf-16": b"",
    "utf-16-le": b"",
    "utf-16-be": codecs.BOM_UTF16_BE,
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    text = "Name,RA,Dec\nMéchain 1,13h29m52.7s,+47°11'43\"\nb,10:00:00,-02:15:00\n"
    content = ENCODINGS[encoding] + text.encode(encoding)
    for bytes_ in (content, gzip.compress(content)):
        catalog = read_catalog(write(tmp_path, bytes_))
        assert catalog["Name"].tolist() == ["Méchain 1", "b"]
        np.testing.assert_allclose(find_positions(catalog)["dec"], [47.1952777778, -2.25])


def test_a_dash_of_windows_is_a_minus(tmp_path: Path) -> None:
    text = "id,ra,dec\na,150.5,\u20130.25\n".encode("cp1252")
    assert find_positions(read_catalog(write(tmp_path, text)))["dec"].tolist() == [-0.25]


def test_decimal_commas_are_decimal_points(tmp_path: Path) -> None:
    text = "id;ra;dec\na;202,4696;-47,25\nb;13:29:52,7;+1\n"
    with pytest.raises(TableError, match=r"row 0 .*'202,4696'"):
        find_positions(read_catalog(write(tmp_path, text)))  # beside sexagesimal ones
    found = find_positions(read_catalog(write(tmp_path, text.replace("13:29:52,7", "1,5"))))
    assert found[["ra", "dec"]].values.tolist() == [[202.4696, -47.25], [1.5, 1.0]]


VIZIER = """\
#
#   VizieR Astronomical Server vizier.cds.unistra.fr
#    Date: 2024-01-01T00:00:00 [V7.32]
#
#Coosys\tJ2000_2000.000:\teq_FK5 J2000
#INFO\tqueryParameters=2
#-out.max=50

#RESOURCE=yCat_7237
#Name: VII/237
#Title: HYPERLEDA. I. Catalog of galaxies (Paturel+, 2003)
#Table\tVII_237_pgc:
#Name: VII/237/pgc
#Title: Catalog of galaxies (HYPERLEDA 2003)
#Column\t_RAJ2000\t(F9.5)\tRight ascension (FK5, Equinox=J2000.0)\t[ucd=pos.eq.ra]
#Column\t_DEJ2000\t(F9.5)\tDeclination (FK5, Equinox=J2000.0)\t[ucd=pos.eq.dec]
#Column\tPGC\t(I10)\t[1/4715229] PGC number\t[ucd=meta.id;meta.main]
#Column\tRAJ2000\t(a10)\tRight ascension (J2000)\t[ucd=pos.eq.ra;meta.main]
#Column\tDEJ2000\t(a9)\tDeclination (J2000)\t[ucd=pos.eq.dec;meta.main]
#Column\tlogD25\t(F5.2)\t? log of apparent diameter (0.1arcmin)\t[ucd=phys.angSize]
_RAJ2000\t_DEJ2000\tPGC\tRAJ2000\tDEJ2000\tlogD25
deg\tdeg\t\t"h:m:s"\t"d:m:s"\t0.1arcmin
---------\t---------\t----------\t----------\t---------\t-----
202.47000\t+47.19528\t     47404\t13 29 52.8\t+47 11 43\t 2.04
000.00083\t-12.10778\t         5\t00 00 00.2\t-12 06 28\t\x20

"""


def test_the_text_of_vizier(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path, VIZIER, "asu.tsv"))
    assert catalog.attrs["units"]["RAJ2000"] == "h:m:s"
    assert catalog.attrs["units"]["_RAJ2000"] == "deg"
    assert catalog.attrs["ucds"]["PGC"] == "meta.id;meta.main"
    found = find_positions(catalog)
    assert found["OBJID"].tolist() == [47404, 5]
    np.testing.assert_allclose(found["ra"], [202.47, 0.2 / 240], rtol=0, atol=1e-9)
    np.testing.assert_allclose(found["dec"], [47 + 703 / 3600, -12 - 388 / 3600], rtol=0, atol=1e-9)


def test_several_tables_of_vizier_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"several tables, one below the other.*--table"):
        read_catalog(write(tmp_path, VIZIER + VIZIER))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{ID},202.4,47.1\n{ID + 1},150.5,2.5\n", r"line 1 holds values \('5877.*'id,ra,dec'"),
        (f"# mine\n{ID} 202.4 47.1 Sc\n", r"line 2 holds values .*'id ra dec column4'"),
        ("M51;13:29:52.7;+47:11:43\n", "no line of names: line 1 holds values.*'id;ra;dec'"),
        ("a\t13 29 52.7\t+47 11 43\t1\n", "no line of names"),
        ("id ra dec\nM 51 202.4 47.1\n", "header has 3 cells, and its first row 4"),
        ("id ra dec z\na 202.4 47.1 1\nb 202.4 47.1\n", r"row 1 has 3 cells.* save .* with commas"),
        ("# id,ra,dec\n", "no rows"),
        ("id,ra,dec\n", "no rows"),
        ("id,ra,dec\n1,2,3\n1,2,3,4\n", "not a table"),
        ("# mine\nid,ra,dec\n1,2,3\n1,2,3,4\n", "not a table"),
        ("id,ra,dec\n1,2\0,3\n", "NUL"),
        (b"\x89HDF\r\n\x1a\n" + bytes(99), "HDF5 file"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml", "Excel workbook.*CSV"),
        (b"PK\x03\x04" + bytes(26) + b"mine.csv", "archive"),
        (b"\x93NUMPY\x01\0", "array of NumPy"),
        ("id,ra,dec\n1,2,3\n".encode("utf-16")[:21], "not a table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way(
    tmp_path: Path, text: str | bytes, said: str
) -> None:
    with pytest.raises(TableError, match=said) as caught:
        read_catalog(write(tmp_path, text))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("header", ["id,ra,dec,2016", "0,1,ra,dec", "name,x"])
def test_names_may_be_numbers(tmp_path: Path, header: str) -> None:
    row = ",".join("9" * len(header.split(",")))
    catalog = read_catalog(write(tmp_path, f"{header}\n{row}\n"))
    assert list(catalog) == header.split(",")
    assert len(catalog) == 1


def test_an_empty_cell_in_quotes_can_be_seen_between_spaces(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path, '# id ra dec note\na 150 2 ""\nb 151 3 "so so"\n'))
    assert catalog["note"].tolist() == ["", "so so"]


SIMBAD = """\
#|   identifier  |typ|  coord1 (ICRS,J2000/2000)   |Mag V
-|---------------|---|-----------------------------|-----
1|M 51           |GPa|13 29 52.698 +47 11 42.93    | 8.36
2|NGC 4038       |Gin|12 01 53.0  -18 52 03        |~
"""


def test_positions_in_one_column(tmp_path: Path) -> None:
    found = find_positions(read_catalog(write(tmp_path, SIMBAD)))
    assert found["OBJID"].tolist() == ["M_51", "NGC_4038"]
    expected = [[202.469575, 47.1952583333], [180.4708333333, -18.8675]]
    np.testing.assert_allclose(found[["ra", "dec"]], expected, rtol=0, atol=1e-9)
    for text in ("202.5 -47.25", "202.5, -47.25", "202.5-47.25", "13h30m00s \u221247d15m00s"):
        catalog = pd.DataFrame(
            {"id": ["a", "b"], "RA_DEC": [text, "13h30m00s -47d15m" * ("h" in text)]}
        )
        marked = find_positions(catalog, on_error="mark")
        np.testing.assert_allclose(marked["ra"][0], 202.5)
        np.testing.assert_allclose(marked["dec"][0], -47.25)
    assert find_positions(pd.DataFrame({"pos": ["202.5 47.25"]}))["dec"].tolist() == [47.25]
    assert marked["reason"].tolist() == ["", ""]


def test_a_hash_in_a_row_is_what_is_written(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path, "name,ra,dec\n#1,100,1\nNGC#2,101,2\n"))
    assert catalog["name"].tolist() == ["#1", "NGC#2"]


def test_names_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    catalog = read_catalog(write(tmp_path, "id,ra,ra,dec\na,150,150,2\n"))
    assert list(catalog) == ["id", "ra", "ra.1", "dec"]
    assert find_positions(catalog)["ra"].tolist() == [150.0]
