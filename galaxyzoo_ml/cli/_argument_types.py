"""Arguments that are numbers: parsed, or refused in a line that says what is wanted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from urllib.parse import urlsplit

__all__ = [
    "SEED",
    "fraction",
    "n_jobs",
    "number_or_name",
    "positive_number",
    "web_address",
    "whole_number",
]


def whole_number(least: int, most: int | None = None) -> Callable[[str], int]:
    """Return a parser of whole numbers from `least` on, up to `most` if given."""
    wanted = f"of at least {least}" if most is None else f"from {least} to {most}"

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if value < least or (most is not None and value > most):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number {wanted}")
        return value

    return parse


SEED = whole_number(0, 2**32 - 1)
"""Parses a seed: what NumPy takes."""


def web_address(text: str) -> str:
    """Parse an address, or refuse it before it is asked for anything."""
    wrong = argparse.ArgumentTypeError(
        f"{text!r} is no address such as http://host/path or https://host:port/path"
    )
    try:
        parts = urlsplit(text)
        _ = parts.port  # a number, or none
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not text.isprintable():
        raise wrong
    return text


def number_or_name(text: str) -> int | str:
    """Parse what a table of a file is asked for by."""
    return int(text) if text.isascii() and text.isdigit() else text


def fraction(text: str) -> float:
    """Parse a number between 0 and 1, both excluded."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a fraction between 0 and 1")
    return value


def n_jobs(text: str) -> int:
    """Parse a number of jobs as joblib takes it: -1 is one a core, 0 is none."""
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of jobs: 1, 2, ... or -1")
    return value


def positive_number(text: str) -> float:
    """Parse a number above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value
