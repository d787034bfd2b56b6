"""The package as a whole: isolation, imports, public names, requirements."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import galaxyzoo_ml
from galaxyzoo_ml._homes import home_of

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(galaxyzoo_ml.__path__, "galaxyzoo_ml.")
    if not module.name.endswith("__main__")
)


def run(code: str, folder: Path) -> object:
    """Run code in a new interpreter; return what it prints, read as JSON."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-B", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# Isolation


def test_the_network_is_blocked():
    with pytest.raises(RuntimeError, match=r"192\.0\.2\.1.*without the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as sock, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        sock.connect_ex(("192.0.2.1", 80))


def test_the_machine_itself_can_be_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_every_test_has_a_home_of_its_own(tmp_path):
    for variable in ("HOME", "XDG_CACHE_HOME", "GALAXYZOO_ML_DATA"):
        assert Path(os.environ[variable]).is_relative_to(tmp_path.parent), variable
    assert not any(Path.home().iterdir())


# Imports and names


def test_importing_costs_nothing(tmp_path):
    loaded = run(
        "import json, sys; before = set(sys.modules); import galaxyzoo_ml\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before}\n"
        "print(json.dumps(sorted(new - sys.stdlib_module_names)))",
        tmp_path,
    )
    assert loaded == ["galaxyzoo_ml"]  # neither torch nor matplotlib nor pandas, nor anything else
    assert not any(tmp_path.iterdir())
    assert not any(Path.home().iterdir())


def test_subpackages_are_loaded_on_use(tmp_path):
    early, late, listed = run(
        "import json, sys, galaxyzoo_ml as package\n"
        "def loaded(): return [n for n in package.__all__ if f'galaxyzoo_ml.{n}' in sys.modules]\n"
        "early = loaded(); [getattr(package, name) for name in package.__all__]\n"
        "print(json.dumps([early, loaded(), sorted(set(package.__all__) - set(dir(package)))]))",
        tmp_path,
    )
    assert early == []
    assert late == galaxyzoo_ml.__all__
    assert listed == []
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = galaxyzoo_ml.no_such_name


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("GalaxyCNNClassifier", "neural_network"),
        ("load_galaxies", "datasets"),
        ("compare_strategies", "model_selection"),
        ("RotationOversampler", "balancing"),
        ("LeakageError", "exceptions"),
    ],
)
def test_a_name_that_lives_elsewhere_is_answered_with_where(name, home, tmp_path):
    message = f"{name} lives in galaxyzoo_ml.{home}: from galaxyzoo_ml.{home} import {name}"
    with pytest.raises(AttributeError, match=re.escape(message)):
        getattr(galaxyzoo_ml, name)
    assert not hasattr(galaxyzoo_ml, name)
    assert getattr(importlib.import_module(f"galaxyzoo_ml.{home}"), name)
    said, loaded = run(
        f"import json, sys\ntry: from galaxyzoo_ml import {name}\n"
        "except ImportError as error: said = str(error)\n"
        "print(json.dumps([said, sorted({'torch', 'sklearn', 'numpy'} & set(sys.modules))]))",
        tmp_path,
    )
    assert said == message
    assert loaded == []


def test_every_public_name_has_one_home():
    homes = {}
    for subpackage in galaxyzoo_ml.__all__:
        for name in importlib.import_module(f"galaxyzoo_ml.{subpackage}").__all__:
            homes.setdefault(name, []).append(f"galaxyzoo_ml.{subpackage}")
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}
    assert {name: [home_of(name, galaxyzoo_ml.__all__)] for name in homes} == homes


def test_scores_need_no_sampler(tmp_path):
    heavy = ["torch", "skorch", "matplotlib", "httpx", "imblearn"]
    loaded = run(
        "import json, sys; from galaxyzoo_ml.model_selection import overall_scores\n"
        "import galaxyzoo_ml.inspection\n"
        f"print(json.dumps([name for name in {heavy} if name in sys.modules]))",
        tmp_path,
    )
    assert loaded == []


def test_every_public_subpackage_is_listed():
    there = {name.split(".")[1] for name in MODULES}
    public = {name for name in there if not name.startswith("_")} - {"cli"}
    assert public == set(galaxyzoo_ml.__all__)


@pytest.mark.parametrize("name", MODULES)
def test_every_name_in_all_exists(name):
    module = importlib.import_module(name)
    names = getattr(module, "__all__", [])
    assert len(names) == len(set(names))
    assert [each for each in names if not hasattr(module, each)] == []
    if "._" not in name and name.count(".") < 2:
        assert names, f"{name} is public but lists no names"


def test_the_example_of_the_readme_runs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    shorter = {"make_galaxies(1000": "make_galaxies(400", "max_epochs=10": "max_epochs=1"}
    for whole, part in shorter.items():
        assert whole in example
        example = example.replace(whole, part)
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})


# Requirements


def requirements() -> list[Requirement]:
    project = PYPROJECT["project"]
    lines = [*project["dependencies"], *PYPROJECT["build-system"]["requires"]]
    for group in (project["optional-dependencies"], PYPROJECT["dependency-groups"]):
        lines += [line for each in group.values() for line in each if isinstance(line, str)]
    return [each for each in map(Requirement, lines) if each.name != project["name"]]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(pair) == 2 for pair in pairs), "constraints.txt holds exact versions only"
    return {canonicalize_name(name): version for name, version in pairs}


@pytest.mark.parametrize("requirement", requirements(), ids=str)
def test_constraints_cover_every_requirement(requirement):
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


@pytest.mark.parametrize("line", PYPROJECT["project"]["dependencies"])
def test_every_dependency_has_a_floor_with_a_reason_and_no_ceiling(line):
    (specifier,) = Requirement(line).specifier
    assert specifier.operator == ">="
    assert re.search(
        rf'"{re.escape(line)}",? +# \w', (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    )


def test_pre_commit_uses_the_same_versions():
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"([\w-]+)==([\w.]+)", text))
    assert {name for name, _ in used} >= {"ruff", "import-linter"}
    assert used <= set(pins().items())


def floors() -> dict[str, str]:
    """The lowest version of every dependency, extras included, by canonical name."""
    extras = PYPROJECT["project"]["optional-dependencies"]
    lines = [
        *PYPROJECT["project"]["dependencies"],
        *(each for lines in extras.values() for each in lines),
    ]
    needed = [each for each in map(Requirement, lines) if each.name != PYPROJECT["project"]["name"]]
    return {canonicalize_name(each.name): str(each.specifier).removeprefix(">=") for each in needed}


def test_floors_are_what_is_tested_with():
    text = (ROOT / "floors.txt").read_text(encoding="utf-8")
    tested = dict(re.findall(r"^([\w-]+)==([\w.]+)", text, flags=re.MULTILINE))
    declared = floors()
    assert set(declared) <= set(tested)
    above = {name for name, floor in declared.items() if Version(tested[name]) != Version(floor)}
    assert above == {"torch"}
    (reason,) = re.findall(r"((?:^#.*\n)+)torch==", text, flags=re.MULTILINE)
    assert f"the floor, which is {declared['torch']}:" in reason
    assert Version(tested["torch"]) > Version(declared["torch"])


def test_an_extra_has_floors_with_a_reason_and_no_ceiling():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (extras,) = re.findall(r"\[project\.optional-dependencies\]\n(.*?)\n\n", text, flags=re.DOTALL)
    for name, lines in PYPROJECT["project"]["optional-dependencies"].items():
        if name == "all":
            continue
        for line in lines:
            (specifier,) = Requirement(line).specifier
            assert specifier.operator == ">="
            assert re.search(rf'"{re.escape(line)}".*# \w', extras), line
