"""A parameter of one name means one thing, and has one default, in every function of datasets."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from galaxyzoo_ml import datasets

FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(datasets, name)
    for name in datasets.__all__
    if inspect.isfunction(getattr(datasets, name))
}
FETCHERS = [name for name in FUNCTIONS if name.startswith("fetch_")]


def defaults(parameter: str, names: list[str] | None = None) -> dict[str, Any]:
    signatures = {name: inspect.signature(FUNCTIONS[name]) for name in names or FUNCTIONS}
    return {
        name: signature.parameters[parameter].default
        for name, signature in signatures.items()
        if parameter in signature.parameters
    }


def test_progress_is_shown_where_somebody_watches() -> None:
    found = defaults("progress")
    assert {*FETCHERS, "load_galaxies"} == set(found)
    assert set(found.values()) == {"auto"}


@pytest.mark.parametrize(
    "name", [name for name in FETCHERS if name != "fetch_cutouts"] + ["load_galaxies"]
)
def test_progress_is_nothing_else(name: str, tmp_path: Path) -> None:
    arguments = [tmp_path] if name == "load_galaxies" else []
    with pytest.raises(ValueError, match="progress is True, False or"):
        FUNCTIONS[name](*arguments, progress="loud")
    assert not datasets.get_data_home().exists()


def test_nothing_is_fetched_or_decoded_in_vain() -> None:
    found = defaults("random_state", FETCHERS)
    assert found == {"fetch_galaxyzoo1": 0, "fetch_galaxyzoo2_images": 0}


def test_labels_are_a_rule_and_column_a_column() -> None:
    assert defaults("labels") == {
        "fetch_galaxyzoo1": "flag",
        "fetch_galaxyzoo1_catalog": "auto",
        "fetch_galaxyzoo2_images": "flag",
    }
    assert defaults("column") == {"load_galaxies": "target", "make_galaxies": "target"}
    assert list(defaults("source")) == ["fetch_galaxyzoo1_catalog"]
    assert set(defaults("policy").values()) == {None}
