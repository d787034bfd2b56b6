"""Grids over several processes share the pixels and the cores: joblib's own, and dask's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from imblearn.pipeline import Pipeline
from sklearn.model_selection import GridSearchCV

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection import balancing_strategies, compare_strategies
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier, n_threads
from galaxyzoo_ml.preprocessing import StandardScaler

STRATEGIES = balancing_strategies(random_state=0)


class Probe:
    """Scores a model, and says where it ran and what it found there. It travels by value."""

    def __call__(self, model: Any, X: Any, y: Any) -> dict[str, float]:
        return {
            "log_likelihood": float(np.log(model.predict_proba(X).max(axis=1)).mean()),
            "process": os.getpid(),
            "threads": n_threads(),
            "mapped": isinstance(X.base, np.memmap) and not X.base.flags.writeable,
            "token": int(X.token[:8], 16),
        }


@pytest.fixture(scope="module")
def galaxies(tmp_path_factory: pytest.TempPathFactory) -> tuple[ImageArray, Any]:
    images, y = make_galaxies(120, size=48, random_state=0, return_X_y=True,
                              proportions={"elliptical": 3, "edge_on": 1})  # fmt: skip
    path = Path(tmp_path_factory.mktemp("stack"), "stack.npy")
    np.save(path, images.base)
    return ImageArray(np.load(path, mmap_mode="r")), y


def search(n_jobs: int | None) -> GridSearchCV:
    cnn = GalaxyCNNClassifier(max_epochs=1, n_jobs=1, random_state=0)
    pipeline = Pipeline([("balance", "passthrough"), ("scale", StandardScaler()), ("cnn", cnn)])
    samplers = [STRATEGIES[name].sampler for name in ("none", "rotation")]
    return GridSearchCV(
        pipeline, {"balance": samplers}, cv=2, scoring=Probe(), refit=False, n_jobs=n_jobs
    )


def found(grid: GridSearchCV, name: str) -> list[float]:
    results = grid.cv_results_
    return [float(results[f"split{fold}_test_{name}"][i]) for i in (0, 1) for fold in (0, 1)]


@pytest.fixture(scope="module")
def serial(galaxies: tuple[ImageArray, Any]) -> GridSearchCV:
    return search(None).fit(*galaxies)


def check_shared(grid: GridSearchCV, X: ImageArray, serial: GridSearchCV) -> None:
    """The same scores, from other processes, that map the pixels and share the cores."""
    processes = set(found(grid, "process"))
    assert os.getpid() not in processes
    assert all(found(grid, "mapped"))
    assert set(found(grid, "token")) == {int(X.token[:8], 16)}
    assert max(found(grid, "threads")) * len(processes) <= max(2, os.cpu_count() or 2)
    assert found(grid, "log_likelihood") == found(serial, "log_likelihood")


def test_worker_processes_share_the_map_and_the_cores(
    galaxies: tuple[ImageArray, Any], serial: GridSearchCV
) -> None:
    check_shared(search(2).fit(*galaxies), galaxies[0], serial)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as local,
        Client(local) as client,
    ):
        yield client


def test_the_same_grid_on_a_dask_cluster(
    galaxies: tuple[ImageArray, Any], serial: GridSearchCV, cluster: Any
) -> None:
    with joblib.parallel_config(backend="dask"):
        grid = search(2).fit(*galaxies)
    check_shared(grid, galaxies[0], serial)


def test_a_comparison_on_a_dask_cluster(galaxies: tuple[ImageArray, Any], cluster: Any) -> None:
    def compare() -> pd.DataFrame:
        cnn = GalaxyCNNClassifier(max_epochs=1, n_jobs=1)
        found = compare_strategies(
            *galaxies, estimator=cnn, strategies=["none", "rotation"], cv=2, random_state=0
        )
        costs = found.scores["metric"].isin(["fit_seconds", "peak_memory_mb"])
        return found.scores[~costs]

    with joblib.parallel_config(backend="dask"):
        there = compare()
    pd.testing.assert_frame_equal(there, compare())
