"""Columns are found whatever a survey calls them, and nothing is chosen that may be wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import find_positions, find_radii
from galaxyzoo_ml.exceptions import DataWarning, TableError

# What holds names, right ascensions and declinations, and what else may confuse.
SCHEMES = {
    "SDSS": "objID ra dec | specObjID u raErr decErr b l",
    "Galaxy Zoo 1": "OBJID RA DEC | NVOTE",
    "Galaxy Zoo 2": "dr7objid ra dec | rastring decstring sample",
    "Galaxy Zoo DECaLS": "iauname ra dec | redshift",
    "DESI": "TARGETID TARGET_RA TARGET_DEC | MEAN_FIBER_RA MEAN_FIBER_DEC PMRA",
    "Legacy Survey": "objid ra dec | brickid ra_ivar dec_ivar ref_id",
    "Legacy Survey, by service": "ls_id ra dec | objid brickid",
    "Gaia": "source_id ra dec | solution_id ra_error dec_error pmra l b",
    "Gaia of VizieR": "Source RA_ICRS DE_ICRS | e_RA_ICRS pmRA",
    "Pan-STARRS": "objID raMean decMean | raMeanErr gMeanPSFMag",
    "Pan-STARRS, stacks": "objID raStack decStack | raStackErr",
    "WISE": "designation ra dec | sigra sigdec cntr",
    "2MASS": "2MASS RAJ2000 DEJ2000 | Jmag",
    "2MASS of IRSA": "designation ra dec | sup_ra sup_dec",
    "2MASS, early": "designation ra decl | j_m",
    "2MRS": "ID RAdeg DEdeg | GLON GLAT",
    "DES": "COADD_OBJECT_ID RA DEC | ALPHAWIN_J2000 DELTAWIN_J2000",
    "DES, windowed": "COADD_OBJECT_ID ALPHAWIN_J2000 DELTAWIN_J2000 | FLAGS",
    "HSC": "object_id ra dec | i_ra i_dec tract",
    "HSC, by band": "object_id i_ra i_dec | tract",
    "Euclid": "OBJECT_ID RIGHT_ASCENSION DECLINATION | RIGHT_ASCENSION_PSF_FITTING",
    "LSST": "objectId coord_ra coord_dec | coord_raErr tract",
    "GAMA": "CATAID RA DEC | Z nQ",
    "MaNGA": "mangaid objra objdec | ifura ifudec plateifu nsa_z",
    "MaNGA, catalogue": "MANGAID OBJRA OBJDEC | MNGTARG1",
    "NSA": "NSAID RA DEC | XPOS YPOS SUBDIR",
    "SkyMapper": "object_id raj2000 dej2000 | e_raj2000",
    "SExtractor": "NUMBER ALPHA_J2000 DELTA_J2000 | X_IMAGE ALPHAWIN_J2000",
    "COSMOS": "ID ALPHA_J2000 DELTA_J2000 | X Y",
    "CANDELS": "ID RAdeg DECdeg | Z",
    "SIMBAD": "MAIN_ID RA_d DEC_d | COO_ERR_MAJA",
    "SIMBAD, now": "main_id ra dec | coo_err_maj",
    "NED": "Object-Name RA DEC | Type Velocity",
    "NED, text": "Object|Name RA(deg) DEC(deg) | No.",
    "HyperLEDA": "objname al2000 de2000 | logd25",
    "VizieR": "recno _RA _DE | Bmag",
    "VizieR, both": "Name _RAJ2000 _DEJ2000 | recno",
    "Galaxy10": "index ra dec | ans pxscale",
    "small letters": "ObjID Ra Dec | z",
    "Greek": "Name \u03b1(J2000) \u03b4(J2000) | z",
    "with points": "Galaxy R.A. Decl. | z",
    "words": "Galaxy|Name Right|Ascension|(J2000) Declination|(J2000) | z",
    "units": "id ra|[deg] dec|[deg] | z",
    "spaces": "|id| |ra| |dec| | z",
    "equinox": "name RA_J2000 DEC_J2000 | RA_B1950 DEC_B1950",
    "TOPCAT": "objid_1 ra_1 dec_1 | TARGETID_2 Separation",
    "pandas": "id_x ra_x dec_x | z_y",
    "SQL": "g.objid g.ra g.dec | s.z",
}


@pytest.mark.parametrize("survey", SCHEMES)
def test_the_names_of_surveys(survey: str) -> None:
    names, others = (part.split() for part in SCHEMES[survey].split(" | "))
    names = [name.replace("|", " ") for name in names]
    values = [[5877, 5878], [202.5, 359.5], [-47.25, 12.0]]
    first, *rest = [{name: [0.125, 0.25]} for name in others]
    columns = first | dict(zip(names, values, strict=True))
    for each in rest:
        columns |= each
    catalog = pd.DataFrame(columns)
    found = find_positions(catalog)
    assert found.to_numpy().T.tolist() == values
    assert found["OBJID"].dtype == np.int64


def test_hours_of_hyperleda_are_hours() -> None:
    catalog = pd.DataFrame({"objname": ["NGC5194"], "al2000": [13.498], "de2000": [47.1952]})
    assert find_positions(catalog)["ra"].tolist() == [13.498 * 15]


@pytest.mark.parametrize(("first", "second"), [("_1", "_2"), ("_x", "_y"), ("_a", "_b")])
def test_joins_that_agree(first: str, second: str) -> None:
    near = 202.5 + 0.5 / 3600
    columns = {f"ra{second}": [near], f"dec{second}": [47.25], f"TARGETID{second}": [2]}
    columns |= {f"ra{first}": [202.5], f"dec{first}": [47.25], f"objid{first}": [1]}
    found = find_positions(pd.DataFrame(columns | {"RAJ2000": [near], "DEJ2000": [47.25]}))
    assert found.to_numpy().tolist() == [[1, 202.5, 47.25]]
    asked = find_positions(pd.DataFrame(columns), ra_column=f"ra{second}")
    assert asked.to_numpy().tolist() == [[2, near, 47.25]]


def test_joins_that_do_not_agree() -> None:
    columns = {
        "ra_1": [202.5, 1.0],
        "dec_1": [47.25, 1.0],
        "ra_2": [202.5, 1.1],
        "dec_2": [47.25, 1],
    }
    with pytest.raises(TableError, match=r"may be the ra: ra_1, ra_2; they differ.*--ra-column"):
        find_positions(pd.DataFrame(columns))
    columns["ra_2"] = [202.5, np.nan]  # a left join
    assert find_positions(pd.DataFrame(columns))["ra"].tolist() == [202.5, 1.0]
    columns["dec_2"] = [47.5, 1.0]
    with pytest.raises(TableError, match=r"may be the dec: dec_1, dec_2; they differ.*--dec-col"):
        find_positions(pd.DataFrame(columns))


def test_one_position_written_twice_is_no_choice() -> None:
    catalog = pd.DataFrame(
        {"RA": ["13 29 52.70"], "DEC": ["+47 11 43.0"], "RA_d": [202.469583], "DEC_d": [47.195278]}
    )
    catalog["MAIN_ID"] = "M  51"
    catalog.attrs["units"] = {"RA": '"h:m:s"', "DEC": '"d:m:s"'}
    found = find_positions(catalog)
    assert found["OBJID"].tolist() == ["M_51"]
    np.testing.assert_allclose(found["ra"], 202.4695833333, rtol=0, atol=1e-9)
    around = pd.DataFrame({"ra": [359.99999], "_RA": [0.00001], "dec": [0.0], "_DE": [0.0]})
    assert find_positions(around)["ra"].tolist() == [359.99999]


UCDS = {"a": "pos.eq.ra;meta.main", "d": "pos.eq.dec;meta.main", "name": "meta.id"}
OLD_UCDS = {"a": "POS_EQ_RA_MAIN", "d": "POS_EQ_DEC_MAIN", "cat": "ID_MAIN", "ra": "POS_EQ_RA"}


@pytest.mark.parametrize(
    ("ucds", "expected"),
    [
        (UCDS, ["9", 202.5, 47.25]),
        (UCDS | {"cat": "meta.id;meta.main"}, ["c", 202.5, 47.25]),
        (UCDS | {"ra": "pos.eq.ra", "dec": "stat.error;pos.eq.dec"}, ["9", 202.5, 47.25]),
        (OLD_UCDS, ["c", 202.5, 47.25]),
        ({"a": "pos.eq.ra", "d": "pos.eq.dec"}, ["9", 202.5, 47.25]),
        ({"a": "pos.eq.ra"}, ["9", 1.0, 2.0]),
        (dict.fromkeys("ad", "pos.eq.ra;meta.main"), ["9", 1.0, 2.0]),
        ({"a": "pos.galactic.lon", "d": "pos.galactic.lat"}, ["9", 1.0, 2.0]),
    ],
)
def test_what_columns_mean_comes_before_their_names(ucds: dict[str, str], expected: Any) -> None:
    columns = {"id": ["9"], "cat": ["c"], "ra": [1.0], "dec": [2.0], "a": [202.5], "d": [47.25]}
    catalog = pd.DataFrame({**columns, "name": ["n"]})
    catalog.attrs["ucds"] = ucds
    if expected[0] == "9":
        expected = [9, *expected[1:]]
    assert find_positions(catalog).to_numpy().tolist() == [expected]


def test_a_meaning_finds_an_id_of_any_name() -> None:
    catalog = pd.DataFrame({"x": ["n1"], "ra": [100.0], "dec": [2.0]})
    catalog.attrs["ucds"] = {"x": "meta.id"}
    assert find_positions(catalog)["OBJID"].tolist() == ["n1"]


def test_parts_of_a_position_are_not_the_position() -> None:
    parts = {"RAh": [13], "RAm": [30], "RAs": [0.0], "DE-": ["-"], "DEd": [0], "DEm": [30]}
    catalog = pd.DataFrame(parts)
    catalog.attrs["ucds"] = {"RAh": "pos.eq.ra", "DEd": "pos.eq.dec"}
    assert find_positions(catalog)[["ra", "dec"]].to_numpy().tolist() == [[202.5, -0.5]]


def test_galaxies_without_a_name_are_called_by_where_they_are() -> None:
    ra, dec = [202.4695833333, 0.0, 359.99999999], [47.195, -0.00001, -89.99999]
    found = find_positions(pd.DataFrame({"ra": ra, "dec": dec, "z": 0.1}))
    assert found["OBJID"].tolist() == [
        "J132952.70+471142.0", "J000000.00+000000.0", "J000000.00-900000.0",
    ]  # fmt: skip
    assert found[["ra", "dec"]].to_numpy().T.tolist() == [ra, dec]


def test_made_names_are_those_of_astropy() -> None:
    coordinates = pytest.importorskip("astropy.coordinates")
    chance = np.random.default_rng(0)
    ra, dec = chance.uniform(0, 360, 200), np.rad2deg(np.arcsin(chance.uniform(-1, 1, 200)))
    sky = coordinates.SkyCoord(ra, dec, unit="deg")
    east = sky.ra.to_string("hour", sep="", precision=2, pad=True)
    north = sky.dec.to_string("deg", sep="", precision=1, pad=True, alwayssign=True)
    found = find_positions(pd.DataFrame({"ra": ra, "dec": dec}))
    assert found["OBJID"].tolist() == [f"J{a}{b}" for a, b in zip(east, north, strict=True)]


@pytest.mark.parametrize(
    ("columns", "options", "said"),
    [
        (["a", "x"], {}, r"ra or the dec; .* a, x: name them by ra_column=, dec_column= \("),
        (["id", "ra"], {}, r"like the dec; .* id, ra: name it by dec_column= \(--dec-column\)"),
        (["RAB1950", "DEB1950"], {}, r"B1950 have to be precessed to J2000"),
        (["ra", "dec"], {"ra_column": "x", "id_column": "y"}, "no column 'y', no column 'x'; th"),
        (["ra", "ra", "dec"], {"ra_column": "ra"}, "several columns 'ra'"),
    ],
)  # fmt: skip
def test_all_that_is_missing_is_said_at_once(
    columns: list[str], options: dict[str, str], said: str
) -> None:
    with pytest.raises(TableError, match=said):
        find_positions(pd.DataFrame([np.arange(len(columns)) + 1.0], columns=columns), **options)


def test_ids_that_are_called_alike() -> None:
    catalog = pd.DataFrame({"ID": [1], "id": [1], "ra": [100.0], "dec": [2.0]})
    assert find_positions(catalog)["OBJID"].tolist() == [1]
    catalog["id"] = [2]
    with pytest.raises(TableError, match=r"may be the id: ID, id; they differ.*--id-column"):
        find_positions(catalog)


def test_whole_numbers_as_floats_are_ids_while_floats_hold_them() -> None:
    catalog = pd.DataFrame({"CATAID": [7.0, 8.0], "ra": [100.0, 101.0], "dec": [2.0, 3.0]})
    assert find_positions(catalog)["OBJID"].tolist() == [7, 8]
    for wrong in (2.0**53, 7.5):
        with pytest.raises(TableError, match=r"row 1 .*rounded"):
            find_positions(catalog.assign(CATAID=[7.0, wrong]))


def test_one_bad_galaxy_is_marked_and_stops_no_other() -> None:
    catalog = pd.DataFrame(
        {
            "id": ["a", None, "c", "d", "e"],
            "ra": ["150.5", "150.5", "-9999", "", "150.5"],
            "dec": [1.0, 1.0, 1.0, 1.0, np.nan],
        },
        index=[9, 8, 7, 6, 5],
    )
    found = find_positions(catalog, on_error="mark")
    assert found["reason"].tolist() == [
        "", "id is missing", "ra: '-9999' is not from 0 to 360 degrees", "ra is missing",
        "dec is missing",
    ]  # fmt: skip
    assert found["ra"].isna().tolist() == found["dec"].isna().tolist() == [False] + [True] * 4
    assert found.index.tolist() == [9, 8, 7, 6, 5]
    with pytest.raises(ValueError, match="on_error='skip'"):
        find_positions(catalog, on_error="skip")


# Units


@pytest.mark.parametrize(
    ("unit", "per"),
    [(unit, 1) for unit in (
        "deg", "degree", "degrees", "Degrees", "DEG", "[deg]", "(deg)", "deg (J2000)", "°", "---",
        "--", "-", "", " ", "decimal degrees", "degrees (ICRS)", "J2000", "none", None)]
    + [(unit, 15) for unit in ("h", "hr", "hours", "hourangle", "[h]", "Hour", "h (J2000)")]
    + [(unit, 180 / np.pi) for unit in ("rad", "radian", "RADIANS")]
    + [(unit, 1 / 60) for unit in ("arcmin", "'")]
    + [(unit, 1 / 3600) for unit in ("arcsec", '"', "arcseconds")],
)  # fmt: skip
def test_units_of_positions(unit: str | None, per: float) -> None:
    catalog = pd.DataFrame({"id": ["a", "b"], "ra": [5.5, 1.25], "dec": [0.5, -0.25]})
    catalog.attrs["units"] = {"ra": unit}
    expected = [5.5 * per, 1.25 * per]
    if per == 1 and (unit or "").strip(" -") in ("", "J2000", "none"):
        with pytest.warns(DataWarning, match="below 24"):  # nothing says that they are degrees
            assert find_positions(catalog)["ra"].tolist() == expected
    else:
        np.testing.assert_allclose(find_positions(catalog)["ra"], expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("unit", "per"), [("deg", 1), ("hours", 15), ("rad", 180 / np.pi)])
def test_units_in_brackets_behind_a_name(unit: str, per: float) -> None:
    catalog = pd.DataFrame({f"RA ({unit})": [5.5], "Dec [deg]": [2.5]})
    np.testing.assert_allclose(find_positions(catalog)["ra"], [5.5 * per], rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("column", "unit", "said"),
    [
        ("ra", "pix", "ra is in 'pix', which is no angle"),
        ("ra", "km", "ra is in 'km', which is no angle"),
        ("ra", "h:m:s", "ra is said to be in h:m:s, yet holds numbers"),
        ("dec", "h", "declinations are counted in degrees"),
    ],
)
def test_units_that_are_no_angles(column: str, unit: str, said: str) -> None:
    catalog = pd.DataFrame({"id": ["a"], "ra": [5.5], "dec": [0.5]})
    catalog.attrs["units"] = {column: unit}
    with pytest.raises(TableError, match=said):
        find_positions(catalog)


@pytest.mark.parametrize(
    ("name", "unit", "per"),
    [
        ("r", None, 1), ("r", "arcsec", 1), ("r", "arcmin", 60), ("r", "deg", 3600),
        ("r", "rad", 3600 * 180 / np.pi), ("r", "mas", 1e-3), ("petroRad_r", "---", 1),
        ("r [arcmin]", None, 60), ('r (")', None, 1), ("r (')", None, 60),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [float, str])
def test_radii_are_arcsec(name: str, unit: str | None, per: float, kind: type) -> None:
    catalog = pd.DataFrame({name: [kind(2.5), kind(0.5)]}, index=[3, 4])
    catalog.attrs["units"] = {} if unit is None else {name: unit}
    found = find_radii(catalog, name)
    np.testing.assert_allclose(found, [2.5 * per, 0.5 * per], rtol=1e-12)
    assert found.index.tolist() == [3, 4]


@pytest.mark.parametrize("unit", ["pix", "pixel", "h", "kpc", "mag", "d:m:s"])
def test_what_is_no_angle_is_no_radius(unit: str) -> None:
    catalog = pd.DataFrame({"r": [2.5]})
    catalog.attrs["units"] = {"r": unit}
    with pytest.raises(TableError, match=r"r is in .*, which is no angle.*--radius-column"):
        find_radii(catalog, "r")


def test_galaxies_without_a_radius() -> None:
    catalog = pd.DataFrame({"r": [2.5, -9999, 0, np.nan, np.inf]})
    with pytest.raises(TableError, match="row 1 of the catalogue: r = -9999"):
        find_radii(catalog, "r")
    found = find_radii(catalog, "r", on_error="mark")
    assert found.isna().tolist() == [False, True, True, True, True]
    with pytest.raises(TableError, match="no column 'radius'; there are r"):
        find_radii(catalog, "radius")
    with pytest.raises(ValueError, match="on_error='skip'"):
        find_radii(catalog, "r", on_error="skip")
