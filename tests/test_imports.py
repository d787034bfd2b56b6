"""Modules import one another in one direction: there is no circle, in the whole package."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

import galaxyzoo_ml

ROOT = Path(galaxyzoo_ml.__file__).parent


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def when_imported(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that run with the module; those of a function wait until it is called."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from when_imported(child)


def imported_by(source: str, modules: set[str]) -> set[str]:
    """Return those of the modules that a source imports when it is imported itself."""
    found: set[str] = set()
    for node in when_imported(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        else:
            assert node.level == 0, "imports are absolute here"
            for alias in node.names:  # a module of a package, or a name of a module
                module = f"{node.module}.{alias.name}"
                found.add(module if module in modules else node.module or "")
    return found & modules


def graph_of(sources: dict[str, str]) -> dict[str, set[str]]:
    modules = set(sources)
    return {name: imported_by(source, modules) for name, source in sources.items()}


def check_order(graph: dict[str, set[str]]) -> None:
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


SOURCES = {name_of(path): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}


def test_the_package_has_no_circle() -> None:
    graph = graph_of(SOURCES)
    assert len(graph) > 150
    assert sum(map(len, graph.values())) > len(graph)
    check_order(graph)


@pytest.mark.parametrize(
    "back",
    [
        "import p.a",
        "from p import a",
        "from p.a import x",
        "try:\n    import p.a\nexcept OSError: ...",
    ],
)
def test_a_circle_would_be_found(back: str) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"p\.a"):
        check_order(graph_of({"p": "", "p.a": "from p.b import y", "p.b": back}))


def test_an_import_on_use_is_no_circle() -> None:
    check_order(graph_of({"p": "", "p.a": "import p.b", "p.b": "def f():\n    import p.a"}))


def test_files_can_be_read_at_a_sitting_and_rooms_seen_at_a_glance():
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in ROOT.rglob("*.py")}
    assert {str(path): n for path, n in lines.items() if n > 400} == {}
    assert len(list((ROOT / "datasets").glob("*.py"))) <= 12
    assert len(list((ROOT / "neural_network").glob("*.py"))) <= 18
