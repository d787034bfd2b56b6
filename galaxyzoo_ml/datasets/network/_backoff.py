"""How long to wait before asking again."""

from __future__ import annotations

import random
from collections.abc import Callable

from galaxyzoo_ml.datasets.network._policy import NetworkPolicy

__all__ = ["backoff_seconds"]


def backoff_seconds(
    policy: NetworkPolicy, n_failed: int, chance: Callable[[], float] = random.random
) -> float:
    """Return how long to wait after some failures.

    Parameters
    ----------
    policy : NetworkPolicy
    n_failed : int
        Failures in a row, at least 1.
    chance : callable, default=random.random
        A number from 0 to 1: where the jitter comes from.

    Returns
    -------
    float
        Seconds: between one half and all of the doubled wait.

    Examples
    --------
    >>> backoff_seconds(NetworkPolicy(), 3, chance=lambda: 1.0)
    4.0
    """
    doubled = min(policy.first_wait * 2.0 ** min(n_failed - 1, 60), policy.longest_wait)
    return doubled * (0.5 + 0.5 * chance())
