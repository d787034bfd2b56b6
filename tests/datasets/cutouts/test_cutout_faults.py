"""Every way in which a cutout service fails, on a real server."""

import asyncio
import hashlib
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw

from galaxyzoo_ml.datasets import NetworkPolicy, fetch_cutouts, load_galaxies
from galaxyzoo_ml.datasets.cutouts import _needed_cutouts as plan_module
from galaxyzoo_ml.datasets.cutouts._ask_for_cutout import CutoutClient, NotServedError
from galaxyzoo_ml.datasets.cutouts._check_cutout import BadCutoutError, _majority, check_body
from galaxyzoo_ml.exceptions import DataError, DownloadError, OfflineError, TableError
from tests.datasets.cutout_server import (
    FIRST_ID,
    CutoutServer,
    catalog_of,
    jpeg,
    most_in_a_window,
    picture,
)

QUICK = NetworkPolicy(tries=3, first_wait=0.01, longest_wait=0.02, connect=20, read=20)
# What is only noticed by the clock; still long enough for a good answer of a busy machine.
SOON = replace(QUICK, read=1.0, deadline=1.5)
SLOW_FAULTS = ("stall", "drip")


@pytest.fixture
def server():
    picture(0)  # the first takes longer: it loads what paints it
    with CutoutServer() as running:
        yield running


def fetch(catalog, folder, server, **options):
    faults = {fault for pending in server.faults.values() for fault in pending}
    policy = SOON if faults.intersection(SLOW_FAULTS) else QUICK
    options = {"rate": None, "policy": policy, **options}
    return fetch_cutouts(catalog, folder, url=server.url, **options)


def is_right(folder, row):
    body = (folder / row["path"]).read_bytes()
    number = row["OBJID"] - FIRST_ID
    return body == picture(number) and hashlib.sha256(body).hexdigest() == row["sha256"]


CURED = [
    "500", "503", "429", "empty", "short", "html", "html-as-jpeg", "png", "garbage", "message",
    "message-on-white", "blank", "grey", "wrong-size", "gzip", "called-gzip", "redirect",
    "truncated", "close", "reset", "stall", "drip", "endless",
]  # fmt: skip
HARMLESS = ("redirect", "gzip")


@pytest.mark.parametrize("fault", CURED)
def test_a_fault_that_passes_is_cured(tmp_path, server, fault):
    server.faults = {0: [fault]}
    row = fetch(catalog_of(1), tmp_path, server).iloc[0]
    assert row["status"] == "ok"
    assert is_right(tmp_path, row)
    assert row["tries"] == (1 if fault in HARMLESS else 2)


@pytest.mark.parametrize("fault", [f for f in CURED if f not in (*HARMLESS, "429")])
def test_a_fault_that_stays_is_a_row_with_its_reason_and_no_file(tmp_path, server, fault):
    server.faults = {0: [fault] * 9}
    table = fetch(catalog_of(2), tmp_path, server)
    bad, good = table.iloc[0], table.iloc[1]
    assert (bad["status"], bad["tries"], bad["sha256"]) == ("failed", 3, "")
    assert bad["reason"]
    assert good["status"] == "ok"
    assert [p.name for p in (tmp_path / "images").rglob("*.*")] == [f"{FIRST_ID + 1}.jpg"]
    server.faults = {}
    assert (fetch(catalog_of(2), tmp_path, server)["status"] == "ok").all()


@pytest.mark.parametrize(("fault", "n_asked"), [("404", 1), ("redirect-loop", 6)])
def test_what_will_not_change_is_final(tmp_path, server, fault, n_asked):
    server.faults = {0: [fault] * 9}
    row = fetch(catalog_of(1), tmp_path, server).iloc[0]
    assert (row["status"], row["tries"], len(server.numbers)) == ("failed", 1, n_asked)


def test_a_burst_is_cured(tmp_path, server):
    server.faults = {number: ["503", "503"] for number in range(40)}
    table = fetch(catalog_of(40), tmp_path, server, connections=16)
    assert set(table["tries"]) == {3}
    assert all(is_right(tmp_path, row) for _, row in table.iterrows())


@pytest.mark.parametrize("fault", ["429", "429-date"])
def test_retry_after_is_obeyed_by_all(tmp_path, server, fault):
    server.faults = {0: [fault]}
    table = fetch(catalog_of(3), tmp_path, server, connections=1)
    assert (table["status"] == "ok").all()
    first, *others = server.times
    assert len(others) == 3
    assert min(others) - first > 0.95  # a date has whole seconds: 1 to 2 from now


def test_a_service_that_wants_a_day_of_rest_gets_it(tmp_path, server):
    server.always = "429-day"
    table = fetch(catalog_of(5), tmp_path, server, connections=1)
    assert set(table["status"]) == {"pending"}
    assert table["reason"].str.contains("left alone for 86,400 s").all()
    assert len(server.numbers) == 1


def test_a_service_that_is_down_is_not_asked_for_ever(tmp_path, server):
    server.always = "503"
    policy = replace(QUICK, give_up_after=4)
    table = fetch(catalog_of(100), tmp_path, server, connections=1, policy=policy)
    assert 4 <= (table["status"] == "failed").sum() < 20
    assert (table["status"] == "pending").sum() > 80
    server.always = ""
    assert (fetch(catalog_of(100), tmp_path, server)["status"] == "ok").all()


