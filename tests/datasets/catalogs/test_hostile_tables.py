"""FITS files and VOTables that are damaged, or that lead elsewhere: one error, nothing followed."""

from __future__ import annotations

import random
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from galaxyzoo_ml.datasets import find_positions, read_catalog
from galaxyzoo_ml.exceptions import TableError

Table = pytest.importorskip("astropy.table").Table


def whole(tmp_path: Path, kind: str) -> bytes:
    table = Table({"OBJID": [1, 2, 3], "name": ["a", "b", "c"], "ra": [0.5, 1.5, 2.5]})
    table["dec"] = ["-10d30m", "+1:02:03.4", "2.5d"]
    table["ra"].unit = "deg"
    table.write(tmp_path / "whole", format=kind)
    return (tmp_path / "whole").read_bytes()


def damaged(content: bytes, chance: random.Random) -> bytes:
    body = bytearray(content)
    for _ in range(chance.choice([1, 2, 8])):
        place = chance.randrange(max(len(body), 1))
        change = chance.randrange(4)
        if change == 0:
            body[place : place + 1] = bytes([chance.randrange(256)])
        elif change == 1:
            del body[place : place + chance.choice([1, 8, 80])]
        elif change == 2:
            body[place:place] = body[place : place + chance.choice([1, 8, 80])]
        else:
            body[place : place + 1] = str(chance.choice([-1, 0, 7, 99])).encode()
    return bytes(body)


@pytest.mark.parametrize(
    "kind", ["fits", "votable", "parquet", "ascii.ecsv", "ascii.ipac", "ascii.mrt", "ascii.csv"]
)
@pytest.mark.filterwarnings("ignore::galaxyzoo_ml.exceptions.DataWarning")
def test_damage_is_one_error(tmp_path: Path, kind: str) -> None:
    content, chance = whole(tmp_path, kind), random.Random(0)
    path, said = tmp_path / "mine", list[str]()
    for _ in range(150):
        path.write_bytes(damaged(content, chance))
        try:
            find_positions(read_catalog(path))
        except TableError as error:
            said.append(str(error))
    assert len(said) > 10
    assert not any("\n" in message for message in said)


VOTABLE = """<?xml version="1.0"?>{doctype}
<VOTABLE version="1.4"><RESOURCE><TABLE>
<FIELD name="id" datatype="int"/>
<DATA><BINARY><STREAM {stream}>{data}</STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>"""
FOUR_BYTES = "AAAABw=="


def test_data_in_the_table_are_read(tmp_path: Path) -> None:
    text = VOTABLE.format(doctype="", stream='encoding="base64"', data=FOUR_BYTES)
    (tmp_path / "mine.vot").write_text(text)
    assert read_catalog(tmp_path / "mine.vot")["id"].tolist() == [7]


def test_a_local_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\0\0\0\7")
    for start in ("file://", ""):
        text = VOTABLE.format(doctype="", stream=f'href="{start}{tmp_path}/secret"', data="")
        (tmp_path / "mine.vot").write_text(text)
        with pytest.raises(TableError, match=r"secret.*is not followed"):
            read_catalog(tmp_path / "mine.vot")


def test_the_network_is_not_asked(tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/data"
            text = VOTABLE.format(doctype="", stream=f'href="{url}"', data="")
            (tmp_path / "mine.vot").write_text(text)
            with pytest.raises(TableError, match="is not followed"):
                read_catalog(tmp_path / "mine.vot")
        finally:
            server.shutdown()
            thread.join()
    assert asked == []


@pytest.mark.parametrize(
    "entity", ['<!ENTITY x SYSTEM "file:///etc/hostname">', '<!ENTITY x "AAAABw==">']
)
def test_entities_are_refused(tmp_path: Path, entity: str) -> None:
    text = VOTABLE.format(
        doctype=f"<!DOCTYPE VOTABLE [{entity}]>", stream='encoding="base64"', data="&x;"
    )
    (tmp_path / "mine.vot").write_text(text)
    with pytest.raises(TableError, match="declares the entity 'x'"):
        read_catalog(tmp_path / "mine.vot")
