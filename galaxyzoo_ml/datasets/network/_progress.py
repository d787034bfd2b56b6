"""How far a long run is, on standard error."""

from __future__ import annotations

import io
import sys
import time
from types import TracebackType
from typing import Any

from tqdm import tqdm

__all__ = ["Progress", "is_shown"]

_LINE_SECONDS = 30.0  # between two lines, where there is no terminal


def is_shown(progress: bool | str) -> bool:
    """Whether to show a bar: True and False say so, "auto" does where there is a terminal.

    Raises
    ------
    ValueError
        Anything else.
    """
    if progress not in (True, False, "auto"):
        raise ValueError(f'progress is True, False or "auto", got {progress!r}')
    return sys.stderr.isatty() if progress == "auto" else bool(progress)


class Progress:
    """Counts what is done and what failed: a bar on a terminal, elsewhere a line now and then.

    Parameters
    ----------
    n_total, n_there : int
        Images in all, and those that are there already.
    progress : bool or "auto"
        See `is_shown`.
    """

    def __init__(self, n_total: int, n_there: int, progress: bool | str) -> None:
        has_terminal = sys.stderr.isatty()
        self._lines = is_shown(progress) and not has_terminal
        self._said, self._n_failed = time.monotonic(), 0
        self._bar: tqdm[Any] = tqdm(
            total=n_total,
            initial=n_there,
            desc="cutouts",
            unit="image",
            postfix="0 failed",
            file=io.StringIO() if self._lines else sys.stderr,
            disable=not is_shown(progress),
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def add(self, *, failed: bool) -> None:
        """Count one more."""
        self._n_failed += failed
        self._bar.set_postfix_str(f"{self._n_failed} failed", refresh=False)
        self._bar.update()
        if self._lines and time.monotonic() - self._said >= _LINE_SECONDS:
            self._said = time.monotonic()
            print(self._bar, file=sys.stderr, flush=True)  # noqa: T201  asked for
