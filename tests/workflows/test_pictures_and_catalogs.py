"""Pictures and catalogues, asked about from Python."""

import math

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.exceptions import BrokenImageError, DataError, TableError
from galaxyzoo_ml.images.files import _decoding_pool
from galaxyzoo_ml.neural_network import TableNetClassifier
from galaxyzoo_ml.persistence import load_pretrained, pretrained_file
from galaxyzoo_ml.workflows import (
    PicturesInterrupted,
    classify_catalog,
    describe_installation,
    embed_pictures,
    find_fields,
    find_pictures,
    predict_pictures,
)
from tests.datasets.cutout_server import CutoutServer, catalog_of

N = 4


@pytest.fixture(scope="module")
def model():
    return load_pretrained("gz1")


@pytest.fixture(scope="module")
def galaxies():
    return make_galaxies(N, size=68, random_state=0)


@pytest.fixture
def folder(galaxies, tmp_path):
    (tmp_path / "pictures").mkdir()
    for i, pixels in enumerate(galaxies.images):
        Image.fromarray(pixels).save(tmp_path / "pictures" / f"{i}.png")
    return tmp_path / "pictures"


def test_pictures_are_predicted(folder, galaxies, model, capfd):
    (folder / "9.png").write_bytes(b"nothing")
    expected = model.predict_proba(galaxies.images)
    for asked in (folder, str(folder), [folder / f"{i}.png" for i in (0, 1, 2, 3, 9)]):
        found = predict_pictures(asked, model)
        np.testing.assert_allclose(found.values, expected, atol=1e-6)
        assert found.table["OBJID"].tolist() == ["0", "1", "2", "3"]
        assert next(iter(found.table)) == "OBJID"
        (reason,) = found.broken
        assert "9.png" in reason
    assert capfd.readouterr() == ("", "")


def test_only_what_is_sure_is_named(folder, model):
    top = model.predict_proba(make_galaxies(N, size=68, random_state=0).images).max(axis=1)
    threshold = float(np.sort(top)[1:3].mean())
    found = predict_pictures(folder, model, abstain=threshold)
    assert found.table["abstained"].tolist() == (top < threshold).astype(int).tolist()
    assert (found.table["predicted"].isna() == (top < threshold)).all()
    assert predict_pictures(folder, model, abstain=math.inf).table["abstained"].all()
    with pytest.raises(DataError, match="from the file of a model"):
        predict_pictures(folder, model, abstain=True)
    with pytest.raises(DataError, match="trained without --abstain"):
        predict_pictures(folder, pretrained_file("gz1"), abstain=True)


def test_pictures_are_embedded(folder, galaxies, model):
    found = embed_pictures(folder, model)
    np.testing.assert_allclose(found.values, model.transform(galaxies.images), atol=1e-5)
    assert list(found.table) == ["OBJID", *[f"f{i}" for i in range(found.values.shape[1])], "path"]


def test_what_holds_no_pictures(folder, tmp_path, model):
    (tmp_path / "t.csv").write_text("OBJID,path,status\n7,pictures/0.png,ok\n8,no.png,failed\n")
    found = find_pictures([tmp_path / "t.csv", folder / "1.png"])
    assert found.names == ["7", "1"]
    assert [path.name for path in found.files] == ["0.png", "1.png"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="there are no pictures in"):
        find_pictures(tmp_path / "empty")
    (tmp_path / "empty" / "a.png").write_bytes(b"")
    with pytest.raises(BrokenImageError):
        predict_pictures(tmp_path / "empty", model)
    table_net = TableNetClassifier(max_epochs=1).fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(DataError, match="TableNetClassifier: this model takes tables"):
        predict_pictures(folder, table_net)


def test_a_catalogue_is_classified(tmp_path, model, capfd):
    catalog = catalog_of(N).drop(columns="target").assign(radius=[1.0, 2.0, 3.0, 4.0], status="new")
    catalog.index = list("abcd")
    with CutoutServer() as server:
        asked = {"folder": tmp_path, "url": server.url, "size": 68, "rate": None}
        server.faults = {1: ["404"] * 9}
        result = classify_catalog(catalog, model, radius_column="radius", **asked)
        n_asked = len(server.numbers)
        server.faults = {}
        again = classify_catalog(catalog, model, radius_column="radius", **asked)
        assert len(server.numbers) == n_asked + 1
    assert capfd.readouterr() == ("", "")
    assert not result.is_complete
    assert again.is_complete
    assert result.rows.tolist() == [0, 2, 3]
    assert result.table["galaxyzoo_status"].tolist() == ["ok", "failed", "ok", "ok"]
    assert set(result.table["status"]) == {"new"}
    assert result.table["galaxyzoo_predicted"].isna().tolist() == [False, True, False, False]
    np.testing.assert_allclose(result.manifest["scale"], catalog["radius"] * 5.1 / 68, rtol=1e-5)
    assert "&scale=0.225&" in result.manifest["url"][2]  # 3 * 5.1 / 68
    votes = result.table[[f"galaxyzoo_p_{label}" for label in result.labels]].to_numpy()
    np.testing.assert_allclose(votes[result.rows], result.shares)
    assert sorted(again.gallery_rows()) == [0, 1, 2, 3]
    assert again.plot_gallery().axes


def test_nothing_came(tmp_path, model):
    with CutoutServer() as server:
        server.always = "404"
        result = classify_catalog(
            catalog_of(2), model, folder=tmp_path, url=server.url, size=68, rate=None
        )
    assert result.table["predicted"].isna().all()
    assert result.plot_gallery() is None


def test_fields_that_cannot_be_found():
    catalog = pd.DataFrame({"id": [1], "ra": [200.0], "dec": [3.0], "r": [-9999]})
    assert "scale" not in find_fields(catalog)
    with pytest.raises(TableError, match="r = -9999 is no radius"):
        find_fields(catalog, radius_column="r")
    with pytest.raises(TableError, match="no column 'radius'; there are id, ra, dec, r"):
        find_fields(catalog, radius_column="radius")


def test_what_is_installed(tmp_path, monkeypatch):
    monkeypatch.setenv("GALAXYZOO_ML_DATA", str(tmp_path))
    (tmp_path / "stacks").mkdir()
    (tmp_path / "stacks" / "one.npy").write_bytes(b"12345")
    found = describe_installation()
    assert found["versions"].keys() >= {"galaxyzoo-ml", "torch", "python"}
    assert found["cached"] == {"stacks": {"files": 1, "bytes": 5}}
    assert found["devices"][0] == "cpu"


def test_an_interrupt_keeps_the_blocks_before(folder, model, monkeypatch):
    monkeypatch.setattr(_decoding_pool, "_BLOCK", 1)
    n_asked = 0

    class Interrupted:
        """A model at which somebody presses Ctrl-C."""

        def __getattr__(self, name):
            return getattr(model, name)

        def predict_proba(self, images):
            nonlocal n_asked
            n_asked += len(images)
            if n_asked == 3:
                raise KeyboardInterrupt
            return model.predict_proba(images)

    with pytest.raises(PicturesInterrupted) as caught:
        predict_pictures(folder, Interrupted())
    assert caught.value.so_far.table["OBJID"].tolist() == ["0", "1"]
    assert n_asked == 3
