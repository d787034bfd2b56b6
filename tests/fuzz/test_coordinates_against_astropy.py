"""What is taken as a coordinate, astropy takes too, and means the same by it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from galaxyzoo_ml.datasets import sexagesimal_to_degrees

angles = pytest.importorskip("astropy.coordinates")
units = pytest.importorskip("astropy.units")

# Nearly coordinates: parts of any length, with the separators and signs that are in use.
NEARLY = st.from_regex(r"[+-]?[0-9]{0,3}([: ]{1,2}[0-9]{0,3}){0,3}(\.[0-9]{0,12})?", fullmatch=True)
# And those that are.
COORDINATES = st.from_regex(
    r"[+-]?[0-8]?[0-9]([: ])[0-5]?[0-9]\1[0-5]?[0-9](\.[0-9]{0,8})?", fullmatch=True
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=NEARLY | COORDINATES, unit=st.sampled_from(["hours", "degrees"]))
@example(text="-00:00:00.1", unit="degrees")
@example(text="23 59 59.99999999", unit="hours")
def test_what_is_taken_means_the_same_to_astropy(text: str, unit: str) -> None:
    try:
        (degrees,) = sexagesimal_to_degrees([text], unit)
    except ValueError:
        assume(False)
    # astropy warns of exactly 60 seconds, which are the next minute to both.
    assume("60" not in text)
    expected = angles.Angle(text, units.hourangle if unit == "hours" else units.deg).degree
    assert degrees == pytest.approx(expected, rel=1e-14, abs=1e-12)


@settings(max_examples=100, deadline=None)
@given(text=COORDINATES)
def test_coordinates_are_taken(text: str) -> None:
    (degrees,) = sexagesimal_to_degrees([text])
    assert abs(degrees) < 90
