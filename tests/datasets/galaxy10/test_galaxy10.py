"""Galaxy10: one HDF5 file, verified, its pixels mapped from a copy."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from galaxyzoo_ml.datasets import fetch_galaxy10_sdss
from galaxyzoo_ml.datasets.downloads._remote_file import RemoteFile
from galaxyzoo_ml.datasets.galaxy10 import _fetch_galaxy10 as _galaxy10
from galaxyzoo_ml.exceptions import DataError, OfflineError

h5py = pytest.importorskip("h5py")


@pytest.fixture
def small(tmp_path):
    """A set of 30 images that lies in the cache with its right checksum."""
    path = tmp_path / "galaxy10" / "small.h5"
    path.parent.mkdir()
    rng = np.random.default_rng(0)
    with h5py.File(path, "w") as file:
        file["images"] = rng.integers(0, 256, (30, 9, 9, 3), dtype=np.uint8)
        file["ans"] = (np.arange(30) % 10).astype(np.uint8)
        file["ra"] = np.linspace(0, 360, 30)
    return published(path)


def published(path):
    checksum = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    remote = RemoteFile(path.name, ("http://127.0.0.1:9/small.h5",), checksum)
    return replace(_galaxy10._DECALS, remote=remote)


def test_images_labels_and_columns(small, tmp_path):
    galaxies = _galaxy10._load(small, tmp_path, True, False, False)
    with h5py.File(tmp_path / "galaxy10" / "small.h5") as file:
        np.testing.assert_array_equal(np.asarray(galaxies.images), file["images"][:])
    assert isinstance(galaxies.images.base, np.memmap)
    assert galaxies.target[:2].tolist() == ["disturbed", "merging"]
    assert list(galaxies.catalog) == ["class", "ra", "target"]
    assert galaxies.DESCR.startswith("Galaxy10 DECaLS")
    images, target = _galaxy10._load(
        small, tmp_path, False, True, False
    )  # the second time from the copy
    assert len(images) == len(target) == 30


def test_a_damaged_file_is_not_used(small, tmp_path):
    path = tmp_path / "galaxy10" / "small.h5"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(OfflineError, match="damaged"):
        _galaxy10._load(small, tmp_path, False, False, False)
    with pytest.raises(DataError, match="not a file of Galaxy10"):
        _galaxy10._load(published(path), tmp_path, True, False, False)


def test_nothing_is_asked_for_when_that_is_forbidden(tmp_path):
    with pytest.raises(OfflineError, match=r"Galaxy10\.h5"):
        fetch_galaxy10_sdss(data_home=tmp_path, download_if_missing=False)
