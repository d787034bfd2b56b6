"""Whole numbers below 24 are no decimal hours."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

from galaxyzoo_ml.datasets import find_positions
from galaxyzoo_ml.exceptions import DataWarning


def test_whole_right_ascensions_are_no_warning() -> None:
    catalog = pd.DataFrame({"id": [1, 2, 3], "ra": [1.0, 9.0, 17.0], "dec": [0.0, 1.0, 2.0]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert find_positions(catalog)["ra"].tolist() == [1.0, 9.0, 17.0]
    with pytest.warns(DataWarning, match="if they are hours, multiply them by 15"):
        find_positions(catalog.assign(ra=[1.0, 9.5, 17.0]))
