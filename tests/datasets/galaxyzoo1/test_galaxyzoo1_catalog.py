"""The catalogue of Galaxy Zoo 1: exact values, the right types, and a copy that is kept."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import fetch_galaxyzoo1_catalog, get_data_home
from galaxyzoo_ml.datasets.galaxyzoo1 import _fetch_galaxyzoo1_catalog as module
from galaxyzoo_ml.exceptions import TableError
from tests.datasets.gz1_table import HEADER, LINES, TEXT, TEXT_3, changed, to_fits

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes = TEXT, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


# What is read


def test_types_and_values(write: Write) -> None:
    catalog = fetch_galaxyzoo1_catalog(source=write())
    votes = [name for name in HEADER if name.startswith("P_")]
    flags = ["SPIRAL", "ELLIPTICAL", "UNCERTAIN"]
    assert list(catalog) == ["OBJID", "ra", "dec", "NVOTE", *votes, *flags, "target"]
    expected = {"OBJID": "int64", "ra": "float64", "dec": "float64", "NVOTE": "int32"}
    expected |= dict.fromkeys(votes, "float32") | dict.fromkeys(flags, "bool")
    assert catalog.dtypes.astype(str).to_dict() == expected | {"target": "category"}
    rows = [dict(zip(HEADER, line.split(","), strict=True)) for line in LINES[1:]]
    assert catalog["OBJID"].tolist() == [int(row["OBJID"]) for row in rows]
    for name in votes:
        assert catalog[name].tolist() == [np.float32(row[name]) for row in rows]
    for name in flags:
        assert catalog[name].tolist() == [row[name] == "1" for row in rows]
    assert catalog["ra"][0] == 41 / 24_000
    assert catalog["dec"][0] == -(10 + 22 / 60 + 25.7 / 3600)
    assert (catalog["dec"][-3:] < 0).all()
    assert catalog["target"].tolist()[:2] == ["uncertain", "spiral"]
    assert catalog["target"].cat.categories.tolist() == ["elliptical", "spiral", "uncertain"]
    assert catalog.index.equals(pd.RangeIndex(len(rows)))


@pytest.mark.parametrize(
    ("name", "pack"),
    [("t.csv.gz", gzip.compress), ("misnamed.csv", gzip.compress), ("misnamed.gz", bytes)],
)
def test_gzip_is_known_by_its_bytes(
    write: Write, name: str, pack: Callable[[bytes], bytes]
) -> None:
    plain = fetch_galaxyzoo1_catalog(source=write())
    packed = fetch_galaxyzoo1_catalog(source=write(pack(TEXT.encode()), name))
    pd.testing.assert_frame_equal(plain, packed)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, TEXT.rstrip("\n"), TEXT + "\n\n",
        re.sub(r"[^,\n]+", r'"\g<0>"', TEXT),
    ],
    ids=["windows", "mark", "no end", "empty lines", "quoted"],
)  # fmt: skip
def test_csv_may_be_written_in_many_ways(write: Write, text: str) -> None:
    plain = fetch_galaxyzoo1_catalog(source=write())
    other = fetch_galaxyzoo1_catalog(source=write(text, "other.csv"))
    pd.testing.assert_frame_equal(plain, other)


def test_further_columns_are_kept(write: Write) -> None:
    text = TEXT.replace("UNCERTAIN\n", "UNCERTAIN,petroR90_r\n").replace(",1\n", ",1,2.5\n")
    text = text.replace(",0\n", ",0,7.5\n")
    assert set(fetch_galaxyzoo1_catalog(source=write(text))["petroR90_r"]) == {2.5, 7.5}


@pytest.mark.parametrize("name", ["t.fits", "t.fits.gz"])
def test_fits_is_the_same_table(tmp_path: Path, write: Write, name: str) -> None:
    expected = fetch_galaxyzoo1_catalog(source=write())
    found = fetch_galaxyzoo1_catalog(source=to_fits(tmp_path / name))
    pd.testing.assert_frame_equal(expected, found)


def test_numbers_are_degrees(tmp_path: Path, write: Write) -> None:
    expected = fetch_galaxyzoo1_catalog(source=write())
    degrees = {"RA": expected["ra"].to_numpy(), "DEC": expected["dec"].to_numpy()}
    table = pd.read_csv(pd.io.common.StringIO(TEXT)).assign(**degrees)
    decimal = fetch_galaxyzoo1_catalog(source=write(table.to_csv(index=False), "decimal.csv"))
    pd.testing.assert_frame_equal(expected, decimal)
    fits = fetch_galaxyzoo1_catalog(source=to_fits(tmp_path / "t.fits", **degrees))
    np.testing.assert_allclose(fits["ra"], expected["ra"], rtol=1e-6)


def test_table_3_has_no_flags(tmp_path: Path, write: Write) -> None:
    catalog = fetch_galaxyzoo1_catalog(3, source=write(TEXT_3))
    assert list(catalog) == ["OBJID", "ra", "dec", *HEADER[3:11]]
    fits = fetch_galaxyzoo1_catalog(3, source=to_fits(tmp_path / "t.fits", TEXT_3))
    pd.testing.assert_frame_equal(catalog, fits)
    with pytest.raises(TableError, match=r"column P_EL_DEBIASED: it is missing.*read with table=3"):
        fetch_galaxyzoo1_catalog(2, source=write(TEXT_3))
    with pytest.raises(TableError, match="table 3 has no flags"):
        fetch_galaxyzoo1_catalog(3, source=write(TEXT_3), labels="flag")


@pytest.mark.parametrize("again", [False, True])
def test_columns_are_chosen_and_renamed_by_option_alone(write: Write, again: bool) -> None:
    path = write()
    if again:
        fetch_galaxyzoo1_catalog(source=path)
    chosen = fetch_galaxyzoo1_catalog(source=path, columns=["DEC", "OBJID", "target"])
    assert list(chosen) == ["DEC", "OBJID", "target"]
    assert chosen["DEC"][0] == "-10:22:25.7"
    renamed = fetch_galaxyzoo1_catalog(source=path, columns={"OBJID": "dr7objid", "ra": "RAJ2000"})
    assert list(renamed) == ["dr7objid", "RAJ2000"]
    with pytest.raises(TableError, match="there is no 'objid'; there are OBJID, ra, dec"):
        fetch_galaxyzoo1_catalog(source=path, columns=["objid"])


@pytest.mark.parametrize("kind", ["plurality", "vote", "clean", "handedness"])
def test_other_labels_by_option(write: Write, kind: str) -> None:
    catalog = fetch_galaxyzoo1_catalog(source=write(), labels=kind)
    assert set(catalog["target"]) <= set(catalog["target"].cat.categories)
    assert "target" not in fetch_galaxyzoo1_catalog(source=write(), labels=None)
    with pytest.raises(ValueError, match="kind='colour'"):
        fetch_galaxyzoo1_catalog(source=write(), labels="colour")


def test_the_origin_travels_along(write: Write) -> None:
    path = write()
    attrs = fetch_galaxyzoo1_catalog(source=path).attrs
    assert attrs["source"] == str(path)
    assert attrs["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert "Lintott et al. 2008" in attrs["DESCR"]


def test_another_table_there_is_not() -> None:
    with pytest.raises(ValueError, match="table=4"):
        fetch_galaxyzoo1_catalog(4)


# The parsed copy


def test_the_second_read_parses_nothing(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fetch_galaxyzoo1_catalog(source=write())
    monkeypatch.setattr(module, "_read_table", None)
    again = fetch_galaxyzoo1_catalog(source=write(TEXT, "elsewhere.csv"))
    pd.testing.assert_frame_equal(first, again)


def test_another_content_is_another_copy(write: Write) -> None:
    fetch_galaxyzoo1_catalog(source=write())
    catalog = fetch_galaxyzoo1_catalog(source=write(changed(2, "NVOTE", "60")))
    assert catalog["NVOTE"][0] == 60
    assert len(list((get_data_home() / "galaxyzoo1" / "parsed").iterdir())) == 2


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b"", lambda b: b.replace(b"\n", b"x")]
)
def test_a_damaged_copy_is_made_again(write: Write, damage: Callable[[bytes], bytes]) -> None:
    first = fetch_galaxyzoo1_catalog(source=write())
    (copy,) = (get_data_home() / "galaxyzoo1" / "parsed").iterdir()
    good = copy.read_bytes()
    middle = len(good) // 3
    for bad in (damage(good), good[:200] + bytes([good[200] ^ 1]) + good[201:], good[:middle]):
        copy.write_bytes(bad)
        pd.testing.assert_frame_equal(first, fetch_galaxyzoo1_catalog(source=write()))


def test_a_copy_that_cannot_be_kept_is_no_error(write: Write) -> None:
    (get_data_home() / "galaxyzoo1").mkdir(parents=True)
    (get_data_home() / "galaxyzoo1" / "parsed").write_text("in the way")
    assert len(fetch_galaxyzoo1_catalog(source=write())) == 11


def rewritten(path: Path, name: str, **changes: object) -> Path:
    """Change how a column of a FITS file is described."""
    fits = pytest.importorskip("astropy.io.fits")
    with fits.open(path) as units:
        columns = [
            fits.Column(
                each.name,
                changes.get("format", each.format) if each.name == name else each.format,
                array=changes.get("array", units[1].data[each.name])
                if each.name == name
                else units[1].data[each.name],
                unit=changes.get("unit") if each.name == name else None,
                null=changes.get("null") if each.name == name else None,
            )
            for each in units[1].columns
        ]
        made = fits.BinTableHDU.from_columns(columns)
        made.writeto(path.with_name("changed.fits"))
    return path.with_name("changed.fits")


@pytest.mark.parametrize(("unit", "per"), [("h", 15), ("rad", 180 / np.pi), ("deg", 1)])
def test_the_unit_of_a_fits_column_counts(tmp_path: Path, unit: str, per: float) -> None:
    path = to_fits(tmp_path / "t.fits", RA=np.linspace(0.5, 6, 11), DEC=0.5)
    found = fetch_galaxyzoo1_catalog(source=rewritten(path, "RA", format="D", unit=unit))
    np.testing.assert_allclose(found["ra"], per * np.linspace(0.5, 6, 11), rtol=1e-6)


def test_what_a_fits_column_declares_empty_or_no_angle_is_refused(tmp_path: Path) -> None:
    path = to_fits(tmp_path / "t.fits", RA=100.5, DEC=0.5)
    with pytest.raises(TableError, match="column RA: its unit is 'pix'"):
        fetch_galaxyzoo1_catalog(source=rewritten(path, "RA", unit="pix"))
    path.with_name("changed.fits").unlink()
    ids = np.r_[np.arange(10) + 1, -9999]
    with pytest.raises(TableError, match="row 11, column OBJID: the cell is empty"):
        fetch_galaxyzoo1_catalog(source=rewritten(path, "OBJID", array=ids, null=-9999))


def test_padded_ids_of_a_fits_file_are_ids(tmp_path: Path) -> None:
    ids = [f" {number:<18}" for number in range(1, 12)]
    path = to_fits(tmp_path / "t.fits")
    found = fetch_galaxyzoo1_catalog(
        source=rewritten(path, "OBJID", format="A20", array=np.array(ids))
    )
    assert found["OBJID"].tolist() == list(range(1, 12))