def test_a_second_run_asks_for_nothing_repairs_damage_and_extends(tmp_path, server):
    table = fetch(catalog_of(6), tmp_path, server)
    server.forget()
    again = fetch(catalog_of(6), tmp_path, server)
    assert server.numbers == []
    pd.testing.assert_frame_equal(again, table)
    path = tmp_path / table["path"][2]
    path.write_bytes(path.read_bytes()[:-5])
    (tmp_path / table["path"][4]).unlink()
    table = fetch(catalog_of(7), tmp_path, server)
    assert sorted(server.numbers) == [2, 4, 6]
    assert all(is_right(tmp_path, row) for _, row in table.iterrows())
    galaxies = load_galaxies(tmp_path)
    assert len(galaxies.images) == 7
    assert list(galaxies.catalog)[:4] == ["OBJID", "ra", "dec", "target"]


@pytest.mark.parametrize("rate", [20.0, 60.0])
def test_the_server_never_sees_more_than_the_rate(tmp_path, server, rate):
    server.faults = {number: ["503"] for number in range(0, 40, 7)}
    fetch(catalog_of(int(2 * rate)), tmp_path, server, rate=rate, connections=16)
    for seconds in (0.5, 1.0, 5.0):
        assert most_in_a_window(server.times, seconds) <= rate * seconds + 1


def test_no_more_connections_than_asked_for(tmp_path):
    with CutoutServer(latency=0.02) as server:
        fetch(catalog_of(40), tmp_path, server, connections=3)
    assert server.most_open == 3


@pytest.mark.parametrize("objid", ["../evil", "a/b", "..", "/etc/passwd", "a\\b", "5.87e17", ""])
def test_names_never_leave_the_folder(tmp_path, server, objid):
    catalog = catalog_of(1).assign(OBJID=[objid])
    with pytest.raises(TableError):
        fetch(catalog, tmp_path / "in", server)
    assert server.numbers == []


def test_a_folder_keeps_to_one_geometry(tmp_path, server):
    fetch(catalog_of(1), tmp_path, server)
    with pytest.raises(DataError, match="64 pixels"):
        fetch(catalog_of(2), tmp_path, server, size=64)


def test_many_images_lie_in_small_folders(tmp_path, server, monkeypatch):
    before = fetch(catalog_of(3), tmp_path, server)
    assert {str(Path(path).parent) for path in before["path"]} == {"images"}
    monkeypatch.setattr(plan_module, "_MAX_IN_ONE_FOLDER", 5)
    table = fetch(catalog_of(40), tmp_path, server)
    assert table["path"][:3].tolist() == before["path"].tolist()  # what is there stays there
    assert table["path"][3:].str.fullmatch(r"images/[0-9a-f]{2}/\d+\.jpg").all()
    assert sorted(server.numbers) == list(range(40))
    assert len(load_galaxies(tmp_path).images) == 40


def test_nobody_there_is_one_clear_error(tmp_path, server):
    server.__exit__()
    with pytest.raises(OfflineError) as caught:
        fetch(catalog_of(2), tmp_path, server)
    server.__enter__()
    message = str(caught.value)
    what = (
        str(tmp_path),
        f"images/{FIRST_ID}.jpg",
        server.url,
        "cannot be reached",
        "run it again",
    )
    assert [words for words in what if words not in message] == []
    assert "\n" not in message


def test_a_full_disk_is_one_clear_error_and_harms_nothing(tmp_path, server):
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(DownloadError, match="run it again"):
            fetch(catalog_of(3), tmp_path, server)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert list((tmp_path / "images").rglob("*.jpg")) == []
    table = fetch(catalog_of(3), tmp_path, server)
    assert all(is_right(tmp_path, row) for _, row in table.iterrows())


@pytest.mark.parametrize("size", [64, 80, 120, 200])
def test_an_error_message_that_fills_the_picture_is_refused(size):
    canvas = Image.new("RGB", (size, size))
    lines = "\n".join(["getFrames() has failed: SELECT ... Parameter is not valid"] * 20)
    ImageDraw.Draw(canvas).multiline_text((2, 2), lines, fill="white")
    with pytest.raises(BadCutoutError, match=r"^message: "):
        check_body(jpeg(np.asarray(canvas)), size)


@pytest.mark.parametrize("share", [0.3, 0.7])
@pytest.mark.parametrize("colour", [(0, 0, 0), (200, 0, 0), (0, 40, 90)])
def test_a_picture_of_one_colour_is_refused_whatever_that_is(share, colour):
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (120, 120, 3), dtype=np.uint8)
    assert _majority(pixels) == 0
    pixels[: int(120 * share)] = colour
    assert _majority(pixels) == pytest.approx(share if share > 0.5 else 0, abs=0.01)
    pixels[..., 0] = random.integers(0, 256, (120, 120))  # one green, and many colours
    assert _majority(pixels) == 0


def test_images_are_decoded_as_they_were_sent(tmp_path, server):
    row = fetch(catalog_of(1), tmp_path, server).iloc[0]
    with Image.open(tmp_path / row["path"]) as image:
        assert image.size == (120, 120)
        assert np.asarray(image).std() > 1
    assert row["bytes"] == (tmp_path / row["path"]).stat().st_size
    assert row["url"].startswith(server.url)
    assert row["service"] == "sdss-dr7"
    assert pd.Timestamp(row["retrieved"]).tzinfo is not None


def test_a_long_pause_is_noted_before_it_is_raised(server):
    server.always = "429-day"

    async def ask():
        async with CutoutClient(QUICK, 120, None, 2) as client:
            with pytest.raises(NotServedError):
                await client.get(f"{server.url}?ra=0&width=120")
            with pytest.raises(TimeoutError):  # another task would have to wait for a day
                async with asyncio.timeout(0.01):
                    await client._limits.of("127.0.0.1").wait()

    asyncio.run(ask())
