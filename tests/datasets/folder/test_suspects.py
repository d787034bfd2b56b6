"""Error tiles in a folder are noticed, whatever size the images are read at."""

from __future__ import annotations

import os
import warnings
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.exceptions import BrokenImageError, DataError, DataWarning
from tests.datasets.cutout_server import flat, message, picture

N, TEXT, BLACK = 6, 2, 4


def write(folder: Path, bodies: dict[int, bytes]) -> Path:
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for number, body in bodies.items():
        (folder / "images" / f"{number}.jpg").write_bytes(body)
    rows = "".join(f"{number},{'ab'[number % 2]}\n" for number in bodies)
    (folder / "labels.csv").write_text(f"OBJID,target\n{rows}")
    return folder


def dense_text(size: int) -> bytes:
    """Return a message in letters of one size, as SkyServer's: it fills a small tile."""
    canvas = Image.new("RGB", (size, size))
    lines = "\n".join(["getFrames() has failed: SELECT ... Parameter is not valid"] * 9)
    ImageDraw.Draw(canvas).multiline_text((2, 2), lines, fill="white")
    buffer = BytesIO()
    canvas.save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    bodies = {number: picture(number, 120) for number in range(N)}
    return write(tmp_path, {**bodies, TEXT: message(120), BLACK: flat(120)})


SIZES = [None, 120, 64, 32]


@pytest.mark.parametrize("size", SIZES)
def test_error_tiles_are_a_warning_that_names_them(mixed: Path, size: int | None) -> None:
    with pytest.warns(DataWarning, match=rf"2 of 6 .* {TEXT} \(.*text.*, {BLACK} \(.*black\);"):
        galaxies = load_galaxies(mixed, size=size)
    assert galaxies.catalog["OBJID"].tolist() == list(range(N))
    assert [Path(reason.split(": ")[0]).stem for reason in galaxies.suspect] == ["2", "4"]


@pytest.mark.parametrize("size", SIZES)
def test_error_tiles_can_be_left_out(mixed: Path, size: int | None) -> None:
    galaxies = load_galaxies(mixed, size=size, on_suspect="skip")
    kept = [0, 1, 3, 5]
    assert galaxies.catalog["OBJID"].tolist() == kept
    assert (galaxies.skipped, len(galaxies.broken), galaxies.suspect) == (2, 2, [])
    everything = load_galaxies(mixed, size=size, on_suspect="ignore")
    assert everything.suspect == []
    np.testing.assert_array_equal(np.asarray(galaxies.images), np.asarray(everything.images)[kept])


def test_error_tiles_and_broken_pictures_together(mixed: Path) -> None:
    (mixed / "images" / "1.jpg").write_bytes(b"no picture")
    galaxies = load_galaxies(mixed, on_suspect="skip", on_error="skip")
    assert galaxies.catalog["OBJID"].tolist() == [0, 3, 5]
    assert galaxies.skipped == 3
    with pytest.warns(DataWarning, match=rf"{TEXT} \("):
        galaxies = load_galaxies(mixed, on_error="skip")
    assert galaxies.catalog["OBJID"].tolist() == [0, 2, 3, 4, 5]


def test_of_many_error_tiles_a_few_are_named(tmp_path: Path) -> None:
    bodies = {number: flat(120) for number in range(7)}
    with pytest.warns(DataWarning, match=r"7 of 8 .* 4 \(all of it is black\) and 2 more; "):
        load_galaxies(write(tmp_path, {**bodies, 7: picture(7, 120)}))


def test_error_tiles_can_be_refused(mixed: Path) -> None:
    with pytest.raises(BrokenImageError, match=rf"{TEXT} \("):
        load_galaxies(mixed, on_suspect="raise")
    with pytest.raises(ValueError, match="on_suspect must be one of warn, skip, raise, ignore"):
        load_galaxies(mixed, on_suspect="maybe")


def test_nothing_but_error_tiles_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no picture is left"):
        load_galaxies(write(tmp_path, {1: message(), 2: message()}), on_suspect="skip")


@pytest.mark.parametrize("side", [64, 80, 120, 212, 256, 424])
@pytest.mark.parametrize("size", [None, 64])
def test_a_text_is_seen_at_every_size(tmp_path: Path, side: int, size: int | None) -> None:
    folder = write(tmp_path, {1: dense_text(side), 2: picture(2, side)})
    with pytest.warns(DataWarning, match=r"1 of 2 pictures .* 1 \(it shows a text"):
        load_galaxies(folder, size=size)


def test_galaxies_on_black_are_no_error_tiles(tmp_path: Path) -> None:
    yy, xx = np.mgrid[:96, :96] - 48
    light = np.clip(255 * np.exp(-np.hypot(xx, yy) / 9), 0, 255)
    for number in range(2):
        pixels = np.where(light > 8, light, 0).astype(np.uint8)
        (tmp_path / "images").mkdir(exist_ok=True)
        Image.fromarray(np.dstack([pixels] * 3)).save(tmp_path / "images" / f"{number}.jpg")
    (tmp_path / "labels.csv").write_text("OBJID,target\n0,a\n1,b\n")
    assert load_galaxies(tmp_path).suspect == []


REAL = os.environ.get("GALAXYZOO_ML_REAL_DATA", "")


@pytest.mark.skipif(not REAL, reason="GALAXYZOO_ML_REAL_DATA names no folder of real galaxies")
@pytest.mark.parametrize("size", [None, 64])
@pytest.mark.parametrize(
    ("name", "id_column", "column", "suspects"),
    [
        ("gz1", "OBJID", "vote", ["587729387686002878"]),
        ("course_cutouts", "name", "target", []),
        ("gz2_images", "GalaxyID", "subset", []),
        ("gz2_votes", "GalaxyID", ["smooth"], []),
        ("ngc_hubble", "name", "hubble", []),
        ("decals_rings", "name", ["ring"], []),
    ],
)
def test_real_folders(
    tmp_path: Path, name: str, id_column: str, column: str, suspects: list[str], size: int | None
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataWarning)
        galaxies = load_galaxies(
            Path(REAL, name), column, id_column=id_column, size=size, data_home=tmp_path
        )
    assert [Path(reason.split(": ")[0]).stem for reason in galaxies.suspect] == suspects
