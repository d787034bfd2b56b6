"""What people write as an angle is what astropy reads, with the right unit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from galaxyzoo_ml.datasets import find_positions
from galaxyzoo_ml.exceptions import DataWarning, TableError

coordinates = pytest.importorskip("astropy.coordinates")
few = settings(max_examples=15)  # astropy takes its time


def found(
    ra: list[object], dec: list[object] | None = None, unit: str | None = None
) -> pd.DataFrame:
    dec = [1.0] * len(ra) if dec is None else dec
    catalog = pd.DataFrame({"id": [f"g{i}" for i in range(len(ra))], "ra": ra, "dec": dec})
    catalog.attrs["units"] = {} if unit is None else {"ra": unit}
    return find_positions(catalog)


# {s} is the sign, {w} the whole part. The letters of the first ones say what they count.
LETTERED = [
    "{s}{w}d{m:02}m{x:05.2f}s", "{s}{w}d {m}m {x}s", "{s}{w}d{m:02}m", "{s}{w}°{m:02}'{x}",
    "{s}{w}°{m:02}\u2032{x:05.2f}\u2033", "{s}{w}° {m}' {x}\"",
]  # fmt: skip
BARE = [
    "{s}{w:02}:{m:02}:{x:05.2f}",
    "{s}{w} {m} {x}",
    " {s}{w:02}  {m:02}  {x:04.1f} ",
    "{s}{w}:{m}",
]


@pytest.mark.parametrize("form", LETTERED)
@few
@given(w=st.integers(0, 359), m=st.integers(0, 59), x=st.sampled_from([0, 7.25, 30.5, 59.75]))
def test_right_ascensions_with_d_are_degrees(form: str, w: int, m: int, x: float) -> None:
    text = form.format(s="", w=w, m=m, x=x)
    expected = coordinates.Angle(text.replace("\u2032", "m").replace("\u2033", "s"), "deg").deg
    np.testing.assert_allclose(found([text])["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("form", [form.replace("d", "h") for form in LETTERED if "d" in form])
@few
@given(w=st.integers(0, 23), m=st.integers(0, 59), x=st.sampled_from([0, 7.25, 30.5, 59.75]))
def test_right_ascensions_with_h_are_hours(form: str, w: int, m: int, x: float) -> None:
    text = form.format(s="", w=w, m=m, x=x)
    expected = coordinates.Angle(text).deg
    np.testing.assert_allclose(found([text])["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("form", BARE)
@few
@given(w=st.integers(0, 23), m=st.integers(0, 59), x=st.sampled_from([0, 7.25, 30.5, 59.75]))
def test_right_ascensions_without_a_letter_are_hours(form: str, w: int, m: int, x: float) -> None:
    text = form.format(s="", w=w, m=m, x=x)
    expected = coordinates.Angle(text.strip(), "hourangle").deg
    np.testing.assert_allclose(found([text])["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("form", [*LETTERED, *BARE])
@few
@given(
    s=st.sampled_from(["", "+", "-", "\u2212", "\u2013"]),
    w=st.integers(0, 89),
    m=st.integers(0, 59),
    x=st.sampled_from([0, 7.25, 30.5, 59.75]),
)
def test_declinations_are_degrees(form: str, s: str, w: int, m: int, x: float) -> None:
    text = form.format(s=s, w=w, m=m, x=x)
    plain = text.strip().replace("\u2212", "-").replace("\u2013", "-")
    expected = coordinates.Angle(plain.replace("\u2032", "m").replace("\u2033", "s"), "deg").deg
    np.testing.assert_allclose(found([100.0], [text])["dec"], expected, rtol=0, atol=1e-9)


# As people and typesetters write them, and as astropy takes the same.
FORMS = [
    ("{s}{w}h{m:02}m{x:05.2f}", "{s}{w}h{m:02}m{x:05.2f}s"),
    ("{s}{w}H{m:02}M{x:05.2f}S", "{s}{w}h{m:02}m{x:05.2f}s"),
    ("{s}{w}h {m:02}m {x}s", "{s}{w}h{m:02}m{x}s"),
    ("{s}{w} h {m} m {x} s", "{s}{w}h{m}m{x}s"),
    ("{s}{w}h{m}m", "{s}{w}h{m}m"),
    ("{s}{w}h{m}", "{s}{w}h{m}m"),
    ("{s}{w}h", "{s}{w}h"),
    ("{s}{w}.125h", "{s}{w}.125h"),
    ("{s}{w}hr{m}min{x}sec", "{s}{w}h{m}m{x}s"),
    ("{s}{w}h{m}.125m", "{s}{w}h{m}.125m"),
    ("{s}{w}h{m}.125", "{s}{w}h{m}.125m"),
    ("{s}{w}\u02b0{m}\u1d50{x}\u02e2", "{s}{w}h{m}m{x}s"),
    ("{s}{w}h{m}m52s.75", "{s}{w}h{m}m52.75s"),
    ("{s}{w}\u02b0{m}\u1d5052\u02e2.75", "{s}{w}h{m}m52.75s"),
    ("{s}{w}h{m}m52,75s", "{s}{w}h{m}m52.75s"),
]
OF_DEGREES = [
    ("{s}{w}\u00b0{m}\u2032{x}\u2033", "{s}{w}d{m}m{x}s"),
    ("{s}{w}\u00ba{m}'{x}''", "{s}{w}d{m}m{x}s"),
    ("{s}{w}\u02da {m}\u2019 {x}\u201d", "{s}{w}d{m}m{x}s"),
    ("{s}{w}deg{m}arcmin{x}arcsec", "{s}{w}d{m}m{x}s"),
    ("{s}{w} degrees {m} min", "{s}{w}d{m}m"),
    ("{s}{w}\u00b0{m}.125'", "{s}{w}d{m}.125m"),
    ("{s}{w}\u00b0{m}'.125", "{s}{w}d{m}.125m"),
    ("{s}{w}\u00b0.125", "{s}{w}.125d"),
    ("{s}{w}\u00b0{m}'43\".5", "{s}{w}d{m}m43.5s"),
    ("{s}{w}d", "{s}{w}d"),
    *[(a.replace("h", "d"), b.replace("h", "d")) for a, b in FORMS if "h" in a and "hr" not in a],
]
WITHOUT_LETTERS = [
    ("{s}{w}:{m}.125", "{s}{w}:{m}.125"),
    ("{s}{w} {m}.125", "{s}{w}:{m}.125"),
    ("{s}{w} : {m:02} : {x:05.2f}", "{s}{w}:{m:02}:{x:05.2f}"),
    ("{s}{w:02}\u00a0{m:02}\u00a0{x:05.2f}", "{s}{w}:{m:02}:{x:05.2f}"),
    ("{s}{w:02}\u2009{m:02}\t{x:05.2f}", "{s}{w}:{m:02}:{x:05.2f}"),
    ("{s}{w}:{m}:52,75", "{s}{w}:{m}:52.75"),
]
PARTS = {"m": st.integers(0, 59), "x": st.sampled_from([0.0, 0.04, 7.25, 30.5, 59.75])}


@pytest.mark.parametrize(("form", "plain"), [*FORMS, *WITHOUT_LETTERS])
@few
@given(w=st.integers(0, 22), **PARTS)
def test_hours_in_every_form(form: str, plain: str, w: int, m: int, x: float) -> None:
    text, same = (each.format(s="", w=w, m=m, x=x) for each in (form, plain))
    expected = coordinates.Angle(same, None if "h" in same else "hourangle").deg
    np.testing.assert_allclose(found([text])["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("form", "plain"), OF_DEGREES)
@few
@given(w=st.integers(0, 358), **PARTS)
def test_degrees_of_a_circle_in_every_form(form: str, plain: str, w: int, m: int, x: float) -> None:
    text, same = (each.format(s="", w=w, m=m, x=x) for each in (form, plain))
    expected = coordinates.Angle(same, "deg").deg
    np.testing.assert_allclose(found([text])["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("form", "plain"), [*OF_DEGREES, *WITHOUT_LETTERS])
@few
@given(
    s=st.sampled_from(["", "+", "-", "\u2212", "\u2013", "- ", "\u2010"]),
    w=st.integers(0, 88),
    **PARTS,
)
def test_declinations_in_every_form(
    form: str, plain: str, s: str, w: int, m: int, x: float
) -> None:
    text = form.format(s=s, w=w, m=m, x=x)
    sign = "-" if s.strip() not in ("", "+") else ""
    expected = coordinates.Angle(plain.format(s=sign, w=w, m=m, x=x), "deg").deg
    np.testing.assert_allclose(found([100.0], [text])["dec"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("unit", ["hour", "deg"])
@pytest.mark.parametrize("options", [{}, {"sep": ":"}, {"sep": " "}, {"decimal": True},
                                     {"format": "unicode"}, {"fields": 2}])  # fmt: skip
def test_every_form_that_astropy_prints(unit: str, options: dict[str, object]) -> None:
    sky = coordinates.SkyCoord(
        [10.684708, 202.4696, 350.1], [41.26875, 47.1952, -0.005], unit="deg"
    )
    ra = list(sky.ra.to_string(unit, **options))
    dec = list(sky.dec.to_string("deg", alwayssign=True, **options))
    table = found(ra, dec, unit=None if unit == "hour" and "decimal" not in options else unit)
    expected = coordinates.SkyCoord(
        coordinates.Angle(ra, None if "h" in ra[0] else unit), coordinates.Angle(dec, "deg")
    )
    np.testing.assert_allclose(table["ra"], expected.ra.deg, rtol=0, atol=1e-9)
    np.testing.assert_allclose(table["dec"], expected.dec.deg, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "text", ["\u22120.25", "\u20130,25", "- 0.25", "-.25", " -0.25 ", "-2.5e-1"]
)
def test_decimals_with_any_minus(text: str) -> None:
    assert found([100.0], [text])["dec"].tolist() == [-0.25]


def test_each_row_says_what_it_counts() -> None:
    rows: list[object] = ["10d30m00s", "10h30m00s", "10:30:00", "350d00m00s"]
    assert found(rows)["ra"].tolist() == [10.5, 157.5, 157.5, 350.0]


def test_what_astropy_prints_is_read_back() -> None:
    sky = coordinates.SkyCoord(
        [10.684708, 202.4696, 359.99], [41.26875, 47.1952, -0.005], unit="deg"
    )
    table = found(list(sky.ra.to_string()), list(sky.dec.to_string()))
    np.testing.assert_allclose(table["ra"], sky.ra.deg, rtol=0, atol=1e-8)
    np.testing.assert_allclose(table["dec"], sky.dec.deg, rtol=0, atol=1e-8)


@pytest.mark.parametrize("unit", ["deg", "d:m:s"])
def test_the_unit_of_a_column_of_text_counts(unit: str) -> None:
    assert found(["10:30:00", "200:00:00"], unit=unit)["ra"].tolist() == [10.5, 200.0]


@pytest.mark.parametrize(
    ("ra", "dec"),
    [("24h00m00s", "1d"), ("361d00m00s", "1d"), ("-10d30m00s", "1d"), ("10d61m00s", "1d"),
     ("10h.5m30s", "1d"), ("10.5h30m00s", "1d"), ("10h30.5m10s", "1d"), ("-10h30m", "1d"),
     ("10h60m", "1d"), ("10:60.5", "1d"), ("24.5h", "1d"), ("-10:30:00", "1d"), ("1000d", "1d"),
     ("10h", "90.5d"), ("10h", "89d60.5m"), ("10h", "5:60.5"), ("10:30:00", "--1:00:00"),
     ("10x30m00s", "1d"), ("10h", "5h30m00s"), ("10h", "91d00m00s"), ("10h 30m d", "1d")],
)  # fmt: skip
def test_what_is_no_position_is_refused(ra: str, dec: str) -> None:
    with pytest.raises(TableError, match="row 0 "):
        found([ra], [dec])


@pytest.mark.parametrize("hours", [[13.498], [13.498, 12.1, 0.7], ["13.498", "2.5"]])
def test_what_may_be_decimal_hours_is_a_warning(hours: list[object]) -> None:
    with pytest.warns(DataWarning, match=r"\(ra\) are below 24.*degrees.*hours.*by 15"):
        assert found(hours)["ra"][0] == 13.498


def test_degrees_that_are_known_to_be_are_no_warning() -> None:
    assert found([13.5, 2.5], unit="deg")["ra"].tolist() == [13.5, 2.5]
    assert found([13.5, 24.0])["ra"].tolist() == [13.5, 24.0]
    catalog = pd.DataFrame({"id": ["a"], "RAdeg": [13.5], "DEdeg": [1.0]})
    assert find_positions(catalog)["ra"].tolist() == [13.5]
