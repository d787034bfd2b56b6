"""Galaxy Zoo 2's pictures in bulk: joined by object id, read from the archive where it lies."""

import io
import tracemalloc
import zipfile

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.datasets import fetch_galaxyzoo2_images, get_data_home
from galaxyzoo_ml.exceptions import DataError, OfflineError, TableError
from tests.datasets.gz1_table import TEXT

IDS = 587722981742084144 + np.arange(12)
KINDS = np.array(["SPIRAL", "ELLIPTICAL", "UNCERTAIN"])


def jpeg(level):
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32), (level, level, level)).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture
def gz2(tmp_path):
    """An archive, a mapping and a catalogue; galaxy i is picture 100 + i, of grey level 20 i."""
    flags = {kind: np.arange(12) % 3 == k for k, kind in enumerate(KINDS)}
    catalog = pd.DataFrame({"OBJID": IDS, **flags})
    mapping = pd.DataFrame({"objid": IDS, "sample": "original", "asset_id": 100 + np.arange(12)})
    twins = mapping.assign(sample="stripe82", asset_id=900)  # an id stands in several samples
    pd.concat([twins, mapping]).to_csv(tmp_path / "mapping.csv", index=False)
    with zipfile.ZipFile(tmp_path / "images.zip", "w") as archive:
        for i in range(10):  # two galaxies have no picture
            archive.writestr(f"images/{100 + i}.jpg", jpeg(20 * i))
            archive.writestr(f"__MACOSX/images/._{100 + i}.jpg", b"litter")
        archive.writestr("../../evil.jpg", b"nobody reads this")
        archive.writestr("images/../100.jpg", b"nor takes it for a picture")
        archive.writestr("images/readme.txt", b"nor this")
    return {
        "catalog": catalog, "mapping": tmp_path / "mapping.csv", "archive": tmp_path / "images.zip",
    }  # fmt: skip


def level_of(image):
    return round(float(np.median(image)) / 20)


def test_pictures_meet_their_labels(gz2, tmp_path):
    galaxies = fetch_galaxyzoo2_images(**gz2, size=16, random_state=0)
    assert galaxies.images.shape == (10, 16, 16, 3)
    for image, row in zip(galaxies.images, galaxies.catalog.itertuples(), strict=True):
        i = int(np.flatnonzero(row.OBJID == IDS)[0])
        assert level_of(image) == i == row.asset_id - 100
        assert row.target == KINDS[i % 3].lower()
    assert galaxies.catalog["OBJID"].dtype == np.int64
    assert "Zenodo" in galaxies.DESCR
    assert not (tmp_path.parent / "evil.jpg").exists()


def test_a_larger_sample_extends_a_smaller_one(gz2):
    few = fetch_galaxyzoo2_images(4, **gz2, size=16, random_state=3)
    many = fetch_galaxyzoo2_images(8, **gz2, size=16, random_state=3)
    assert many.catalog["OBJID"].tolist()[:4] == few.catalog["OBJID"].tolist()
    images, target = fetch_galaxyzoo2_images(4, **gz2, size=16, random_state=3, return_X_y=True)
    np.testing.assert_array_equal(np.asarray(images), np.asarray(few.images))
    assert target.tolist() == few.target.tolist()


def test_a_second_call_decodes_nothing_anew(gz2):
    first = fetch_galaxyzoo2_images(**gz2, size=16)
    stacks = sorted((get_data_home() / "stacks").iterdir())
    again = fetch_galaxyzoo2_images(**gz2, size=16)
    assert again.catalog["OBJID"].tolist() == first.catalog["OBJID"].tolist()
    assert sorted((get_data_home() / "stacks").iterdir()) == stacks


