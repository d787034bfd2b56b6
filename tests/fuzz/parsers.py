"""Every parser as a function of bytes, with a whole input to begin with.

A parser takes a folder to write into and the bytes. It reads them, or raises what its documentation
says; whatever else comes out is a fault.
"""

from __future__ import annotations

import io
import json
import math
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from galaxyzoo_ml.datasets import read_catalog, sexagesimal_to_degrees
from galaxyzoo_ml.datasets.folder._manifest import RESULT_COLUMNS, CutoutResult, Manifest
from galaxyzoo_ml.datasets.folder._read_table import read_folder_table
from galaxyzoo_ml.datasets.network._retry_after import retry_after_seconds
from galaxyzoo_ml.exceptions import ModelFileError, TableError
from galaxyzoo_ml.images.files._whole_picture import UndecodableError, whole_picture

__all__ = ["PARSERS", "Parser"]

_ID = "587722952767439450"


@dataclass(frozen=True)
class Parser:
    """A parser, and what it reads.

    Parameters
    ----------
    parse : callable
        Of a folder and of bytes.
    refusal : type of Exception
        What its documentation says that it raises.
    whole : callable
        Makes an input that is right.
    words : tuple of bytes
        What an input is made of, and what has surprised parsers before.
    """

    parse: Callable[[Path, bytes], None]
    refusal: type[Exception]
    whole: Callable[[], bytes]
    words: tuple[bytes, ...]

    def read(self, content: bytes) -> None:
        """Parse, and let nothing pass but a refusal."""
        # A remark of Pillow or pandas is no fault: users see it, and a result.
        with TemporaryDirectory() as folder, warnings.catch_warnings(), suppress(self.refusal):
            warnings.simplefilter("ignore")
            self.parse(Path(folder), content)


def _read_coordinates(unit: str, folder: Path, content: bytes) -> None:
    texts = content.decode("utf-8", "replace").split("\n")
    degrees = sexagesimal_to_degrees(texts, unit)
    low, high = (0, 360) if unit == "hours" else (-90, 90)
    assert degrees.shape == (len(texts),)
    assert ((degrees >= low) & (degrees <= high)).all()


def _read_catalog(folder: Path, content: bytes) -> None:
    (folder / "catalog.csv").write_bytes(content)
    assert len(read_catalog(folder / "catalog.csv")) > 0


def _read_folder(name: str, folder: Path, content: bytes) -> None:
    (folder / name).write_bytes(content)
    table = read_folder_table(folder)
    assert len(table) > 0
    assert table["OBJID"].is_unique


def _read_manifest(folder: Path, content: bytes) -> None:
    """Read a manifest and the journal that follows it after a NUL."""
    table, _, journal = content.partition(b"\0")
    (folder / "manifest.csv").write_bytes(table)
    (folder / "manifest.journal").write_bytes(journal)
    manifest = Manifest(folder)
    manifest.fold()
    assert Manifest(folder).table.equals(manifest.table)


def _read_retry_after(folder: Path, content: bytes) -> None:
    seconds = retry_after_seconds(content.decode("latin-1"))
    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))


def _read_model(folder: Path, content: bytes) -> None:
    from galaxyzoo_ml.persistence import load_model

    (folder / "model.safetensors").write_bytes(content)
    load_model(folder / "model.safetensors")


def _read_picture(folder: Path, content: bytes) -> None:
    assert whole_picture(content).mode == "RGB"


class Never(Exception):  # noqa: N818
    """What a parser raises that refuses nothing."""


def _right_ascension() -> bytes:
    return b"12:34:56.7"


def _declination() -> bytes:
    return b"-07:30:00\n+12 34 56.7"


def _date() -> bytes:
    return b"Wed, 21 Oct 2015 07:28:00 GMT"


def _catalog() -> bytes:
    return b"OBJID,RA,DEC,P_EL\n587722952767439450,12:03:04.5,-01:02:03.4,0.5\n"


def _labels() -> bytes:
    return b"OBJID,target,path\n587722952767439450,spiral,a.jpg\n12,elliptical,\n"


def _training_data() -> bytes:
    return b"[[587722952767439450, 1, 0, 0], [587722952767439451, 0, 1, 0]]"


def _manifest() -> bytes:
    header = ",".join(["OBJID", "ra", "dec", *RESULT_COLUMNS])
    row = ",".join([_ID, "1.5", "-2", "", "pending", "", "0", "", "0", "", "", ""])
    entry = {"OBJID": _ID, **vars(CutoutResult(path="images/a.jpg", status="ok", tries=1))}
    return f"{header}\n{row}\n\0{json.dumps(entry)}\n".encode()


@cache
def _model() -> bytes:
    from galaxyzoo_ml.neural_network import TableNetClassifier
    from galaxyzoo_ml.persistence import save_model

    X, y = np.array([[0.0, 1], [1, 0], [0, 2], [2, 0]]), np.array(["a", "b", "a", "b"])
    net = TableNetClassifier(max_epochs=1, random_state=0).fit(X, y)
    with TemporaryDirectory() as folder:
        save_model(net, Path(folder) / "model.safetensors")
        return (Path(folder) / "model.safetensors").read_bytes()


def _picture() -> bytes:
    buffer = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG")
    return buffer.getvalue()


_CELLS = (
    b",", b"\n", b"\r\n", b'"', b";", b"\t", b"|", b"OBJID", b"nan", b"1e400", b"5.87e+17", b"-1",
    b"9223372036854775808", b"\xff", b"\xef\xbb\xbf", b"\0", b"#Table1\n", b"path", b"../a.jpg",
    b"\x1f\x8b", b"SIMPLE  =", b"<VOTABLE", b"\xd9\xa1",
)  # fmt: skip
_ANGLES = (
    b":", b" ", b".", b"-", b"+", b"60", b"59.999", b"90", b"24", b"\n", b"\0",
    b"\xe2\x88\x92", b"\xd9\xa1",  # a minus, and a digit, of Unicode
)  # fmt: skip
_LITERALS = (
    b"[", b"]", b",", b"(", b"{", b"1e999", b"-1", b"None", b"'a'", b"1j", b"9" * 5000, b"\0",
    b"\xff", b"[[", b"...", b"nan", b"True",
)  # fmt: skip
_JSON = (b"{", b"}", b"null", b"[]", b'"status": "ok"', b'"OBJID": []', b"1e999", b"-1")
_DATES = (b"1e999", b"-1", b"nan", b"_", b"0x1", b"99999", b"-0000", b"+9999", b",", b":", b" ")

PARSERS: dict[str, Parser] = {
    "hours": Parser(partial(_read_coordinates, "hours"), ValueError, _right_ascension, _ANGLES),
    "degrees": Parser(partial(_read_coordinates, "degrees"), ValueError, _declination, _ANGLES),
    "catalog": Parser(_read_catalog, TableError, _catalog, _CELLS),
    "labels": Parser(partial(_read_folder, "labels.csv"), TableError, _labels, _CELLS),
    "training_data": Parser(
        partial(_read_folder, "training_data.txt"), TableError, _training_data, _LITERALS
    ),
    "manifest": Parser(_read_manifest, TableError, _manifest, _CELLS + _JSON),
    "retry_after": Parser(_read_retry_after, Never, _date, _DATES),
    "model": Parser(_read_model, ModelFileError, _model, (*_JSON, b"\xff" * 8, b'"')),
    "picture": Parser(
        _read_picture, UndecodableError, _picture, (b"\xff\xd8", b"\xff\xd9", b"\x89PNG")
    ),
}
