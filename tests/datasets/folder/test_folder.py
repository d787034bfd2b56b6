"""Galaxies from a folder: what `load_galaxies` promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.model_selection import train_test_split

from galaxyzoo_ml.datasets import get_data_home, load_galaxies
from galaxyzoo_ml.exceptions import (
    BrokenImageError,
    DataError,
    FolderNotFoundError,
    ImageSizeError,
    TableError,
)
from galaxyzoo_ml.images import ImageArray

IDS = [587722981742084144 + i for i in range(8)]  # beyond 2**53: no float holds them
LABELS = ["spiral", "elliptical", "uncertain", "elliptical"] * 2
Table = Mapping[str, Sequence[Any]]
Make = Callable[..., Path]


def write_picture(path: Path, level: int, side: int = 16) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (side, side), (level, level, level)).save(path, quality=95)


def level_of(image: Any) -> int:
    """Return which picture this is: JPEG keeps an even grey."""
    return int(np.median(image)) // 10


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write a folder of eight galaxies; number i is of grey level 10 i + 5."""

    def write(
        table: Table | None = None, name: str = "labels.csv", where: str = "images/{}.jpg"
    ) -> Path:
        folder = tmp_path / "galaxies"
        for i, objid in enumerate(IDS):
            write_picture(folder / where.format(objid), 10 * i + 5)
        columns = {"OBJID": IDS, "target": LABELS} if table is None else table
        pd.DataFrame(columns).to_csv(folder / name, index=False)
        return folder

    return write


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Write the course's layout."""
    classes = ("spiral", "elliptical", "uncertain")
    rows = [[i, *(int(c == label) for c in classes)] for i, label in zip(IDS, LABELS, strict=True)]
    for i, objid in enumerate(IDS):
        write_picture(tmp_path / "course" / f"{objid}.jpg", 10 * i + 5)
    (tmp_path / "course" / "training_data.txt").write_text(f"{rows}\n")
    return tmp_path / "course"


@pytest.fixture(params=["labels.csv", "manifest.csv", "course"])
def any_layout(request: pytest.FixtureRequest, make: Make) -> Path:
    if request.param == "course":
        return request.getfixturevalue("course")  # type: ignore[no-any-return]
    return make(name=request.param)


def test_every_layout_gives_the_same_bunch(any_layout: Path) -> None:
    galaxies = load_galaxies(any_layout)
    assert isinstance(galaxies.images, ImageArray)
    assert galaxies.images.shape == (8, 16, 16, 3)
    assert galaxies.images.dtype == np.uint8
    assert isinstance(galaxies.images.base, np.memmap)
    assert galaxies.target.dtype.kind == "U"
    assert galaxies.target.tolist() == LABELS
    assert galaxies.target_names.tolist() == ["elliptical", "spiral", "uncertain"]
    assert galaxies.catalog["OBJID"].dtype == np.int64
    assert galaxies.catalog["OBJID"].tolist() == IDS
    assert (galaxies.skipped, galaxies.unlabelled) == (0, 0)
    assert "8 galaxies" in galaxies.DESCR
    assert [level_of(image) for image in galaxies.images] == list(range(8))


def test_sources_find_galaxies_again(any_layout: Path) -> None:
    galaxies = load_galaxies(any_layout)
    _, X_test, _, y_test = train_test_split(galaxies.images, galaxies.target, random_state=0)
    rows = galaxies.catalog.iloc[X_test.sources]
    assert rows["target"].tolist() == y_test.tolist()
    assert [IDS[level_of(image)] for image in X_test] == rows["OBJID"].tolist()


def test_images_and_target_alone(any_layout: Path) -> None:
    X, y = load_galaxies(str(any_layout), return_X_y=True)
    assert (len(X), y.tolist()) == (8, LABELS)


def test_pictures_are_decoded_into_the_cache_once(make: Make, tmp_path: Path) -> None:
    folder = make()
    before = {path.name for path in folder.rglob("*")}
    first = load_galaxies(folder, data_home=tmp_path / "here")
    again = load_galaxies(folder, data_home=tmp_path / "here")
    assert first.images.token == again.images.token
    assert len(list((tmp_path / "here" / "stacks").glob("*/*.npy"))) == 1
    assert {path.name for path in folder.rglob("*")} == before
    assert not get_data_home().exists()
    load_galaxies(folder)
    assert (get_data_home() / "README.galaxyzoo-ml.txt").is_file()


def test_a_manifest_wins_over_labels(make: Make) -> None:
    make({"OBJID": IDS, "target": ["wrong"] * 8})
    assert load_galaxies(make(name="manifest.csv")).target.tolist() == LABELS


def test_a_path_wins_over_the_default_place(make: Make) -> None:
    paths = [None, *(f"deeper/{i}.jpg" for i in IDS[1:])]
    folder = make({"OBJID": IDS, "target": LABELS, "path": paths}, where="deeper/{}.jpg")
    write_picture(folder / "images" / f"{IDS[0]}.jpg", 200)
    levels = [level_of(image) for image in load_galaxies(folder).images]
    assert levels == [20, *range(1, 8)]


def test_a_path_may_look_like_a_number(make: Make) -> None:
    folder = make({"OBJID": IDS[:2], "target": LABELS[:2], "path": ["001", "002"]})
    for name in ("001", "002"):
        (folder / name).write_bytes((folder / "images" / f"{IDS[0]}.jpg").read_bytes())
    assert len(load_galaxies(folder).images) == 2


