"""What is not needed is not loaded: the network for simulated galaxies, for example."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

HEAVY = ["httpx", "httpx2", "matplotlib", "pandas", "pyarrow", "torch"]


def loaded_by(code: str, *arguments: object, unwelcome: list[str] = HEAVY) -> list[str]:
    """Run code in a fresh process; return which of the unwelcome modules it has loaded."""
    ending = f"\nimport json, sys; print(json.dumps([m for m in {unwelcome} if m in sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code + ending, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Image.new("RGB", (8, 8), "grey").save(tmp_path / "1.jpg")
    (tmp_path / "training_data.txt").write_text("[[1, 1, 0, 0]]")
    return tmp_path


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import galaxyzoo_ml.datasets") == []


MAKE = "from galaxyzoo_ml.datasets import make_galaxies; make_galaxies(2, size=32, random_state=0)"
LOAD = "import sys; from galaxyzoo_ml.datasets import load_galaxies; load_galaxies(sys.argv[1])"


@pytest.mark.parametrize("code", [MAKE, LOAD], ids=["make_galaxies", "load_galaxies"])
def test_galaxies_from_here_need_no_network_library(code: str, folder: Path) -> None:
    # pandas loads pyarrow, where there is one: see below.
    unwelcome = [name for name in HEAVY if name not in ("pandas", "pyarrow")]
    assert loaded_by(code, folder, unwelcome=unwelcome) == []


@pytest.mark.parametrize("code", [MAKE, LOAD], ids=["make_galaxies", "load_galaxies"])
def test_galaxies_from_here_work_without_pyarrow_and_httpx(code: str, folder: Path) -> None:
    blocked = "import sys; sys.modules['pyarrow'] = sys.modules['httpx'] = None\n"
    loaded_by(blocked + code, folder)
