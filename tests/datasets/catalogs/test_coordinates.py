"""Sexagesimal text to degrees, beside astropy and beside exact fractions."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from galaxyzoo_ml.datasets import sexagesimal_to_degrees

ROWS = "gz1_catalog/GalaxyZoo1_DR_table2_5000rows.csv"


def exactly(text: str, degrees_per_unit: int) -> float:
    """Return the nearest float64, by way of fractions."""
    parts = text.strip().lstrip("+-").replace(" ", ":").split(":")
    whole, minutes, seconds = (Fraction(Decimal(part)) for part in [*parts, "0"][:3])
    value = float((whole * 3600 + minutes * 60 + seconds) * degrees_per_unit / 3600)
    return -value if text.strip().startswith("-") else value


@st.composite
def coordinates(draw: st.DrawFn, limit: int) -> str:
    sign = draw(st.sampled_from(["", "+", "-"] if limit == 89 else ["", "+"]))
    width = draw(st.sampled_from(["", "02", "03"]))
    by = draw(st.sampled_from([":", " "]))
    text = f"{sign}{draw(st.integers(0, limit)):{width}}{by}{draw(st.integers(0, 59)):02}"
    if draw(st.booleans()):
        return text
    text += f"{by}{draw(st.integers(0, 59)):02}"
    decimals = draw(st.text("0123456789", max_size=9))
    return f"{text}.{decimals}" if decimals or draw(st.booleans()) else text


@given(texts=st.lists(coordinates(23)))
def test_hours_are_the_nearest_floats(texts: list[str]) -> None:
    assert sexagesimal_to_degrees(texts, "hours").tolist() == [exactly(t, 15) for t in texts]


@given(texts=st.lists(coordinates(89)))
def test_degrees_are_the_nearest_floats(texts: list[str]) -> None:
    assert sexagesimal_to_degrees(texts).tolist() == [exactly(t, 1) for t in texts]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("-00:05:12.3", -0.08675), ("+00:05:12.3", 0.08675), ("-00:00:00.1", -0.1 / 3600),
        ("-10:22:25.7", -10.373805555555556), ("+90:00:00", 90.0), ("-90:00:00.0", -90.0),
        ("89:59:59.999999999", 89.99999999999972), (" 1:2:3 ", 1.0341666666666667), ("1 30", 1.5),
        ("-00:59:60.0", -1.0), ("5:06:07.", 5.101944444444444),
    ],
)  # fmt: skip
def test_declinations(text: str, degrees: float) -> None:
    assert sexagesimal_to_degrees([text])[0] == degrees
    assert sexagesimal_to_degrees(["0:00:00", text, "-1:02:03.4"])[1] == degrees


def test_minus_nothing_keeps_its_sign() -> None:
    assert np.signbit(sexagesimal_to_degrees(["-00:00:00.0", "+00:00:00.0"])).tolist() == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "container",
    [list, tuple, np.array, pd.Series, pa.array, lambda x: pa.chunked_array([x[:1], x[1:]])],
)
def test_any_container_of_text_will_do(container: object) -> None:
    texts = ["00:00:00.41", "12:00:00", "23:59:59.99"]
    degrees = sexagesimal_to_degrees(container(texts), "hours")  # type: ignore[operator]
    assert degrees.dtype == np.float64
    np.testing.assert_array_equal(degrees, [exactly(text, 15) for text in texts])


def test_slices_and_emptiness() -> None:
    assert len(sexagesimal_to_degrees([])) == 0
    assert len(sexagesimal_to_degrees(pa.chunked_array([], pa.string()))) == 0
    sliced = pa.array(["x", "-1:00:00", "+2:00:00", "y"]).slice(1, 2)
    assert sexagesimal_to_degrees(sliced).tolist() == [-1.0, 2.0]


@pytest.mark.parametrize("unit", ["hours", "degrees"])
@pytest.mark.parametrize(
    "text",
    [
        "", "x", "12", "12.5", "1:2:3:4", "1:2 3", "1h02m03s", "--1:02:03", "1:-2:03", "1:02:+3",
        "1::3", ":2:3", "1000:00:00", "1:002:03", "1:02:03e1", "\u0661:02:03", "\u22121:02:03",
        "1:02:03\0", "nan", None,
    ],
)  # fmt: skip
def test_what_is_no_coordinate_is_refused(text: str | None, unit: str) -> None:
    with pytest.raises(ValueError, match=r"element 1: .* is not a coordinate of the form"):
        sexagesimal_to_degrees(["1:02:03", text, "oh"], unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("24:00:00", "hours"), ("23:59:60", "hours"), ("-00:00:01", "hours"), ("-1:00:00", "hours"),
        ("100:00:00", "hours"), ("90:00:00.1", "degrees"), ("-90:00:01", "degrees"),
        ("1:60:00", "degrees"), ("1:00:60.1", "degrees"), ("1:00:99", "hours"),
        ("1:99:00", "hours"), ("360:00:00", "degrees"),
    ],
)  # fmt: skip
def test_what_is_out_of_range_is_refused(text: str, unit: str) -> None:
    with pytest.raises(ValueError, match=f"element 2: '{text}' is out of range"):
        sexagesimal_to_degrees(["0:00:00", "0:00:00.1", text], unit)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="unit='radians'"):
        sexagesimal_to_degrees(["0:00:00"], "radians")


@pytest.mark.parametrize("unit", ["hours", "degrees"])
def test_equal_to_astropy(unit: str) -> None:
    angle = pytest.importorskip("astropy.coordinates").Angle
    chance = np.random.default_rng(0)
    top = 24 if unit == "hours" else 90
    texts = [f"{top - 1:02}:59:59.9999", "00:00:00.0001", "00:00:00", "0:59:60"]
    for sign, h, m, s in zip(
        chance.choice(["+", "-"] if top == 90 else ["", "+"], 500), chance.integers(0, top, 500),
        chance.integers(0, 60, 500), chance.uniform(0, 59.9, 500), strict=True,
    ):  # fmt: skip
        texts.append(f"{sign}{h:02}:{m:02}:{s:.{chance.integers(0, 5)}f}")
    with pytest.warns(match="'second'"):  # the 60, of which astropy makes the next minute, too
        expected = angle(texts, "hourangle" if unit == "hours" else "deg").deg
    np.testing.assert_allclose(sexagesimal_to_degrees(texts, unit), expected, rtol=0, atol=1e-9)


def test_equal_to_astropy_on_real_rows(real_data: Path) -> None:
    angle = pytest.importorskip("astropy.coordinates").Angle
    table = pd.read_csv(real_data / ROWS)
    for name, unit, theirs in (("RA", "hours", "hourangle"), ("DEC", "degrees", "deg")):
        degrees = sexagesimal_to_degrees(table[name], unit)
        np.testing.assert_allclose(
            degrees, angle(table[name].tolist(), theirs).deg, rtol=0, atol=1e-9
        )
    assert (np.signbit(degrees) == table["DEC"].str.startswith("-")).all()


def test_a_whole_catalogue_takes_no_time() -> None:
    texts = pa.array([f"{i % 24:02}:{i % 60:02}:{i % 59:02}.{i % 100:02}" for i in range(667_944)])
    started = time.process_time()
    sexagesimal_to_degrees(texts, "hours")
    assert time.process_time() - started < 2  # astropy took half a minute; 0.03 s is usual
