"""Readers of a folder know what a fetch has recorded that was killed, or that still runs."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import load_galaxies, read_table
from galaxyzoo_ml.datasets.folder._cutout_result import CutoutResult
from galaxyzoo_ml.datasets.folder._manifest import Manifest
from galaxyzoo_ml.datasets.folder._status import Status
from tests.datasets.cutout_server import picture

IDS = ["587722981742084096", "587722981742084097", "7"]


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """Begin a fetch of three galaxies, of which two have come, and leave it there."""
    request = pd.DataFrame(
        {"ra": ["1.0"] * 3, "dec": ["2.0"] * 3, "target": ["a", "b", "c"]},
        index=pd.Index(IDS, name="OBJID"),
    )
    manifest = Manifest(tmp_path)
    manifest.add(request)
    manifest.fold()
    (tmp_path / "images").mkdir()
    for number, objid in enumerate(IDS[:2]):
        path = f"images/{objid}.jpg"
        (tmp_path / path).write_bytes(picture(number))
        manifest.record(objid, CutoutResult(path, Status.OK, tries=1))
    manifest.close()
    return tmp_path


def test_what_has_come_is_loaded(running: Path) -> None:
    before = {path: path.read_bytes() for path in running.rglob("*") if path.is_file()}
    galaxies = load_galaxies(running)
    assert galaxies.target.tolist() == ["a", "b"]
    assert galaxies.catalog["OBJID"].tolist() == [int(objid) for objid in IDS[:2]]
    assert galaxies.skipped == 1
    assert {path: path.read_bytes() for path in before} == before  # readers write nothing
    assert read_table(running / "manifest.csv")["status"].tolist() == ["ok", "ok", "pending"]


@pytest.mark.parametrize("torn", [b'{"OBJID": "7", "sta', b"\xff\xfe\n", b"[]\n", b"{}\n", b"7\n"])
def test_torn_lines_are_left_out(running: Path, torn: bytes) -> None:
    with (running / "manifest.journal").open("ab") as file:
        file.write(torn)
    assert len(load_galaxies(running).images) == 2


def test_galaxies_that_the_manifest_lacks_are_left_out(running: Path) -> None:
    entry = {"OBJID": "8", **dataclasses.asdict(CutoutResult("images/8.jpg", Status.OK))}
    with (running / "manifest.journal").open("ab") as file:
        file.write(json.dumps(entry).encode() + b"\n")
    assert len(load_galaxies(running).images) == 2


@pytest.mark.parametrize("torn", [b'{"OBJID": "7", "sta\n', b"\xff\xfe\n", b"[]\n"])
def test_what_was_recorded_after_a_torn_line_counts(running: Path, torn: bytes) -> None:
    (running / "images" / "7.jpg").write_bytes(picture(7))
    entry = {"OBJID": "7", **dataclasses.asdict(CutoutResult("images/7.jpg", Status.OK))}
    with (running / "manifest.journal").open("ab") as file:
        file.write(torn + json.dumps(entry).encode() + b"\n")
    assert len(load_galaxies(running).images) == 3


def test_numbers_of_results_are_whole(running: Path) -> None:
    results = Manifest(running).results(pd.Index(IDS))
    assert results["tries"].tolist() == [1, 1, 0]
    assert results[["tries", "bytes"]].dtypes.tolist() == [np.int64] * 2
