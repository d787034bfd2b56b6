"""The net that ships over a catalogue: slice by slice, in other processes, the same."""

import joblib
import numpy as np
from distributed import Client, LocalCluster

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.persistence import load_pretrained


def test_slices_of_a_map_over_a_dask_cluster(tmp_path):
    np.save(tmp_path / "stack.npy", make_galaxies(48, size=68, random_state=0).images.base)
    images = ImageArray(np.load(tmp_path / "stack.npy", mmap_mode="r"))
    model = load_pretrained("gz1", device="cpu").set_params(cnn__n_jobs=1)
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, Client(cluster), joblib.parallel_config(backend="dask"):
        task = joblib.delayed(model.predict_proba)
        parts = joblib.Parallel()(task(images[i : i + 16]) for i in range(0, 48, 16))
    np.testing.assert_array_equal(
        np.concatenate(parts),
        np.concatenate([model.predict_proba(images[i : i + 16]) for i in range(0, 48, 16)]),
    )
    np.testing.assert_allclose(np.concatenate(parts), model.predict_proba(images), atol=1e-6)