def test_the_catalogue_may_lie_in_a_file(gz2, tmp_path):
    (tmp_path / "table2.csv").write_text(TEXT)
    ids = [int(line.split(",")[0]) for line in TEXT.splitlines()[1:4]]
    mapping = pd.DataFrame({"objid": ids, "sample": "original", "asset_id": [100, 101, 102]})
    mapping.to_csv(tmp_path / "mapping.csv", index=False)
    galaxies = fetch_galaxyzoo2_images(**{**gz2, "catalog": tmp_path / "table2.csv"}, size=16)
    assert sorted(galaxies.catalog["OBJID"]) == sorted(ids)
    assert dict(zip(galaxies.catalog["OBJID"], galaxies.target, strict=True)) == dict(
        zip(ids, ["uncertain", "spiral", "uncertain"], strict=True)
    )


def test_broken_pictures_are_left_out_and_counted(gz2):
    with zipfile.ZipFile(gz2["archive"], "a") as archive:
        archive.writestr("images/110.jpg", b"no picture")
    galaxies = fetch_galaxyzoo2_images(**gz2, size=16, random_state=0)
    assert galaxies.skipped == 1
    assert len(galaxies.catalog) == len(galaxies.images) == 10
    assert 110 not in galaxies.catalog["asset_id"].tolist()


def test_a_bomb_is_skipped_unexploded(gz2):
    with zipfile.ZipFile(gz2["archive"], "a", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("images/110.jpg", "w") as member:
            for _ in range(100):
                member.write(b"\xff\xd8\xff" + bytes(1 << 20))
        small = jpeg(20)
        start = small.index(b"\xff\xc0") + 5  # of the height and the width in the frame header
        huge = small[:start] + (60_000).to_bytes(2) * 2 + small[start + 4 :]
        archive.writestr("images/111.jpg", huge)
    tracemalloc.start()
    galaxies = fetch_galaxyzoo2_images(**gz2, size=16, random_state=0)
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()
    assert galaxies.skipped == 2
    assert len(galaxies.images) == 10


def test_refusals(gz2, tmp_path):
    (tmp_path / "no.zip").write_bytes(b"PK but no archive")
    with pytest.raises(DataError, match="not a ZIP archive"):
        fetch_galaxyzoo2_images(**{**gz2, "archive": tmp_path / "no.zip"})
    (tmp_path / "no.csv").write_text("objid,sample\n1,original\n")
    with pytest.raises(TableError, match="asset_id"):
        fetch_galaxyzoo2_images(**{**gz2, "mapping": tmp_path / "no.csv"})
    with pytest.raises(DataError, match="no galaxy"):
        fetch_galaxyzoo2_images(**{**gz2, "catalog": gz2["catalog"].assign(OBJID=1)})
    with pytest.raises(OfflineError, match=r"images_gz2\.zip"):
        fetch_galaxyzoo2_images(**{**gz2, "archive": None}, download_if_missing=False)


@pytest.mark.parametrize("twin", ["thumbs/103.jpg", "0103.jpg", "images/more/000103.jpg"])
def test_two_pictures_of_one_number_are_refused_by_both_names(gz2, twin):
    with zipfile.ZipFile(gz2["archive"], "a") as archive:
        archive.writestr(twin, jpeg(200))
    with pytest.raises(DataError, match=rf"images/103\.jpg and {twin} are both picture 103"):
        fetch_galaxyzoo2_images(**gz2, size=16)


@pytest.mark.parametrize("name", ["//x", "//x/101.jpg", "///"])
def test_a_member_that_lies_nowhere_is_refused(gz2, name):
    with zipfile.ZipFile(gz2["archive"], "a") as archive:
        archive.writestr(name, b"")
    with pytest.raises(DataError, match="lies nowhere"):
        fetch_galaxyzoo2_images(**gz2, size=16)


def test_the_same_pictures_are_decoded_once(gz2, tmp_path):
    first, again = (fetch_galaxyzoo2_images(**gz2, size=16, data_home=tmp_path) for _ in range(2))
    assert first.images.token == again.images.token
    assert len(list((tmp_path / "stacks").glob("*/*.npy"))) == 1
