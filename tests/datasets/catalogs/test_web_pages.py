"""A web page in the place of a table is shown by its first words, whatever its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from galaxyzoo_ml.datasets import read_catalog
from galaxyzoo_ml.exceptions import TableError


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(b"<html>\xff\xfe not\n found")
    with pytest.raises(TableError, match=r"a web page .*begins with '<html>.. not found'"):
        read_catalog(tmp_path / "mine.csv")
