"""Pictures that are there are never lost: not one's own, not those of another catalogue."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts, load_galaxies, plan_cutouts
from galaxyzoo_ml.exceptions import DataError, TableError
from tests.datasets.cutout_server import FIRST_ID, CutoutServer, catalog_of, picture

QUICK = NetworkPolicy(tries=2, first_wait=0.01, longest_wait=0.02, connect=20, read=20)


@pytest.fixture
def server():
    with CutoutServer() as running:
        yield running


def fetch(catalog: pd.DataFrame, folder: Path, server: Any, **options: Any) -> pd.DataFrame:
    options = {"policy": QUICK, **options}
    return fetch_cutouts(catalog, folder, url=server.url, rate=None, **options)


def content(folder: Path) -> dict[str, bytes]:
    """Return all files but those that say what runs, or ran."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in files if not p.name.endswith(".lock")
    }


def own_folder(folder: Path, table: str | None) -> dict[str, bytes]:
    """Write pictures that fetch did not make, under the ids of the catalogue."""
    (folder / "images").mkdir(parents=True)
    for number in range(3):
        path = folder / "images" / f"{FIRST_ID + number}.jpg"
        path.write_bytes(picture(number + 50))
    if table is not None:
        (folder / table).write_text("OBJID,target\n")
    return content(folder)


@pytest.mark.parametrize("table", ["labels.csv", "training_data.txt", None])
@pytest.mark.parametrize("always", ["", "404", "503"])
def test_a_folder_of_ones_own_is_refused_untouched(tmp_path, server, table, always) -> None:
    before = own_folder(tmp_path, table)
    server.always = always
    for ask in (fetch, lambda *a: plan_cutouts(*a[:2], url=server.url)):
        with pytest.raises(DataError, match=r"no manifest\.csv.*into another folder \(--dir\)$"):
            ask(catalog_of(3), tmp_path, server)
    assert content(tmp_path) == before
    assert server.numbers == []


def test_a_table_of_ones_own_is_not_hidden(tmp_path, server) -> None:
    (tmp_path / "labels.csv").write_text("OBJID,target\n1,a\n")
    with pytest.raises(DataError, match=r"has labels\.csv and no manifest"):
        fetch(catalog_of(1), tmp_path, server)


@pytest.mark.parametrize("always", ["", "404"])
def test_a_picture_that_the_manifest_does_not_name_stays(tmp_path, server, always) -> None:
    fetch(catalog_of(2), tmp_path, server)
    (tmp_path / "images" / f"{FIRST_ID + 2}.jpg").write_bytes(b"mine")
    before = content(tmp_path)
    server.forget()
    server.always = always
    with pytest.raises(DataError, match=rf"{FIRST_ID + 2}\.jpg is not named by manifest\.csv"):
        fetch(catalog_of(3), tmp_path, server)
    assert content(tmp_path) == before
    assert server.numbers == []


@pytest.mark.parametrize("damage", [None, b"", b"OBJID,ra\n1,2\n", b"\xff\xfe\x00"])
def test_a_manifest_that_is_lost_costs_no_picture(tmp_path, server, damage) -> None:
    fetch(catalog_of(3), tmp_path, server)
    manifest = tmp_path / "manifest.csv"
    whole = manifest.read_bytes()
    if damage is None:
        manifest.unlink()
    else:
        manifest.write_bytes(damage)
    before = content(tmp_path)
    server.always = "503"
    with pytest.raises(DataError) as caught:
        fetch(catalog_of(3), tmp_path, server)
    assert "to start again" not in str(caught.value)
    assert content(tmp_path) == before
    manifest.write_bytes(whole)
    assert (fetch(catalog_of(3), tmp_path, server)["status"] == "ok").all()


def test_damage_is_replaced_only_by_a_good_picture(tmp_path, server) -> None:
    fetch(catalog_of(2), tmp_path, server)
    path = tmp_path / "images" / f"{FIRST_ID}.jpg"
    path.write_bytes(path.read_bytes() + b"edited")
    edited = path.read_bytes()
    server.always = "503"
    table = fetch(catalog_of(2), tmp_path, server)
    assert table["status"].tolist() == ["failed", "ok"]
    assert path.read_bytes() == edited
    assert load_galaxies(tmp_path).catalog["OBJID"].tolist() == [FIRST_ID + 1]
    server.always = ""
    assert (fetch(catalog_of(2), tmp_path, server)["status"] == "ok").all()
    assert path.read_bytes() == picture(0)


def moved(n: int) -> pd.DataFrame:
    return catalog_of(n, first=20).assign(OBJID=catalog_of(n)["OBJID"])


def test_another_catalogue_with_the_same_ids_is_refused(tmp_path, server) -> None:
    rows = catalog_of(4).assign(OBJID=range(4))
    fetch(rows, tmp_path, server)
    before = content(tmp_path)
    server.forget()
    for n_same in (0, 3):
        other = catalog_of(4, first=20).assign(OBJID=range(4))
        other.loc[: n_same - 1, "ra"] = rows["ra"]
        with pytest.raises(DataError, match=r"OBJID \d: ra .* there, ra .* asked for.*replace=T"):
            fetch(other, tmp_path, server)
    assert content(tmp_path) == before
    assert server.numbers == []


