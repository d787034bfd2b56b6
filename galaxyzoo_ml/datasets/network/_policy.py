"""How patient everything that asks the network is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NetworkPolicy"]


@dataclass(frozen=True)
class NetworkPolicy:
    """How patient downloads and cutouts are. The defaults suit a person who waits.

    Parameters
    ----------
    tries : int, default=5
        Requests for one picture, the first one included; or how often in a row one address of a
        file may fail without giving anything.
    tries_unreachable : int, default=2
        The same for an address of a file to which not even a connection comes about: without a
        network, waiting is vain.
    first_wait, longest_wait : float, default=1.0, 60.0
        Seconds before the second request, doubled before each further one up to the longest; half
        of it is left to chance, so that many clients do not come back at the same instant.
    longest_pause : float, default=600.0
        The longest ``Retry-After`` that is waited for, in seconds. One that is longer ends a run of
        cutouts, or gives up that address of a file.
    connect, read : float, default=15.0, 60.0
        Timeouts in seconds: for a connection, and between two pieces of an answer (the visual
        tools of SkyServer give up after 60 s themselves).
    redirects : int, default=5
        Redirects that are followed for one answer.
    deadline : float, default=120.0
        The longest time that the answer with one picture may take as a whole, in seconds.
    slowest, slow_seconds : float, default=1000.0, 60.0
        A file that comes with fewer bytes a second, for so many seconds, is broken off and gone on
        with in another request.
    give_up_after : int, default=20
        After so many galaxies in a row that failed because the service was down, a run of cutouts
        ends.
    lock_wait : float, default=None
        How long to wait for another process that fetches into the same folder, in seconds. None
        waits an hour for a file, which that process may be bringing, and 5 s for a folder of
        cutouts, which may take it days.

    Raises
    ------
    ValueError
        A number of tries, or `give_up_after`, below 1.

    Examples
    --------
    >>> from galaxyzoo_ml.datasets import NetworkPolicy
    >>> NetworkPolicy(tries=3).longest_wait
    60.0
    """

    tries: int = 5
    tries_unreachable: int = 2
    first_wait: float = 1.0
    longest_wait: float = 60.0
    longest_pause: float = 600.0
    connect: float = 15.0
    read: float = 60.0
    redirects: int = 5
    deadline: float = 120.0
    slowest: float = 1_000.0
    slow_seconds: float = 60.0
    give_up_after: int = 20
    lock_wait: float | None = None

    def __post_init__(self) -> None:
        for name in ("tries", "tries_unreachable", "give_up_after"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name}={getattr(self, name)!r}: at least 1 is needed")
