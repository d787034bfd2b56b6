"""Answers for batches, several at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import torch
from numpy.typing import NDArray

from galaxyzoo_ml.neural_network.training._torch_session import threads_of, torch_session

__all__ = ["map_batches"]

_Answers = NDArray[Any]


def map_batches(
    function: Callable[[torch.Tensor], torch.Tensor],
    batches: Iterable[torch.Tensor],
    *,
    n_jobs: int | None,
    together: bool,
) -> Iterator[_Answers]:
    """Yield a function of each batch, in order, without gradients.

    The operations of a small net are too short to be shared between threads: two batches, each in
    a thread of its own, are ready sooner than one after the other in two threads.

    Parameters
    ----------
    function : callable
    batches : iterable of tensors
        Made one by one, in the thread that iterates.
    n_jobs : int or None
        The number of threads; -1 is all cores, None as many as torch uses.
    together : bool
        Whether `function` may run in several threads at once.
    """

    def answer(x: torch.Tensor) -> _Answers:
        with torch.inference_mode():
            return function(x).cpu().numpy()

    n_threads = threads_of(n_jobs)
    if not together or n_threads == 1:
        with torch_session(n_jobs=n_jobs):
            yield from map(answer, batches)
        return
    with torch_session(n_jobs=1), ThreadPoolExecutor(n_threads) as pool:
        waiting: deque[Future[_Answers]] = deque()
        for x in batches:
            waiting.append(pool.submit(answer, x))
            if len(waiting) > n_threads:  # one is made while the others are answered
                yield waiting.popleft().result()
        yield from (future.result() for future in waiting)
