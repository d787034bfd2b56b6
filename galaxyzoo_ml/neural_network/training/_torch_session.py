"""Torch's global state, borrowed and given back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["n_threads", "threads_of", "torch_session"]

_LOCK = threading.RLock()


@contextmanager
def torch_session(
    *, seed: int | None = None, n_jobs: int | None = None, device: str = "cpu"
) -> Iterator[None]:
    """Seed torch's generators and set its number of threads, and restore both.

    Both are global to the process, so sessions of several Python threads wait for one another.

    Parameters
    ----------
    seed : int, default=None
        For the generators of the CPU and of `device`. None leaves them alone.
    n_jobs : int, default=None
        Number of threads; -1 is all cores. None leaves it alone.
    device : str, default="cpu"
    """
    _keep_freed_memory()
    if seed is None and n_jobs is None:
        yield
        return
    with _LOCK:
        n_threads = _threads_of_process()
        cuda_devices = [torch.device(device)] if device.startswith("cuda") else []
        with torch.random.fork_rng(devices=cuda_devices, enabled=seed is not None):
            try:
                if n_jobs is not None:
                    torch.set_num_threads(threads_of(n_jobs))
                if seed is not None:
                    torch.manual_seed(seed)
                yield
            finally:
                torch.set_num_threads(n_threads)


def _threads_of_process() -> int:
    """Return the number of threads that torch gives to a thread that is new to it.

    A thread that met torch in the middle of another's session has that session's number for ever.
    To ask it for what to restore would make all others as slow.
    """
    found: list[int] = []
    asked = threading.Thread(target=lambda: found.append(torch.get_num_threads()))
    asked.start()
    asked.join()
    return found[0]


def _keep_freed_memory() -> None:
    """Let glibc keep what a batch frees for the next one, up to 64 MB.

    It gives free memory back above twice the largest block that was ever freed, and gets it again
    page by page: a sixth of a training step. Freeing one block of nearly 32 MB, which is never
    written to, is enough to move that limit.
    """
    torch.empty((32 << 20) - (4 << 10), dtype=torch.uint8, device="cpu")


def threads_of(n_jobs: int | None) -> int:
    """Return a number of threads: -1 is all cores, None as many as torch uses."""
    if n_jobs is None:
        return torch.get_num_threads()
    from joblib import effective_n_jobs

    return max(1, effective_n_jobs(n_jobs) if n_jobs < 0 else n_jobs)


def n_threads() -> int:
    """Return the number of threads that torch uses where `n_jobs` is None.

    Returns
    -------
    int

    Examples
    --------
    >>> from galaxyzoo_ml.neural_network import n_threads
    >>> n_threads() >= 1
    True
    """
    return torch.get_num_threads()
