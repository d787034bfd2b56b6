"""What came in the place of a table is said: a web page by its first words, a broken archive."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from galaxyzoo_ml.datasets import read_catalog
from galaxyzoo_ml.exceptions import TableError


def test_bytes_that_are_no_text_are_shown_as_such(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_bytes(b"<html>\xff\xfe not\n found")
    with pytest.raises(TableError, match=r"a web page .*begins with '<html>.. not found'"):
        read_catalog(tmp_path / "mine.csv")


def test_a_gzip_file_that_is_cut_in_its_header_is_said_to_be_broken(tmp_path: Path) -> None:
    (tmp_path / "mine.csv.gz").write_bytes(gzip.compress(b"id,ra,dec\n")[:9])
    with pytest.raises(TableError, match="the gzip file is broken"):
        read_catalog(tmp_path / "mine.csv.gz")
