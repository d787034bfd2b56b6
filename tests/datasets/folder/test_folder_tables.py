"""Tables beside pictures: ids are never rounded, paths never leave, nothing is executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from galaxyzoo_ml.datasets import load_galaxies
from galaxyzoo_ml.datasets.folder._read_table import read_folder_table
from galaxyzoo_ml.exceptions import TableError

ID = 587722981742084144


def write(folder: Path, text: str | bytes, name: str = "labels.csv") -> Path:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("objid", [1, 2**53 + 1, ID, 1237648720693755918, 2**63 - 1])
@pytest.mark.parametrize("space", ["", " "])
def test_whole_numbers_are_ids_to_the_last_digit(tmp_path: Path, objid: int, space: str) -> None:
    table = read_folder_table(write(tmp_path, f"OBJID,target\n{space}{objid},a\n"))
    assert table["OBJID"].dtype == "int64"
    assert table["OBJID"].tolist() == [objid]
    assert table["path"].tolist() == [f"images/{objid}.jpg"]


@given(objid=st.integers(0, 2**63 - 1))
def test_any_id_survives_the_way_through_a_file(
    tmp_path_factory: pytest.TempPathFactory, objid: int
) -> None:
    folder = write(tmp_path_factory.mktemp("table"), f"OBJID,target\n{objid},a\n")
    assert read_folder_table(folder)["OBJID"].tolist() == [objid]


@pytest.mark.parametrize("ids", [["J0001", "J0002"], ["7", "x"], ["-5", "6"], [f"{2**63}", "1"]])
def test_other_ids_are_names(tmp_path: Path, ids: list[str]) -> None:
    rows = "".join(f"{i},a\n" for i in ids)
    table = read_folder_table(write(tmp_path, f"OBJID,target\n{rows}"))
    assert table["OBJID"].tolist() == ids
    assert table["path"].tolist() == [f"images/{i}.jpg" for i in ids]


def test_pictures_are_named_as_the_id_is_written(tmp_path: Path) -> None:
    table = read_folder_table(write(tmp_path, "name,target\n007,a\n008,b\n"), "name")
    assert table["path"].tolist() == ["images/007.jpg", "images/008.jpg"]


@pytest.mark.parametrize(
    "bad", ["5.87722981742084e+17", "5.87E17", "5877E14", "587722981742084144.0", "1."]
)
@pytest.mark.parametrize("others", [f"{ID},a\n", "name,a\n"])
def test_ids_that_a_spreadsheet_rounded_are_refused(tmp_path: Path, bad: str, others: str) -> None:
    folder = write(tmp_path, f"OBJID,target\n{others}{bad},a\n")
    with pytest.raises(TableError, match=r"row 3: OBJID .* was rounded, probably by a spreadsheet"):
        load_galaxies(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("OBJID,target\n1,a\n,b\n", "row 3 has no OBJID"),
        ("OBJID,target\n1,a\n 1,b\n", r"OBJID 1 stands twice \(again in row 3\)"),
        ("OBJID,target,path\n1,a,x.jpg\n1,b,y.jpg\n", "stands twice"),
        ("OBJID,target\na,x\na,y\n", "OBJID a stands twice"),
        ("id,target\n1,a\n", "no column 'OBJID'; there are id, target"),
        ("OBJID,target\n", "no rows"),
        ("", "not a table"),
        ("OBJID,target\n1,a\n1,2,3,4\n", "not a table"),
        (b"OBJID,target\n1,\xff\xfe\n", "not a table"),
    ],
)
@pytest.mark.parametrize("name", ["labels.csv", "manifest.csv"])
def test_tables_that_name_no_galaxies_are_refused_in_one_line(
    tmp_path: Path, text: str | bytes, message: str, name: str
) -> None:
    with pytest.raises(TableError, match=message) as caught:
        load_galaxies(write(tmp_path, text, name))
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "../secret.jpg",
        "images/../../secret.jpg",
        "/etc/passwd",
        "//server/share.jpg",
        "C:\\x.jpg",
        "c:x.jpg",
        "..\\secret.jpg",
        "images\\..\\..\\x.jpg",
        "\\\\server\\share\\x.jpg",
        "\\x.jpg",
        "..",
    ],
)
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(TableError, match="leaves the folder"):
        load_galaxies(write(tmp_path, f"OBJID,target,path\n1,a,{path}\n"))


@pytest.mark.parametrize("name", ["../../secret", "a/../../../b", "..\\..\\secret"])
def test_ids_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match="leaves the folder"):
        load_galaxies(write(tmp_path, f"OBJID,target\n{name},a\n"))


@pytest.mark.parametrize("path", ["a..b.jpg", "images/..x.jpg", "./x.jpg", "a/b/c.jpg"])
def test_other_paths_stay(tmp_path: Path, path: str) -> None:
    table = read_folder_table(write(tmp_path, f"OBJID,target,path\n1,a,{path}\n"))
    assert table["path"].tolist() == [path]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('pathlib').Path('{ran}').touch()",
        "[[__import__('pathlib').Path('{ran}').touch(), 1, 0, 0]]",
        "[[(lambda: open('{ran}', 'w'))(), 1, 0, 0]]",
        "[[x, 1, 0, 0] for x in [open('{ran}', 'w')]]",
    ],
)
def test_code_in_the_courses_file_is_not_executed(tmp_path: Path, text: str) -> None:
    ran = tmp_path / "ran"
    with pytest.raises(TableError, match=r"training_data\.txt: not a list of \[OBJID, spiral"):
        load_galaxies(write(tmp_path, text.format(ran=ran), "training_data.txt"))
    assert not ran.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "the list is empty"),
        ("", "not a list"),
        ("7", "not a list"),
        ("[[1, 1, 0]]", "not a list"),
        ("[[1, 1, 0, 0], [2]]", "not a list"),
        ("[['x', 1, 0, 0]]", "not a list"),
        ("[[1, 1, 0, 0]", "not a list"),
        ("(" * 5_000, "not a list"),
        (f"[[{10**30}, 1, 0, 0]]", "not a list"),
        ("[[1e999, 1, 0, 0]]", "not a list"),
        ("[[5.87722981742084e+17, 1, 0, 0]]", "not a list"),
        ("[[1, 1, 0, 0], [2, 1, 1, 0]]", r"entry 2 has not exactly one class: \[2, 1, 1, 0\]"),
        ("[[1, 0, 0, 0]]", "entry 1 has not"),
        ("[[1, 2, -1, 0]]", "entry 1 has not"),
        ("[[1, 1, 0, 0], [1, 0, 1, 0]]", "OBJID 1 stands twice"),
    ],
)
def test_course_files_that_are_no_list_of_galaxies_are_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(TableError, match=message) as caught:
        load_galaxies(write(tmp_path, text, "training_data.txt"))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("row", [[ID, 0, 1, 0], [str(ID), "0", "1", "0"], (ID, 0.0, 1.0, 0.0)])
def test_the_courses_rows_may_be_written_in_any_way(tmp_path: Path, row: object) -> None:
    table = read_folder_table(write(tmp_path, f"\n [{row!r},]\n", "training_data.txt"))
    assert table[["OBJID", "target", "path"]].values.tolist() == [[ID, "elliptical", f"{ID}.jpg"]]