def test_a_place_may_be_written_in_another_way(tmp_path, server) -> None:
    fetch(catalog_of(2), tmp_path, server)
    server.forget()
    fetch(catalog_of(2).assign(ra=[360.0, 0.0100000001]), tmp_path, server)
    assert server.numbers == []


def scaled(n: int, scale: float) -> pd.DataFrame:
    return catalog_of(n).assign(scale=scale)


def test_a_changed_field_is_refused_and_nothing_is_lost(tmp_path, server) -> None:
    fetch(scaled(3, 0.2), tmp_path, server, scale="scale")
    before = content(tmp_path)
    for ask in (fetch, lambda *a, **k: plan_cutouts(*a[:2], url=server.url, **k)):
        with pytest.raises(DataError, match=r"with another scale.*scale 0\.2 there"):
            ask(scaled(3, 0.4), tmp_path, server, scale="scale")
    assert content(tmp_path) == before


def test_the_scale_of_one_galaxy_may_be_mended(tmp_path, server) -> None:
    fetch(scaled(3, 0.2), tmp_path, server, scale="scale")
    server.forget()
    scales = scaled(3, 0.2).assign(scale=[0.2, 0.3, 0.2])
    assert (fetch(scales, tmp_path, server, scale="scale")["status"] == "ok").all()
    assert server.numbers == [1]
    with pytest.raises(DataError, match="2 of 3 galaxies with another scale"):
        fetch(scaled(3, 0.3), tmp_path, server, scale="scale")


@pytest.mark.parametrize("always", ["503", "404", "429-day"])
def test_what_is_replaced_stays_until_its_successor_has_come(tmp_path, server, always) -> None:
    fetch(catalog_of(3), tmp_path, server)
    before = {name: body for name, body in content(tmp_path).items() if name.endswith("jpg")}
    server.always = always
    table = fetch(moved(3), tmp_path, server, replace=True)
    after = {name: body for name, body in content(tmp_path).items() if name.endswith("jpg")}
    assert after == before
    assert (table["status"] != "ok").all()  # they are not what was asked for
    server.always = ""
    assert plan_cutouts(moved(3), tmp_path, url=server.url).n_there == 0
    assert (fetch(moved(3), tmp_path, server)["status"] == "ok").all()
    for number in range(3):
        path = tmp_path / "images" / f"{FIRST_ID + number}.jpg"
        assert path.read_bytes() == picture(20 + number)


def test_what_a_killed_run_had_put_in_place_is_its_own(tmp_path, server) -> None:
    server.always = "429-day"
    fetch(catalog_of(2), tmp_path, server)
    manifest = pd.read_csv(tmp_path / "manifest.csv", dtype=str, keep_default_na=False)
    assert manifest["path"].tolist() == ["", ""]  # nothing came to lie there
    paths = [f"images/{FIRST_ID + number}.jpg" for number in range(2)]
    manifest.assign(path=paths).to_csv(tmp_path / "manifest.csv", index=False)  # as while it runs
    (tmp_path / paths[0]).write_bytes(picture(0))
    server.always = ""
    assert (fetch(catalog_of(2), tmp_path, server)["status"] == "ok").all()


@pytest.mark.parametrize("what", ["missing", "a folder", "nonsense"])
def test_pictures_of_unknown_kind_are_refused(tmp_path, server, what) -> None:
    fetch(catalog_of(1), tmp_path, server)
    note = tmp_path / "cutouts.json"
    note.unlink()
    if what == "a folder":
        note.mkdir()
    elif what == "nonsense":
        note.write_bytes(b"\xff{")
    with pytest.raises(DataError, match=r"cutouts\.json.*put back a copy"):
        fetch(catalog_of(2), tmp_path, server)


@pytest.mark.parametrize("tries", ["1.0", "", "x"])
def test_a_manifest_that_a_spreadsheet_saved_is_read(tmp_path, server, tries) -> None:
    first = fetch(catalog_of(2), tmp_path, server)
    manifest = pd.read_csv(tmp_path / "manifest.csv", dtype=str, keep_default_na=False)
    manifest.assign(tries=tries).to_csv(
        tmp_path / "manifest.csv", index=False, sep=";", encoding="utf-8-sig"
    )
    server.forget()
    again = fetch(catalog_of(2), tmp_path, server)
    assert server.numbers == []
    assert again["sha256"].tolist() == first["sha256"].tolist()
    assert again["tries"].tolist() == [1 if tries == "1.0" else 0] * 2


def test_a_manifest_whose_ids_a_spreadsheet_rounded_is_refused(tmp_path, server) -> None:
    fetch(catalog_of(2), tmp_path, server)
    manifest = pd.read_csv(tmp_path / "manifest.csv", dtype=str, keep_default_na=False)
    manifest.assign(OBJID="5.87723E+17").to_csv(tmp_path / "manifest.csv", index=False)
    with pytest.raises(TableError, match="was rounded"):
        fetch(catalog_of(2), tmp_path, server)


def test_an_outage_after_a_copy_was_put_back_costs_nothing(tmp_path, server) -> None:
    fetch(catalog_of(2), tmp_path / "a", server)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    server.always = "503"
    policy = replace(QUICK, give_up_after=1)
    table = fetch(catalog_of(4), tmp_path / "b", server, policy=policy)
    assert (table["status"] == "ok").sum() == 2
