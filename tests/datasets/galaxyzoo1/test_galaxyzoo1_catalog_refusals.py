"""Files that are no table of Galaxy Zoo 1 are refused, by line and column."""

from __future__ import annotations

import gzip
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog
from galaxyzoo_ml.exceptions import DataWarning, TableError
from tests.datasets.gz1_table import LINES, TEXT, changed, to_fits, without

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes = TEXT, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"line 1, column 1: the file is empty"),
        (" \n\n", r"line 1, column 1: the file is empty"),
        ("<!DOCTYPE html><title>502", r"line 1, column 1: this is a web page \(HTML\).*502"),
        ("\n <html>", r"line 1, column 1: this is a web page"),
        ("<?xml version='1.0'?><VOTABLE>", "line 1, column 1: this is a VOTable"),
        (b"PK\x03\x04", "line 1, column 1: this is an archive"),
        (gzip.compress(b"", mtime=0), r"line 1, column 1: the file is empty"),
        (gzip.compress(TEXT.encode(), mtime=0)[:-200], "broken"),
        (b"\x1f\x8b\x08rubbish", "broken"),
        (LINES[0], r"line 2, column OBJID: the table has no rows"),
        (without("RA"), "line 1, column RA: it is missing; there are OBJID, DEC"),
        (without("UNCERTAIN"), "line 1, column UNCERTAIN: it is missing"),
        (TEXT.replace("OBJID", "objid"), "line 1, column OBJID: .*to the letter"),
        (TEXT.replace(",", ";"), "line 1, column OBJID: .*separated by commas"),
        (TEXT.replace("P_MG", "P_DK"), "line 1, column P_DK: there are several"),
        (changed(5, "OBJID", "5.87727E+17"), r"line 5, column OBJID: 5\.87727E\+17 was rounded"),
        (changed(3, "OBJID", "587727227300741210.0"), "line 3, column OBJID: .*was rounded"),
        (changed(3, "OBJID", "J000000"), "line 3, column OBJID: 'J000000' is not a whole number"),
        (changed(4, "OBJID", ""), "line 4, column OBJID: the cell is empty"),
        (changed(4, "OBJID", "9" * 19), "line 4, column OBJID: 9+ is too large"),
        (changed(9, "OBJID", LINES[2].split(",")[0]),
         r"line 9, column OBJID: 587727227300741210 stands twice \(first in line 3\)"),
        (changed(7, "RA", "24:00:00.00"), "line 7, column RA: '24:00:00.00' is out of range"),
        (changed(7, "RA", ""), "line 7, column RA: '' is not a coordinate"),
        (changed(2, "DEC", "-90:00:00.1"), "line 2, column DEC: '-90:00:00.1' is out of range"),
        (changed(12, "DEC", "10:61:00.0"), "line 12, column DEC: '10:61:00.0' is out of range"),
        (changed(6, "DEC", "-0.0867"), "line 6, column DEC: '-0.0867' is not a coordinate"),
        (changed(6, "NVOTE", "many"), "line 6, column NVOTE: 'many' is not a whole number"),
        (changed(6, "P_EL", "1,0"), r"line 6, column 17: the row has 17 cells, the header 16"),
        (changed(6, "P_EL", "half"), "line 6, column P_EL: 'half' is not a number"),
        (changed(8, "SPIRAL", "2"), "line 8, column SPIRAL: '2' is neither 0 nor 1"),
        (changed(8, "UNCERTAIN", ""), "line 8, column UNCERTAIN: the cell is empty"),
        (TEXT[:-30], "line 12, column"),
        (changed(6, "NVOTE", "x").replace("\n", "\n\n"), "line 11, column NVOTE"),
    ],
)  # fmt: skip
def test_other_files_are_refused_by_line_and_column(
    write: Write, text: str | bytes, message: str
) -> None:
    path = write(text)
    with pytest.raises(TableError, match=message) as caught:
        fetch_galaxyzoo1_catalog(source=path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("step", [128, 1000])
def test_ids_that_are_all_round_were_rounded(write: Write, step: int) -> None:
    text = TEXT
    for line in range(2, len(LINES) + 1):
        objid = int(LINES[line - 1].split(",")[0]) // step * step + 1000 * 128 * line
        text = changed(line, "OBJID", str(objid // step * step), text)
    with pytest.raises(TableError, match=r"line 2, column OBJID: .*was rounded"):
        fetch_galaxyzoo1_catalog(source=write(text))


def test_decimal_degrees_out_of_range_are_refused(write: Write) -> None:
    table = pd.read_csv(pd.io.common.StringIO(TEXT)).assign(RA=1.5, DEC=2.5)
    for column, value in (
        ("RA", "360.0"),
        ("DEC", "91"),
        ("RA", "-1"),
        ("DEC", "nan"),
        ("RA", "x"),
    ):
        text = changed(5, column, value, table.to_csv(index=False))
        with pytest.raises(TableError, match=f"line 5, column {column}: '{value}'"):
            fetch_galaxyzoo1_catalog(source=write(text))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"OBJID": np.full(11, 5.8e17)}, "row 1, column OBJID: .*was rounded"),
        (
            {"OBJID": np.arange(11) // 2 + 1},
            r"row 2, column OBJID: 1 stands twice \(first in row 1",
        ),
        ({"SPIRAL": 2}, "column SPIRAL: a flag that is neither 0 nor 1"),
        ({"DEC": "x"}, "row 1, column DEC: 'x' is no angle"),
        ({"RA": 360.5}, "row 1, column RA: 360.5 is no angle"),
        ({"NVOTE": "many"}, "column NVOTE"),
    ],
)
def test_fits_is_checked_too(tmp_path: Path, columns: dict[str, object], message: str) -> None:
    with pytest.raises(TableError, match=message):
        fetch_galaxyzoo1_catalog(source=to_fits(tmp_path / "t.fits", **columns))


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.99])
def test_broken_fits_is_refused(tmp_path: Path, keep: float) -> None:
    path = to_fits(tmp_path / "t.fits")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(TableError, match="FITS"):
        fetch_galaxyzoo1_catalog(source=path)


def test_fits_without_a_table_is_refused(tmp_path: Path) -> None:
    fits = pytest.importorskip("astropy.io.fits")
    fits.PrimaryHDU(np.zeros((3, 3))).writeto(tmp_path / "picture.fits")
    with pytest.raises(TableError, match="no binary table"):
        fetch_galaxyzoo1_catalog(source=tmp_path / "picture.fits")


def test_without_astropy_fits_says_what_to_install(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("astropy", "astropy.io"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=r"pip install 'galaxyzoo-ml\[fits\]'"):
        fetch_galaxyzoo1_catalog(source=write("SIMPLE  =                    T"))


@pytest.mark.parametrize("again", [False, True])
def test_votes_that_do_not_sum_to_one_are_a_warning(write: Write, again: bool) -> None:
    text = changed(4, "P_EL", "0.5", changed(6, "P_MG", ""))
    path = write(text)
    if again:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataWarning)
            fetch_galaxyzoo1_catalog(source=path)
    with pytest.warns(
        DataWarning, match=r"in 2 of 11 rows .*first is line 4 \(sum: 0\.\d"
    ) as caught:
        catalog = fetch_galaxyzoo1_catalog(source=path)
    assert caught[0].filename == __file__
    assert np.isnan(catalog["P_MG"][4])
