"""Prediction over a catalogue: 200,000 images from a memory-mapped stack, with the net that ships.

    python benchmarks/prediction.py [--images 200000] [--folder /tmp]

In one process: images a second beside those of the bare net, which is given the same batch of
ready tensors again and again; and memory beyond the page cache of the mapped file (RssAnon), for a
tenth of the images and for all. That tenth in onnxruntime, from an exported file, with as many
threads. Everything slice by slice over a local Dask cluster of two processes, with one thread each,
beside one process with two. The stack (2.8 GB) is made of simulated galaxies, repeated, and is
removed afterwards.
"""

import argparse
import tempfile
import time
from pathlib import Path

import joblib
import numpy as np
import torch
from data import header, row

from galaxyzoo_ml.datasets import make_galaxies
from galaxyzoo_ml.images import ImageArray
from galaxyzoo_ml.model_selection._peak_memory import PeakMemory
from galaxyzoo_ml.persistence import export_onnx, load_pretrained

SIZE, BATCH, SLICE = 68, 64, 10_240


def main():
    """Write the stack, measure, remove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200_000)
    parser.add_argument("--folder", help="where there is room")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        images = mapped_stack(Path(folder, "stack.npy"), arguments.images)
        model = load_pretrained("gz1", device="cpu")
        model.predict_proba(images[:BATCH])  # the first call sets things up
        header()
        few, few_seconds, few_mb = predicted(model, images[: len(images) // 10])
        alone, seconds, mb = predicted(model, images)
        bare = len(images) / bare_seconds(model, images)
        row("prediction, one process", len(images) / seconds, bare, None, "images/s")
        row("memory, all and a tenth of the images", mb, few_mb, None, "MB")
        exported, onnx_seconds = in_onnxruntime(model, images[: len(few)], Path(folder, "gz1.onnx"))
        row("onnxruntime, and ours", len(few) / onnx_seconds, len(few) / few_seconds, None,
            "images/s")  # fmt: skip
        print(f"largest difference of a probability: {abs(exported - few).max():.1e}")
        together, cluster_seconds = on_a_cluster(model, images)
        row("two processes of a cluster, and one", len(images) / cluster_seconds,
            len(images) / seconds, None, "images/s")  # fmt: skip
        print(f"largest difference of a probability: {abs(together - alone).max():.1e}")
        np.testing.assert_allclose(few, alone[: len(few)], rtol=0, atol=1e-6)


def mapped_stack(path, n_images):
    """Write simulated galaxies, repeated, and map them."""
    galaxies = make_galaxies(2_000, size=SIZE, random_state=0).images.base
    stack = np.lib.format.open_memmap(path, "w+", np.uint8, (n_images, SIZE, SIZE, 3))
    for start in range(0, n_images, len(galaxies)):
        stack[start : start + len(galaxies)] = galaxies[: n_images - start]
    stack.flush()
    del stack
    return ImageArray(np.load(path, mmap_mode="r"))


def predicted(model, images):
    """Return probabilities, seconds, and what the memory grew by at its peak, in MB."""
    with PeakMemory() as memory:
        started = time.perf_counter()
        probabilities = model.predict_proba(images)
        seconds = time.perf_counter() - started
    return probabilities, seconds, memory.peak_mb


def bare_seconds(model, images):
    """Return the seconds that the net alone takes for as many images."""
    net = model[-1].net_.module_.eval()
    side = model[-1].input_size
    x = torch.rand(BATCH, 3, side, side).to(memory_format=torch.channels_last)
    with torch.inference_mode():
        net(x)
        started = time.perf_counter()
        for _ in range(len(images) // BATCH):
            net(x)
        return time.perf_counter() - started


def in_onnxruntime(model, images, path):
    """Return the probabilities that the exported file gives, and the seconds."""
    import onnxruntime

    export_onnx(model, path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(path, options)
    session.run(None, {"images": np.asarray(images[:BATCH])})
    started = time.perf_counter()
    parts = [
        session.run(None, {"images": np.asarray(images[start : start + BATCH])})[0]
        for start in range(0, len(images), BATCH)
    ]
    return np.concatenate(parts), time.perf_counter() - started


def on_a_cluster(model, images):
    """Return the probabilities that two processes find, slice by slice, and the seconds."""
    import dask
    from distributed import Client, LocalCluster

    # Without Dask's MALLOC_TRIM_THRESHOLD_, by which workers get all large memory page by page.
    dask.config.set({"distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1}})
    slices = [images[start : start + SLICE] for start in range(0, len(images), SLICE)]
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, Client(cluster), joblib.parallel_config(backend="dask"):
        work = joblib.Parallel()
        task = joblib.delayed(model.set_params(cnn__n_jobs=1).predict_proba)
        work(task(part[:BATCH]) for part in slices[:4])  # the workers import torch
        started = time.perf_counter()
        parts = work(task(part) for part in slices)
        return np.concatenate(parts), time.perf_counter() - started


if __name__ == "__main__":
    main()