def test_rows_of_another_status_are_left_out_and_counted(make: Make) -> None:
    status = ["ok", "failed", "ok", "missing", "ok", None, "ok", "ok"]
    table = {"OBJID": IDS, "target": LABELS, "status": status}
    folder = make(table, "manifest.csv")
    (folder / "images" / f"{IDS[1]}.jpg").unlink()  # as a failed download leaves it
    galaxies = load_galaxies(folder)
    kept = [0, 2, 4, 6, 7]
    assert galaxies.skipped == 3
    assert galaxies.catalog.index.tolist() == list(range(5))
    assert galaxies.catalog["OBJID"].tolist() == [IDS[i] for i in kept]
    assert [level_of(image) for image in galaxies.images] == kept


def test_rows_without_a_label_are_left_out_and_counted(make: Make) -> None:
    folder = make({"OBJID": IDS, "target": [None, *LABELS[1:7], ""]})
    (folder / "images" / f"{IDS[0]}.jpg").unlink()
    galaxies = load_galaxies(folder)
    assert (galaxies.unlabelled, galaxies.skipped) == (2, 0)
    assert galaxies.target.tolist() == LABELS[1:7]
    assert [level_of(image) for image in galaxies.images] == [*range(1, 7)]


@pytest.mark.parametrize("damage", ["missing", "truncated", "a page"])
def test_a_picture_that_should_be_good_and_is_not_is_an_error(make: Make, damage: str) -> None:
    folder = make()
    picture = folder / "images" / f"{IDS[3]}.jpg"
    content = {"truncated": picture.read_bytes()[:200], "a page": b"<html>404</html>"}
    picture.unlink()
    if damage in content:
        picture.write_bytes(content[damage])
    with pytest.raises(BrokenImageError, match=rf"{IDS[3]}\.jpg: .*on_error='skip'"):
        load_galaxies(folder)
    galaxies = load_galaxies(folder, on_error="skip")
    kept = [0, 1, 2, 4, 5, 6, 7]
    assert galaxies.skipped == 1
    assert galaxies.target.tolist() == [LABELS[i] for i in kept]
    assert galaxies.catalog["OBJID"].tolist() == [IDS[i] for i in kept]
    assert [level_of(image) for image in galaxies.images] == kept


def test_pictures_of_another_size_need_a_size(make: Make) -> None:
    folder = make()
    write_picture(folder / "images" / f"{IDS[5]}.jpg", 50, side=30)
    with pytest.raises(ImageSizeError, match="give size="):
        load_galaxies(folder)
    assert load_galaxies(folder, size=8).images.shape == (8, 8, 8, 3)
    assert load_galaxies(folder, crop=10).images.shape == (8, 10, 10, 3)


def test_a_list_of_columns_is_a_target_of_numbers(make: Make) -> None:
    p = np.linspace(0, 1, 8)
    folder = make({"OBJID": IDS, "P_EL": p, "P_CS": 1 - p, "NVOTE": [*range(7), None]})
    galaxies = load_galaxies(folder, ["P_EL", "P_CS"])
    assert galaxies.target.dtype == np.float64
    np.testing.assert_allclose(galaxies.target, np.column_stack([p, 1 - p]))
    assert galaxies.target_names.tolist() == ["P_EL", "P_CS"]
    one = load_galaxies(folder, ["NVOTE"])
    assert one.target.shape == (7, 1)
    assert one.unlabelled == 1


def test_whole_numbers_are_labels(make: Make) -> None:
    folder = make({"OBJID": IDS, "k": [0, 1] * 4})
    assert load_galaxies(folder, "k").target.tolist() == ["0", "1"] * 4


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("P_EL", r"'P_EL' holds fractions.*\['P_EL'\]"),
        (["target"], "target do not hold numbers"),
        ("colour", "no column 'colour'; there are OBJID, target, P_EL"),
        (["P_EL", "x"], "no column 'x'"),
    ],
)
def test_columns_that_make_no_target_are_refused(make: Make, column: Any, message: str) -> None:
    with pytest.raises(TableError, match=message) as caught:
        load_galaxies(make({"OBJID": IDS, "target": LABELS, "P_EL": [0.5] * 8}), column)
    assert "\n" not in str(caught.value)


def test_nothing_to_load_is_an_error(make: Make) -> None:
    table = {"OBJID": IDS, "target": LABELS, "status": ["failed"] * 8}
    with pytest.raises(DataError, match="no row is left"):
        load_galaxies(make(table, "manifest.csv"))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FolderNotFoundError, match=r"nowhere: there is no such folder$") as caught:
        load_galaxies(tmp_path / "nowhere")
    assert isinstance(caught.value, FileNotFoundError)
    assert isinstance(caught.value, ValueError)
    with pytest.raises(TableError, match=r"no manifest\.csv, labels\.csv or training_data\.txt"):
        load_galaxies(tmp_path)


def test_whole_numbers_are_labels_even_beside_an_empty_cell(make: Make) -> None:
    folder = make({"OBJID": IDS, "target": [1, 2, 1, 2, 1, 2, 1, None]})
    galaxies = load_galaxies(folder)
    assert galaxies.target.tolist() == ["1", "2", "1", "2", "1", "2", "1"]
    assert galaxies.unlabelled == 1
