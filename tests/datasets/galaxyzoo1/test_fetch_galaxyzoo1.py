"""Galaxies of Galaxy Zoo 1: the catalogue as a table, or by where it lies."""

import numpy as np
import pandas as pd
import pytest

from galaxyzoo_ml.datasets import fetch_galaxyzoo1, fetch_galaxyzoo1_catalog
from tests.datasets.cutout_server import CutoutServer
from tests.datasets.gz1_table import TEXT


@pytest.fixture
def server():
    with CutoutServer() as running:
        yield running


def test_a_table_is_as_good_as_its_file(server, tmp_path):
    path = tmp_path / "table2.csv"
    path.write_text(TEXT)
    table = fetch_galaxyzoo1_catalog(source=path, labels=None)
    before = table.copy()
    by_path, by_table = (
        fetch_galaxyzoo1(5, catalog=catalog, url=server.url, size=64, rate=None)
        for catalog in (path, table)
    )
    pd.testing.assert_frame_equal(by_table.catalog, by_path.catalog)
    np.testing.assert_array_equal(np.asarray(by_table.images), np.asarray(by_path.images))
    pd.testing.assert_frame_equal(table, before)  # it stays the caller's
    assert len(server.numbers) == 5
