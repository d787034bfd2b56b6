"""What Ctrl-C leaves, said in the line that ends a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["interrupted_says"]


@contextmanager
def interrupted_says(text: str) -> Iterator[None]:
    """Give a Ctrl-C that says nothing of its own these words.

    Parameters
    ----------
    text : str
        What is kept, and how to go on.
    """
    try:
        yield
    except KeyboardInterrupt as interrupt:
        if interrupt.args:
            raise
        raise KeyboardInterrupt(text) from None
