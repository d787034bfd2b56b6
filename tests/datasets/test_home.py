"""Where data are cached, and that only our own folders are deleted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from galaxyzoo_ml.datasets import clear_data_home, get_data_home, load_galaxies
from galaxyzoo_ml.datasets._home import made_data_home


def test_the_argument_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GALAXYZOO_ML_DATA", "/variable")
    assert get_data_home("/argument") == Path("/argument")
    assert get_data_home(Path("/argument")) == Path("/argument")
    assert get_data_home() == Path("/variable")


@pytest.mark.parametrize("value", [None, ""])
def test_the_users_cache_is_the_last_resort(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("GALAXYZOO_ML_DATA")
    else:
        monkeypatch.setenv("GALAXYZOO_ML_DATA", value)
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert get_data_home() == tmp_path / "galaxyzoo-ml"
    assert get_data_home().name == "galaxyzoo-ml"


def test_a_tilde_is_the_users_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GALAXYZOO_ML_DATA", "~/galaxies")
    assert get_data_home() == get_data_home("~/galaxies") == tmp_path / "galaxies"


def test_asking_makes_no_folder(tmp_path: Path) -> None:
    assert not get_data_home(tmp_path / "a" / "b").exists()
    assert not (tmp_path / "a").exists()


def test_importing_writes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {
        **os.environ,
        **dict.fromkeys(["HOME", "XDG_CACHE_HOME", "GALAXYZOO_ML_DATA"], str(home)),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    code = "import galaxyzoo_ml.datasets, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert not home.exists()


def test_a_folder_that_was_made_here_is_cleared(tmp_path: Path) -> None:
    home = made_data_home(tmp_path / "a" / "home")
    (home / "stacks").mkdir()
    (home / "stacks" / "x.npy").touch()
    assert made_data_home(home) == home  # again
    clear_data_home(home)
    assert list((tmp_path / "a").iterdir()) == []
    clear_data_home(home)  # nothing left to do


def test_what_loading_made_is_cleared(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "grey").save(tmp_path / "1.jpg")
    (tmp_path / "training_data.txt").write_text("[[1, 1, 0, 0]]")
    load_galaxies(tmp_path)
    clear_data_home()
    assert not get_data_home().exists()
    assert (tmp_path / "1.jpg").exists()


def test_foreign_folders_are_not_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    precious = tmp_path / "thesis.tex"
    precious.touch()
    made_data_home(tmp_path)  # it was there before: not marked
    monkeypatch.setenv("GALAXYZOO_ML_DATA", str(tmp_path))
    for data_home in (tmp_path, None):
        with pytest.raises(ValueError, match="was not made by galaxyzoo-ml and is not deleted"):
            clear_data_home(data_home)
    assert precious.exists()


def test_a_folder_that_cannot_be_made_names_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"cannot be made .*set GALAXYZOO_ML_DATA .*data_home="):
        made_data_home(tmp_path / "file" / "home")
