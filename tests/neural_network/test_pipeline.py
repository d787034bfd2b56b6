"""Balanced, scaled and searched: the whole of DESIGN's example, in two processes."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.model_selection import GridSearchCV, train_test_split

from galaxyzoo_ml.balancing import ImageSampler, RotationOversampler
from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.neural_network import GalaxyCNNClassifier
from galaxyzoo_ml.preprocessing import StandardScaler


@pytest.fixture
def mapped(tmp_path):
    """Simulated galaxies on a memory map."""
    galaxies = make_galaxies(
        80, size=48, random_state=0, proportions={"elliptical": 3, "edge_on": 1}
    )
    path = tmp_path / "stack.npy"
    np.save(path, galaxies.images.base)
    return ImageArray(np.load(path, mmap_mode="r")), galaxies.target


def pipeline():
    return Pipeline(
        [
            ("balance", RotationOversampler(random_state=0)),
            ("scale", StandardScaler()),
            ("cnn", GalaxyCNNClassifier(max_epochs=2, random_state=0, n_jobs=1)),
        ]
    )


def test_a_grid_gives_in_two_processes_what_it_gives_in_one(mapped):
    X, y = mapped
    grid = {"balance": ["passthrough", RotationOversampler(random_state=0)]}
    results = [
        GridSearchCV(pipeline(), grid, cv=2, scoring="neg_log_loss", n_jobs=n).fit(X, y)
        for n in (1, 2)
    ]
    for key in ("split0_test_score", "split1_test_score"):
        first, second = (result.cv_results_[key] for result in results)
        np.testing.assert_array_equal(first, second)
    assert results[0].cv_results_["split0_test_score"][0] != pytest.approx(
        results[0].cv_results_["split0_test_score"][1], abs=1e-12
    )


def test_a_list_of_grids_searches_samplers_and_their_parameters(mapped):
    X, y = mapped
    grids = [
        {"balance": ["passthrough"]},
        {"balance": [ImageSampler(SMOTE(random_state=0))], "balance__sampler__k_neighbors": [1, 3]},
    ]
    search = GridSearchCV(pipeline(), grids, cv=2, error_score="raise").fit(X, y)
    assert len(search.cv_results_["params"]) == 3
    assert search.predict(X).shape == (80,)


def test_test_images_are_never_resampled(mapped):
    X, y = mapped
    X_train, X_test, y_train, _ = train_test_split(X, y, stratify=y, random_state=0)
    model = pipeline().fit(X_train, y_train)
    assert len(model.predict(X_test)) == len(X_test)
    assert model["cnn"].n_samples_fit_ > len(X_train)
    assert len(set(X_train.sources) & set(X_test.sources)) == 0
